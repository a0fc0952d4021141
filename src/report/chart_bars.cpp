#include "report/chart_bars.hpp"

#include <algorithm>

#include "market/bar_builder.hpp"

namespace argosy::report {
namespace {

constexpr Duration intervals[] = {1min, 5min, 15min, 1h, 4h, 24h};

/// Bars of that interval from the first to the last of these, gaps counted.
std::size_t count_of(std::span<const domain::Bar> bars, Duration interval) {
    return static_cast<std::size_t>((bars.back().open_time - bars.front().open_time) / interval) + 1;
}

}  // namespace

const backtest::BarTrack* finest_bars(const Report& r, InstrumentId instrument) noexcept {
    const backtest::BarTrack* found = nullptr;
    if (!r.market) return found;
    for (const auto& track : r.market->market.bars)
        if (track.instrument == instrument && !track.bars.empty() && (!found || track.interval < found->interval))
            found = &track;
    return found;
}

ChartBars chart_bars(const backtest::BarTrack& track, std::size_t bars_max) {
    ChartBars out{.stored = track.interval, .interval = track.interval, .longer = {}, .bars = track.bars};
    if (track.bars.size() <= bars_max) return out;
    const auto fits = [&](Duration d) {
        return d > track.interval && d % track.interval == Duration{} && count_of(track.bars, d) <= bars_max;
    };
    const auto it = std::ranges::find_if(intervals, fits);
    if (it == std::end(intervals)) return out;
    auto longer = market::resample(track.bars, track.interval, {.interval = *it}, market::LastBar::keep_partial);
    if (!longer) return out;
    out.longer = std::move(*longer);
    out.interval = *it;
    out.bars = out.longer;
    return out;
}

int price_places(std::span<const domain::Bar> bars) noexcept {
    std::int64_t unit = 1;
    int places = Price::digits;
    for (int p = 0; p < Price::digits; ++p) unit *= 10;
    places = 0;
    for (const auto& b : bars)
        for (const Price price : {b.open, b.high, b.low, b.close})
            while (price.raw() % unit != 0) unit /= 10, ++places;
    return places;
}

}  // namespace argosy::report
