#include "store/sqlite/detail/select.hpp"
#include "store/sqlite/detail/tables.hpp"

namespace argosy::store::sqlite::detail {
namespace {

constexpr std::string_view select_points = "SELECT account, time, equity, balance, unrealised, exposure FROM equity";

Result<> read_point(const Query& row, EquityPoint& p) {
    return row.into(p.account, p.time, p.equity, p.balance, p.unrealised, p.exposure);
}

}  // namespace

Result<> SqliteBalances::put(const Balance& b) {
    auto done = db_.run(
        "INSERT INTO balances (venue, currency, total, available, total_pnl, daily_pnl, time) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (venue, currency) DO UPDATE SET total = excluded.total, "
        "available = excluded.available, total_pnl = excluded.total_pnl, daily_pnl = excluded.daily_pnl, "
        "time = excluded.time WHERE excluded.time >= time",
        b.venue, b.currency, b.total, b.available, b.total_pnl, b.daily_pnl, b.time);
    ARGOSY_TRY(std::move(done), "balance of " + b.venue);
    return {};
}

Result<std::vector<Balance>> SqliteBalances::list(std::string_view venue) const {
    Select select("SELECT venue, currency, total, available, total_pnl, daily_pnl, time FROM balances");
    ARGOSY_LET(auto rows, select.where_given("venue = ?", venue).then(" ORDER BY venue, currency").run(db_), "");
    std::vector<Balance> balances;
    for (;;) {
        ARGOSY_LET(const bool more, rows.next(), "");
        if (!more) return balances;
        Balance& b = balances.emplace_back();
        ARGOSY_TRY(rows.into(b.venue, b.currency, b.total, b.available, b.total_pnl, b.daily_pnl, b.time), "");
    }
}

Result<> SqliteEquity::put(const EquityPoint& p) {
    auto done = db_.run(
        "INSERT OR REPLACE INTO equity (account, time, equity, balance, unrealised, exposure) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        p.account, p.time, p.equity, p.balance, p.unrealised, p.exposure);
    ARGOSY_TRY(std::move(done), "equity of " + p.account);
    return {};
}

Result<std::optional<EquityPoint>> SqliteEquity::last(std::string_view account) const {
    return read_one<EquityPoint>(
        Select(select_points).where("account = ?", account).then(" ORDER BY time DESC LIMIT 1").run(db_), read_point);
}

Result<Page<EquityPoint>> SqliteEquity::list(const EquityFilter& filter, const PageRequest& page) const {
    if (filter.every < Duration{}) return fail(Errc::invalid_argument, "every: negative");
    Select select(select_points);
    select.where("account = ?", filter.account).within("time", filter.time);
    if (filter.every > Duration{})  // it is the last of its interval when no later one is in the same interval
        select.where(
            "NOT EXISTS (SELECT 1 FROM equity AS later WHERE later.account = equity.account AND "
            "later.time > equity.time AND later.time < (equity.time / ? + 1) * ? AND later.time < ?)",
            filter.every.count(), filter.every.count(), filter.time.to);
    return read_page<EquityPoint>(db_, std::move(select),
                                  {.list = "equity", .order = "time", .id = "", .direction = filter.direction}, page,
                                  read_point, [](const EquityPoint& p) { return Cursor{to_ns(p.time), ""}; });
}

Result<std::uint64_t> SqliteEquity::trim(Time time) { return db_.run("DELETE FROM equity WHERE time < ?", time); }

}  // namespace argosy::store::sqlite::detail
