#include "app/commands/series_arguments.hpp"

#include "app/arguments.hpp"

namespace argosy::app {

Result<data::SeriesKey> series_key(const SeriesArguments& a) {
    data::SeriesKey key{.symbol = a.symbol, .venue = a.venue};
    if (auto symbol = argument("--symbol", domain::parse_symbol(a.symbol)); !symbol)
        return std::unexpected(
            std::move(symbol).error().hint("write it like BTC/USDT, BTC/USDT:USDT (perpetual) or AAPL"));
    auto kind = argument("--kind", data::parse_series_kind(a.kind));
    if (!kind) return std::unexpected(std::move(kind).error());
    key.kind = *kind;
    if (a.interval.empty()) return key;
    auto interval = argument("--interval", parse_duration(a.interval));
    if (!interval) return std::unexpected(std::move(interval).error());
    key.interval = *interval;
    return key;
}

Result<data::TimeRange> time_range(const SeriesArguments& a) {
    data::TimeRange range;
    if (!a.start.empty()) {
        auto t = argument("--start", parse_iso8601(a.start));
        if (!t) return std::unexpected(std::move(t).error());
        range.from = *t;
    }
    if (!a.end.empty()) {
        auto t = argument("--end", parse_iso8601(a.end));
        if (!t) return std::unexpected(std::move(t).error());
        range.to = *t;
    }
    return range;
}

Result<domain::TradingHours> trading_hours(std::string_view text, const std::string& symbol) {
    using domain::TradingHours;
    if (text.empty()) {
        const auto instrument = domain::parse_symbol(symbol);
        return instrument ? instrument->hours : TradingHours::always;
    }
    return choose<TradingHours>("--hours", text,
                                {{"always", TradingHours::always},
                                 {"us_equity", TradingHours::us_equity},
                                 {"us_equity_extended", TradingHours::us_equity_extended}});
}

void write_key(JsonWriter& json, const data::SeriesKey& key) {
    json.field("symbol", key.symbol).field("venue", key.venue).field("kind", data::to_string(key.kind));
    if (data::is_bars(key.kind)) json.field("interval", to_string(key.interval));
}

}  // namespace argosy::app
