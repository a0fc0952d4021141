#include "services/exchange/shapes.hpp"

#include "base/describe.hpp"

namespace argosy::services::exchange {
namespace {

/// The frame of every kind of market data.
template <class T>
void describe_market_data(Described<T>& d, std::string_view name) {
    d.name(name).field("exchange", &T::exchange).field("symbol", &T::symbol).field("data_type", &T::data_type);
    d.field("data", &T::data).field("timestamp", &T::timestamp);
}

}  // namespace

void describe(Described<TickerData>& d) {
    using T = TickerData;
    d.name("ticker_data").field("last", &T::last).field("bid", &T::bid).field("ask", &T::ask);
    d.field("open", &T::open, {.doc = "24 hours ago."}).field("high", &T::high).field("low", &T::low);
    d.field("bid_size", &T::bid_size).field("ask_size", &T::ask_size).field("volume", &T::volume);
    d.field("quote_volume", &T::quote_volume).field("change", &T::change, {.doc = "0.01 is one percent."});
    d.field("synthetic", &T::synthetic, {.doc = "Bid and ask are made around the last close."});
}
void describe(Described<TickerAnswer>& d) { describe_market_data(d, "exchange_ticker"); }

void describe(Described<OhlcvData>& d) {
    d.name("ohlcv_data").field("interval", &OhlcvData::interval);
    d.field("bars", &OhlcvData::bars, {.doc = "[open_time, open, high, low, close, volume], oldest first."});
}
void describe(Described<OhlcvAnswer>& d) { describe_market_data(d, "exchange_ohlcv"); }

void describe(Described<BookData>& d) {
    d.name("book_data").field("bids", &BookData::bids, {.doc = "[price, quantity], best first."});
    d.field("asks", &BookData::asks, {.doc = "[price, quantity], best first."});
    d.field("synthetic", &BookData::synthetic, {.doc = "Made around the last close."});
}
void describe(Described<BookAnswer>& d) { describe_market_data(d, "exchange_book"); }

void describe(Described<Pair>& d) {
    using T = Pair;
    d.name("pair").field("symbol", &T::symbol).field("base", &T::base).field("quote", &T::quote);
    d.field("settlement", &T::settlement).field("kind", &T::kind).field("status", &T::status);
    d.field("tick_size", &T::tick_size).field("lot_size", &T::lot_size).field("qty_min", &T::qty_min);
    d.field("notional_min", &T::notional_min).field("maker_fee", &T::maker_fee).field("taker_fee", &T::taker_fee);
    d.field("price", &T::price, {.doc = "The last; null before there is one."});
}
void describe(Described<Pairs>& d) {
    d.name("pairs").field("exchange", &Pairs::exchange).field("pairs", &Pairs::pairs);
}

void describe(Described<PositionDifference>& d) {
    using T = PositionDifference;
    d.name("position_difference").field("instrument", &T::instrument).field("ours", &T::ours);
    d.field("venues", &T::venues);
}
void describe(Described<Reconciliation>& d) {
    using T = Reconciliation;
    d.name("reconciliation");
    d.field("state", &T::state, {.doc = "in_step, under_way (they differ, messages are under way) or differs."});
    d.field("orders_ours", &T::orders_ours, {.doc = "Open, by our books."});
    d.field("orders_venues", &T::orders_venues, {.doc = "Open at the venue."});
    d.field("positions", &T::positions, {.doc = "Those that differ."}).field("time", &T::time);
}
void describe(Described<ExchangeHealth>& d) {
    using T = ExchangeHealth;
    d.name("exchange_health").field("exchange", &T::exchange);
    d.field("status", &T::status, {.doc = "healthy, degraded or down."});
    d.field("response_time", &T::response_time,
            {.unit = "seconds", .doc = "Of an order, as it is set for the simulated venue."});
    d.field("last_check", &T::last_check).field("error_count", &T::error_count).field("detail", &T::detail);
    d.field("reconciliation", &T::reconciliation, {.doc = "Whether our books are the venue's."});
}

void describe(Described<Exchange>& d) {
    using T = Exchange;
    d.name("exchange").field("name", &T::name).field("mode", &T::mode).field("status", &T::status);
    d.field("simulated", &T::simulated, {.doc = "The built-in venue plays it: no order leaves this program."});
    d.field("pairs", &T::pairs).field("currencies", &T::currencies, {.doc = "Of settlement."});
    d.field("also_called", &T::also_called, {.doc = "Names that mean it in simulation."});
}
void describe(Described<Exchanges>& d) { d.name("exchanges").field("exchanges", &Exchanges::exchanges); }

void describe(Described<ExchangeInfo>& d) {
    using T = ExchangeInfo;
    d.name("exchange_info").field("exchange", &T::exchange).field("order_types", &T::order_types);
    d.field("time_in_force", &T::time_in_force).field("features", &T::features).field("margin_mode", &T::margin_mode);
    d.field("leverage", &T::leverage, {.doc = "Of the account."}).field("rate_limits", &T::rate_limits);
    d.field("hours", &T::hours).field("note", &T::note);
}

void describe(Described<BalanceAnswer>& d) {
    using T = BalanceAnswer;
    d.name("balance").field("exchange", &T::exchange).field("currency", &T::currency);
    d.field("total_balance", &T::total_balance, {.doc = "Open positions at their marks."});
    d.field("available_balance", &T::available_balance, {.doc = "Free for new positions."});
    d.field("total_pnl", &T::total_pnl).field("daily_pnl", &T::daily_pnl).field("timestamp", &T::timestamp);
    d.field("simulated", &T::simulated);
}
void describe(Described<PositionsAnswer>& d) {
    d.name("exchange_positions").field("exchange", &PositionsAnswer::exchange);
    d.field("positions", &PositionsAnswer::positions, {.doc = "Open ones."});
}

}  // namespace argosy::services::exchange
