#include "ledger/trades.hpp"

#include <algorithm>
#include <cmath>

#include "base/describe.hpp"
#include "base/json_writer.hpp"
#include "config/write.hpp"

namespace argosy::ledger {
namespace {

using store::Trade;
using store::TradeStatus;

constexpr std::string_view details_head = R"({"trip":)";
constexpr TradeStatus in_order[] = {TradeStatus::open, TradeStatus::closed, TradeStatus::canceled};

std::string name_of(StrategyId id, const codec::Names& names) {
    return id.is_none() || id.value() >= names.strategies.size() ? "" : names.strategies[id.value()];
}

std::optional<double> number(const auto& value) { return value ? std::optional(value->to_double()) : std::nullopt; }

TradeRow row_of(const Trade& t) {
    return {.trade_id = t.id,
            .pair = t.pair,
            .exchange = t.venue,
            .side = std::string(to_string(t.side)),
            .status = std::string(status_name(t.status)),
            .strategy = t.strategy,
            .currency = t.currency,
            .entry_price = t.entry_price.to_double(),
            .position_size = t.size.to_double(),
            .exit_price = number(t.exit_price),
            .pnl = number(t.pnl),
            .entry_time = t.entry_time,
            .exit_time = t.exit_time,
            .net = t.pnl,
            .config_version = t.config_version,
            .trip = {}};
}

/// "1.<cursor>": the page goes on within the second status, or begins with it.
struct Mark {
    std::size_t phase = 0;
    std::string cursor;
};
Result<Mark> parse_mark(std::string_view text) {
    if (text.empty()) return Mark{};
    if (text.size() < 2 || text[0] < '0' || text[0] > '2' || text[1] != '.')
        return fail(Errc::invalid_argument, "the cursor is not one of this list", "start again without one");
    return Mark{static_cast<std::size_t>(text[0] - '0'), std::string(text.substr(2))};
}
std::string print_mark(std::size_t phase, std::string_view cursor) {
    return std::to_string(phase) + "." + std::string(cursor);
}

}  // namespace

Trade trade_of(const domain::RoundTrip& trip, std::string id, TradeStatus status, const codec::Names& names) {
    const auto& instrument = (*names.instruments)[trip.instrument];
    Trade out{.id = std::move(id),
              .venue = instrument.venue,
              .pair = instrument.symbol,
              .strategy = name_of(trip.strategy, names),
              .side = trip.side,
              .status = status,
              .size = trip.qty_max,
              .entry_price = trip.entry_price,
              .entry_time = trip.entry_time,
              .exit_price = {},
              .exit_time = {},
              .currency = std::string(trip.currency.code()),
              .pnl = trip.net(),
              .fees = trip.fees};
    if (status == TradeStatus::closed) out.exit_price = trip.exit_price, out.exit_time = trip.exit_time;
    out.details = details_head;
    codec::append_json(out.details, trip, names);
    out.details += '}';
    return out;
}

bool is_of_engine(const Trade& trade) noexcept { return trade.details.starts_with(details_head); }

std::string_view trip_json(const Trade& trade) noexcept {
    if (!is_of_engine(trade)) return {};
    const std::string_view text = trade.details;
    return text.substr(details_head.size(), text.size() - details_head.size() - 1);
}

domain::RoundTrip trip_of(const Trade& trade, const codec::Names& names) {
    if (const auto json = trip_json(trade); !json.empty())
        if (auto trip = codec::from_json<domain::RoundTrip>(json, names)) return *trip;
    const Money net = trade.pnl.value_or(Money{});
    const Time exit = trade.exit_time.value_or(trade.entry_time);
    const Money entry_worth = trade.entry_price * trade.size;
    return {.side = trade.side,
            .entry_time = trade.entry_time,
            .exit_time = exit,
            .entry_price = trade.entry_price,
            .exit_price = trade.exit_price.value_or(trade.entry_price),
            .qty_max = trade.size,
            .currency = domain::parse_currency(trade.currency).value_or(domain::Currency{}),
            .gross = net - trade.fees,
            .fees = trade.fees,
            .turnover = entry_worth + trade.exit_price.value_or(trade.entry_price) * trade.size};
}

std::string_view status_name(TradeStatus status) noexcept {
    switch (status) {
        case TradeStatus::open: return "OPEN";
        case TradeStatus::closed: return "CLOSED";
        case TradeStatus::canceled: break;
    }
    return "CANCELLED";
}

Result<TradeStatus> parse_status(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (lower == "open") return TradeStatus::open;
    if (lower == "closed") return TradeStatus::closed;
    if (lower == "cancelled" || lower == "canceled") return TradeStatus::canceled;
    return fail(Errc::invalid_argument, "there is no status \"" + std::string(text) + "\"",
                "OPEN, CLOSED or CANCELLED");
}

void describe(Described<TradeRow>& d) {
    using R = TradeRow;
    d.name("trade").field("trade_id", &R::trade_id).field("pair", &R::pair).field("exchange", &R::exchange);
    d.field("side", &R::side, {.doc = "buy: long."}).field("status", &R::status, {.doc = "OPEN, CLOSED, CANCELLED."});
    d.field("strategy", &R::strategy, {.doc = "Empty: by hand."}).field("currency", &R::currency);
    d.field("entry_price", &R::entry_price).field("position_size", &R::position_size);
    d.field("exit_price", &R::exit_price);
    d.field("pnl", &R::pnl, {.doc = "Net of fees and funding; of an open trade as if it were closed at the mark."});
    d.field("entry_time", &R::entry_time).field("exit_time", &R::exit_time);
    d.field("config_version", &R::config_version, {.doc = "Of the settings that decided the entry; 0: unknown."});
    d.field("net", &R::net, {.doc = "pnl to the last digit."});
    d.field("trip", &R::trip, {.doc = "The engine's record; null for a trade recorded by hand."});
}

void describe(Described<TradePage>& d) {
    d.name("trade_page").field("trades", &TradePage::trades);
    d.field("next_cursor", &TradePage::next_cursor, {.doc = "Of the next page; null: this is the last."});
}

std::string row_json(const Trade& trade) {
    std::string out = config::json_line(row_of(trade));
    const auto trip = trip_json(trade);
    constexpr std::string_view no_trip = R"("trip":null})";
    if (trip.empty() || !out.ends_with(no_trip)) return out;
    out.resize(out.size() - no_trip.size());
    return (out += R"("trip":)").append(trip) += '}';
}

std::string page_json(const std::vector<Trade>& trades, std::string_view next_cursor) {
    JsonWriter w;
    w.begin_object().key("trades").begin_array();
    for (const auto& t : trades) w.raw(row_json(t));
    w.end_array().key("next_cursor");
    next_cursor.empty() ? w.null() : w.value(next_cursor);
    return std::move(w.end_object()).take();
}

Result<store::Page<Trade>> list_by_status(const store::Trades& trades, const store::TradeFilter& filter,
                                          const store::PageRequest& page) {
    if (filter.status) return trades.list(filter, page);
    ARGOSY_TRY(store::check(page), "page");
    ARGOSY_LET(auto mark, parse_mark(page.cursor), "page");
    store::Page<Trade> out;
    for (; mark.phase < std::size(in_order); ++mark.phase, mark.cursor.clear()) {
        store::TradeFilter part = filter;
        part.status = in_order[mark.phase];
        ARGOSY_LET(auto rows, trades.list(part, {page.limit - out.rows.size(), mark.cursor}), "trades");
        std::ranges::move(rows.rows, std::back_inserter(out.rows));
        if (!rows.next.empty()) {
            out.next = print_mark(mark.phase, rows.next);
            return out;
        }
        if (out.rows.size() == page.limit) {
            if (mark.phase + 1 < std::size(in_order)) out.next = print_mark(mark.phase + 1, "");
            return out;
        }
    }
    return out;
}

Result<> check_range(const Trade& t) {
    constexpr double money_max = 1e14;  // a hundred thousand of them are far inside the range of Money
    const auto is_in = [](double value) { return std::abs(value) <= money_max; };
    const double size = t.size.to_double();
    const auto refuse = [](std::string_view field) {
        return fail(Errc::invalid_argument, std::string(field) + ": it is beyond 10^14",
                    "look at the number of digits");
    };
    if (t.pnl && !is_in(t.pnl->to_double())) return refuse("/pnl");
    if (!is_in(t.fees.to_double())) return refuse("/fees");
    if (!is_in(size) || !is_in(size * t.entry_price.to_double())) return refuse("/position_size");
    if (t.exit_price && !is_in(size * t.exit_price->to_double())) return refuse("/exit_price");
    if (t.entry_time < Time{}) return fail(Errc::invalid_argument, "/entry_time: it is before 1970");
    return {};
}

Result<std::vector<Trade>> closed_trades(const store::Trades& trades, store::TradeFilter filter, std::size_t most) {
    filter.status = TradeStatus::closed;
    std::vector<Trade> out;
    store::PageRequest page{.limit = store::PageRequest::limit_max, .cursor = {}};
    do {
        ARGOSY_LET(auto rows, trades.list(filter, page), "trades");
        std::erase_if(rows.rows, [](const Trade& t) { return !is_of_engine(t) && !check_range(t); });
        std::ranges::move(rows.rows, std::back_inserter(out));
        page.cursor = std::move(rows.next);
    } while (!page.cursor.empty() && out.size() < most);
    if (out.size() > most) out.resize(most);
    std::ranges::sort(
        out, {}, [](const Trade& t) { return std::pair(t.exit_time.value_or(t.entry_time), std::string_view(t.id)); });
    return out;
}

}  // namespace argosy::ledger
