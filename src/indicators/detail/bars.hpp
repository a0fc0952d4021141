#pragma once

#include "indicators/detail/lanes.hpp"
#include "indicators/ohlcv.hpp"

/// Reading two bars at a time, from bars in a row or from columns.
namespace argosy::indicators::detail {

[[nodiscard]] inline Lanes highs(const OhlcvColumns& bars, std::size_t i) noexcept { return load(&bars.high[i]); }
[[nodiscard]] inline Lanes lows(const OhlcvColumns& bars, std::size_t i) noexcept { return load(&bars.low[i]); }
[[nodiscard]] inline Lanes closes(const OhlcvColumns& bars, std::size_t i) noexcept { return load(&bars.close[i]); }

[[nodiscard]] inline Lanes highs(std::span<const Ohlcv> bars, std::size_t i) noexcept {
    return Lanes{bars[i].high, bars[i + 1].high};
}
[[nodiscard]] inline Lanes lows(std::span<const Ohlcv> bars, std::size_t i) noexcept {
    return Lanes{bars[i].low, bars[i + 1].low};
}
[[nodiscard]] inline Lanes closes(std::span<const Ohlcv> bars, std::size_t i) noexcept {
    return Lanes{bars[i].close, bars[i + 1].close};
}

[[nodiscard]] inline OhlcvColumns part(const OhlcvColumns& bars, std::size_t from, std::size_t count) noexcept {
    return {bars.open.subspan(from, count), bars.high.subspan(from, count), bars.low.subspan(from, count),
            bars.close.subspan(from, count), bars.volume.subspan(from, count)};
}
[[nodiscard]] inline std::span<const Ohlcv> part(std::span<const Ohlcv> bars, std::size_t from,
                                                 std::size_t count) noexcept {
    return bars.subspan(from, count);
}

/// will_read (lanes.hpp) of bars in columns: highs, lows and closes; highs and lows; closes and volumes.
inline void will_read_ranges(const OhlcvColumns& bars, std::size_t i) noexcept {
    will_read(bars.high.data() + i), will_read(bars.low.data() + i), will_read(bars.close.data() + i);
}
inline void will_read_spans(const OhlcvColumns& bars, std::size_t i) noexcept {
    will_read(bars.high.data() + i), will_read(bars.low.data() + i);
}
inline void will_read_trades(const OhlcvColumns& bars, std::size_t i) noexcept {
    will_read(bars.close.data() + i), will_read(bars.volume.data() + i);
}
inline void will_read_ranges(std::span<const Ohlcv>, std::size_t) noexcept {}
inline void will_read_spans(std::span<const Ohlcv>, std::size_t) noexcept {}
inline void will_read_trades(std::span<const Ohlcv>, std::size_t) noexcept {}

/// true_range (true_range.hpp) of bars i and i + 1. Requires: i >= 1.
template <class Bars>
[[nodiscard]] Lanes true_ranges(const Bars& bars, std::size_t i) noexcept {
    const Lanes before = closes(bars, i - 1);
    return larger(highs(bars, i), before) - smaller(lows(bars, i), before);
}

/// Feeds bars one by one until `ready` says that the fast way may take over, at least one of them, so that there is a
/// bar before those that follow. Returns how many it took.
template <class I, class Bars, class Ready>
std::size_t lead_in(I& indicator, const Bars& in, std::span<typename I::Output> out, Ready ready) {
    std::size_t i = 0;
    for (; i < in.size() && (i == 0 || !ready()); ++i) out[i] = indicator.update(in[i]);
    return i;
}

}  // namespace argosy::indicators::detail
