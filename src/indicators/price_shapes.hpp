#pragma once

#include <algorithm>
#include <cstddef>

#include "indicators/indicator.hpp"
#include "indicators/window.hpp"

/// Shapes of the bars themselves: Heikin-Ashi and fractals.
namespace argosy::indicators {

/// Heikin-Ashi bars: close = mean of the four prices, open = middle of the previous Heikin-Ashi body.
///
/// Warm-up:  1. Source: Valcu (2004); the first open is the middle of the first body (LEAN, Stock.Indicators,
///           TradingView). The volume is that of the bar.
class HeikinAshi : public Emits<Ohlcv, Ohlcv> {
public:
    [[gnu::always_inline]] Ohlcv update(const Ohlcv& bar) noexcept {
        const double open = started_ ? (value_.open + value_.close) / 2 : (bar.open + bar.close) / 2;
        const double close = (bar.open + bar.high + bar.low + bar.close) / 4;
        started_ = true;
        return emit({open, std::max({bar.high, open, close}), std::min({bar.low, open, close}), close, bar.volume});
    }
    [[nodiscard]] bool ready() const noexcept { return started_; }
    [[nodiscard]] std::size_t warm_up() const noexcept { return 1; }

private:
    bool started_ = false;
};

struct FractalValue {
    double bearish = nan;       ///< high of the bar `wings` bars ago when it is a swing high confirmed now, else NaN
    double bullish = nan;       ///< low of that bar when it is a swing low confirmed now, else NaN
    double last_bearish = nan;  ///< the latest confirmed swing high
    double last_bullish = nan;  ///< the latest confirmed swing low
};

/// Bill Williams' fractals: a high above, or a low below, those of the `wings` bars on both sides. They are reported on
/// the bar that confirms them, `wings` bars later, and never repainted.
///
/// Warm-up:  2 × wings + 1. Requires: wings >= 1.
/// Source:   Stock.Indicators (equal neighbours are no fractal), which writes them at the bar of the extreme.
class Fractals : public Emits<Ohlcv, FractalValue> {
public:
    explicit Fractals(std::size_t wings = 2)
        : right_(wings), highs_(wings), lows_(wings), left_high_(wings + 1), left_low_(wings + 1) {}
    [[gnu::always_inline]] FractalValue update(const Ohlcv& bar) noexcept {
        const double high = highs_.update(bar.high), low = lows_.update(bar.low);
        const Extent right = right_.update({bar.high, bar.low});
        const double left_high = left_high_.update(right_.full() ? right.highest : nan);
        const double left_low = left_low_.update(right_.full() ? right.lowest : nan);
        ready_ = !std::isnan(left_high);
        // Comparisons with NaN are false: nothing is found before both wings are there.
        FractalValue v = value_;
        v.bearish = high > left_high && high > right.highest ? high : nan;
        v.bullish = low < left_low && low < right.lowest ? low : nan;
        if (!std::isnan(v.bearish)) v.last_bearish = v.bearish;
        if (!std::isnan(v.bullish)) v.last_bullish = v.bullish;
        return emit(v);
    }
    [[nodiscard]] bool ready() const noexcept { return ready_; }
    [[nodiscard]] std::size_t warm_up() const noexcept { return 2 * right_.length() + 1; }

private:
    RollingExtremes right_;
    Delay highs_, lows_, left_high_, left_low_;
    bool ready_ = false;
};

}  // namespace argosy::indicators
