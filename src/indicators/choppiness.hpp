#pragma once

#include <cmath>
#include <cstddef>

#include "indicators/indicator.hpp"
#include "indicators/true_range.hpp"
#include "indicators/window.hpp"

namespace argosy::indicators {

/// Which range a choppiness index divides by, and what its first bar counts.
enum class ChopRange {
    highs_lows,  ///< highest high - lowest low; the first bar counts with high - low (LEAN,
                 ///< TradingView)
    true_range,  ///< the same of true highs and lows (gaps included), from the second bar on
                 ///< (Stock.Indicators)
};

/// Choppiness index, 0 (trend) to 100 (range): 100 × log10(Σ true range / range of the window) / log10(period). A
/// window without any range gives 0.
///
/// Warm-up:  period with ChopRange::highs_lows, period + 1 with true_range. Requires: period >= 2.
class Choppiness : public Emits<Ohlcv, double> {
public:
    explicit Choppiness(std::size_t period = 14, ChopRange range = ChopRange::highs_lows)
        : ranges_(period), extremes_(period), kind_(range), scale_(100.0 / std::log10(static_cast<double>(period))) {
        ARGOSY_ASSERT(period >= 2, "choppiness needs a period of at least 2");
    }
    [[gnu::always_inline]] double update(const Ohlcv& bar) noexcept {
        const bool first = !started_;
        const double close = first ? bar.close : previous_close_;
        previous_close_ = bar.close;
        started_ = true;
        if (first && kind_ == ChopRange::true_range) return nan;
        const double moved = ranges_.update(true_range(bar, close));
        const bool gaps = kind_ == ChopRange::true_range;
        const Extent e =
            extremes_.update({gaps && close > bar.high ? close : bar.high, gaps && close < bar.low ? close : bar.low});
        if (!ranges_.full()) [[unlikely]]
            return nan;
        const double span = e.highest - e.lowest;
        return value_ = span > 0 ? scale_ * std::log10(moved / span) : 0.0;
    }
    [[nodiscard]] std::size_t warm_up() const noexcept {
        return ranges_.length() + (kind_ == ChopRange::true_range ? 1 : 0);
    }

private:
    RollingSum ranges_;
    RollingExtremes extremes_;
    ChopRange kind_;
    double scale_, previous_close_ = 0;
    bool started_ = false;
};

}  // namespace argosy::indicators
