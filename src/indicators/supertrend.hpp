#pragma once

#include <cstddef>

#include "indicators/indicator.hpp"
#include "indicators/true_range.hpp"

namespace argosy::indicators {

struct SupertrendValue {
    double line = nan;       ///< the active band: a stop below a rising market, above a falling one
    double direction = nan;  ///< 1 rising, -1 falling
    double upper = nan;      ///< the upper band, ratcheted down
    double lower = nan;      ///< the lower band, ratcheted up
};

/// Supertrend: bands at `multiplier` average true ranges around the middle of the bar, of which the one on the other
/// side of the market is active until the close crosses it.
///
/// Warm-up:  period + 1. Requires: period >= 1, multiplier > 0.
/// Source:   Seban; Stock.Indicators: Wilder's ATR, the first trend is up when the close is at or above the middle of
///           the bar, a close equal to the active band turns the trend. (TradingView starts falling and needs a close
///           beyond the band.)
class Supertrend : public Emits<Ohlcv, SupertrendValue> {
public:
    explicit Supertrend(std::size_t period = 10, double multiplier = 3) noexcept
        : atr_(period), multiplier_(multiplier) {}
    [[gnu::always_inline]] SupertrendValue update(const Ohlcv& bar) noexcept {
        const double previous = previous_close_;
        previous_close_ = bar.close;
        const double reach = multiplier_ * atr_.update(bar);
        if (!atr_.ready()) [[unlikely]]
            return {};
        const double middle = median_price(bar);
        const double upper = middle + reach, lower = middle - reach;
        if (!ready()) [[unlikely]]
            return start(bar, upper, lower);
        const SupertrendValue last = value_;
        // Not ||, which would be a branch that goes either way.
        const double top = ((upper < last.upper) | (previous > last.upper)) ? upper : last.upper;
        const double bottom = ((lower > last.lower) | (previous < last.lower)) ? lower : last.lower;
        const bool falling = bar.close <= (last.direction > 0 ? bottom : top);
        return emit({falling ? top : bottom, falling ? -1.0 : 1.0, top, bottom});
    }
    [[nodiscard]] bool ready() const noexcept { return !std::isnan(value_.line); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return atr_.warm_up(); }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.value_, self.atr_, self.previous_close_); }

private:
    SupertrendValue start(const Ohlcv& bar, double upper, double lower) noexcept {
        const bool falling = bar.close <= (bar.close >= median_price(bar) ? lower : upper);
        return emit({falling ? upper : lower, falling ? -1.0 : 1.0, upper, lower});
    }

    Atr atr_;
    double multiplier_;
    double previous_close_ = 0;
};

}  // namespace argosy::indicators
