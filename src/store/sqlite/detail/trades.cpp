#include "store/sqlite/detail/select.hpp"
#include "store/sqlite/detail/tables.hpp"

namespace argosy::store::sqlite::detail {
namespace {

constexpr std::string_view select_trades =
    "SELECT id, venue, pair, strategy, side, status, size, entry_price, entry_time, exit_price, exit_time, currency, "
    "pnl, fees, config_version, details FROM trades";

Result<> read_trade(const Query& row, Trade& t) {
    return row.into(t.id, t.venue, t.pair, t.strategy, t.side, t.status, t.size, t.entry_price, t.entry_time,
                    t.exit_price, t.exit_time, t.currency, t.pnl, t.fees, t.config_version, t.details);
}

}  // namespace

Result<> SqliteTrades::put(const Trade& t) {
    if (t.id.empty()) return fail(Errc::invalid_argument, "a trade without id");
    auto done = db_.run(
        "INSERT OR REPLACE INTO trades (id, venue, pair, strategy, side, status, size, entry_price, entry_time, "
        "exit_price, exit_time, currency, pnl, fees, config_version, details) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        t.id, t.venue, t.pair, t.strategy, t.side, t.status, t.size, t.entry_price, t.entry_time, t.exit_price,
        t.exit_time, t.currency, t.pnl, t.fees, t.config_version, t.details);
    ARGOSY_TRY(std::move(done), "trade " + t.id);
    return {};
}

Result<std::optional<Trade>> SqliteTrades::find(std::string_view id) const {
    return read_one<Trade>(Select(select_trades).where("id = ?", id).run(db_), read_trade);
}

Result<Page<Trade>> SqliteTrades::list(const TradeFilter& filter, const PageRequest& page) const {
    Select select(select_trades);
    select.where_given("venue = ?", filter.venue).where_given("pair = ?", filter.pair);
    select.where_given("strategy = ?", filter.strategy);
    // The open ones have an index of their own, which SQLite finds by the text of the condition.
    if (filter.status == TradeStatus::open)
        select.where("status = 'open'");
    else if (filter.status)
        select.where("status = ?", *filter.status);
    if (filter.entered) select.within("entry_time", *filter.entered);
    if (filter.exited) select.where("exit_time IS NOT NULL").within("exit_time", *filter.exited);
    return read_page<Trade>(db_, std::move(select), {.list = "trades", .order = "entry_time", .id = "id"}, page,
                            read_trade, [](const Trade& t) { return Cursor{to_ns(t.entry_time), t.id}; });
}

}  // namespace argosy::store::sqlite::detail
