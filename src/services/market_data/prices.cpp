#include "services/market_data/prices.hpp"

#include "base/describe.hpp"

namespace argosy::services::market_data {
namespace {

Result<runtime::Ticker> ticker(const runtime::Simulation& core, InstrumentId id) {
    if (auto found = runtime::ticker_of(core, id)) return *found;
    return fail(Errc::not_found, "no price of " + core.instruments()[id].symbol + " yet", "wait for its first bar");
}

}  // namespace

Result<Latest> latest_of(const runtime::Simulation& core, InstrumentId id) {
    ARGOSY_LET(const auto t, ticker(core, id), "");
    return Latest{.symbol = core.instruments()[id].symbol,
                  .exchange = core.instruments()[id].venue,
                  .price = t.last,
                  .open_24h = t.open,
                  .high_24h = t.high,
                  .low_24h = t.low,
                  .volume_24h = t.volume,
                  .change_24h = t.change,
                  .timestamp = t.time};
}

Result<QuoteAnswer> quote_answer(const runtime::Simulation& core, InstrumentId id) {
    ARGOSY_LET(const auto t, ticker(core, id), "");
    return QuoteAnswer{.symbol = core.instruments()[id].symbol,
                       .exchange = core.instruments()[id].venue,
                       .bid = t.bid,
                       .ask = t.ask,
                       .last = t.last,
                       .spread = t.ask - t.bid,
                       .bid_size = t.bid_qty,
                       .ask_size = t.ask_qty,
                       .synthetic = true,
                       .timestamp = t.time};
}

MarketDataBar streamed(const runtime::Simulation& core, const domain::BarClosed& bar) {
    const auto& instrument = core.instruments()[bar.instrument];
    MarketDataBar out;
    out.exchange = instrument.venue;
    out.symbol = instrument.symbol;
    out.data = {.interval = bar.interval,
                .open_time = bar.bar.open_time,
                .open = bar.bar.open,
                .high = bar.bar.high,
                .low = bar.bar.low,
                .close = bar.bar.close,
                .volume = bar.bar.volume};
    out.timestamp = bar.close_time();
    return out;
}

void describe(Described<Latest>& d) {
    using T = Latest;
    d.name("latest_price").field("symbol", &T::symbol).field("exchange", &T::exchange).field("price", &T::price);
    d.field("open_24h", &T::open_24h).field("high_24h", &T::high_24h).field("low_24h", &T::low_24h);
    d.field("volume_24h", &T::volume_24h).field("change_24h", &T::change_24h, {.doc = "0.01 is one percent."});
    d.field("timestamp", &T::timestamp);
}

void describe(Described<QuoteAnswer>& d) {
    using T = QuoteAnswer;
    d.name("quote").field("symbol", &T::symbol).field("exchange", &T::exchange);
    d.field("bid", &T::bid).field("ask", &T::ask).field("last", &T::last).field("spread", &T::spread);
    d.field("bid_size", &T::bid_size).field("ask_size", &T::ask_size);
    d.field("synthetic", &T::synthetic, {.doc = "Made around the last close: bars are all that is simulated."});
    d.field("timestamp", &T::timestamp);
}

void describe(Described<MarketDataTicker>& d) {
    using T = MarketDataTicker;
    d.name("market_data_ticker").field("exchange", &T::exchange).field("symbol", &T::symbol);
    d.field("data_type", &T::data_type).field("data", &T::data).field("timestamp", &T::timestamp);
}

void describe(Described<StreamedBar>& d) {
    using T = StreamedBar;
    d.name("streamed_bar").field("interval", &T::interval).field("open_time", &T::open_time);
    d.field("open", &T::open).field("high", &T::high).field("low", &T::low).field("close", &T::close);
    d.field("volume", &T::volume);
}

void describe(Described<MarketDataBar>& d) {
    using T = MarketDataBar;
    d.name("market_data_bar").field("exchange", &T::exchange).field("symbol", &T::symbol);
    d.field("data_type", &T::data_type).field("data", &T::data).field("timestamp", &T::timestamp);
}

}  // namespace argosy::services::market_data
