#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/describe_fwd.hpp"
#include "runtime/market_views.hpp"

/// Prices as the API shows them.
namespace argosy::services::market_data {

struct Latest {
    std::string symbol, exchange;
    Price price, open_24h, high_24h, low_24h;
    Qty volume_24h;
    double change_24h = 0;
    Time timestamp{};
};
struct QuoteAnswer {
    std::string symbol, exchange;
    Price bid, ask, last, spread;
    Qty bid_size, ask_size;
    bool synthetic = true;
    Time timestamp{};
};
/// One message of the stream, and what the seed documents call MarketData.
struct MarketDataTicker {
    std::string exchange, symbol, data_type = "ticker";
    Latest data;
    Time timestamp{};
};
struct StreamedBar {
    Duration interval{};
    Time open_time{};
    Price open, high, low, close;
    Qty volume;
};
struct MarketDataBar {
    std::string exchange, symbol, data_type = "ohlcv";
    StreamedBar data;
    Time timestamp{};
};
void describe(Described<Latest>& d);
void describe(Described<QuoteAnswer>& d);
void describe(Described<MarketDataTicker>& d);
void describe(Described<StreamedBar>& d);
void describe(Described<MarketDataBar>& d);

/// Errors: not_found before the first bar.
[[nodiscard]] Result<Latest> latest_of(const runtime::Simulation& core, InstrumentId id);
[[nodiscard]] Result<QuoteAnswer> quote_answer(const runtime::Simulation& core, InstrumentId id);
[[nodiscard]] MarketDataBar streamed(const runtime::Simulation& core, const domain::BarClosed& bar);

}  // namespace argosy::services::market_data
