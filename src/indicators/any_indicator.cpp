#include "indicators/any_indicator.hpp"

#include <array>
#include <string>
#include <utility>

#include "base/suggest.hpp"

namespace argosy::indicators {
namespace {

constexpr std::array<std::string_view, 8> source_names = {"close", "open", "high",  "low",
                                                          "hl2",   "hlc3", "ohlc4", "volume"};

}  // namespace

std::string_view to_string(Source source) noexcept { return source_names[std::to_underlying(source)]; }

Result<Source> parse_source(std::string_view name) {
    for (std::size_t i = 0; i < source_names.size(); ++i)
        if (source_names[i] == name) return static_cast<Source>(i);
    const std::vector<std::string> all(source_names.begin(), source_names.end());
    return fail(Errc::invalid_argument, "unknown source \"" + std::string(name) + "\", expected one of " + join(all));
}

double pick(const Ohlcv& bar, Source source) noexcept {
    switch (source) {
        case Source::close: return bar.close;
        case Source::open: return bar.open;
        case Source::high: return bar.high;
        case Source::low: return bar.low;
        case Source::hl2: return median_price(bar);
        case Source::hlc3: return typical_price(bar);
        case Source::ohlc4: return (bar.open + bar.high + bar.low + bar.close) / 4;
        case Source::volume: return bar.volume;
    }
    return bar.close;
}

void AnyIndicator::update(const domain::Bar& bar) {
    if (session_ > Duration{0}) {
        const Time start = floor_to(bar.open_time, session_);
        if (session_start_ != start) start_session();
        session_start_ = start;
    }
    update(to_ohlcv(bar));
}

std::vector<std::vector<double>> columns(AnyIndicator& indicator, std::span<const domain::Bar> bars) {
    std::vector<std::vector<double>> out(indicator.outputs().size());
    for (auto& column : out) column.reserve(bars.size());
    for (const domain::Bar& bar : bars) {
        indicator.update(bar);
        for (std::size_t i = 0; i < out.size(); ++i) out[i].push_back(indicator.value(i));
    }
    return out;
}

}  // namespace argosy::indicators
