#pragma once

#include <cmath>
#include <cstddef>
#include <utility>

#include "indicators/indicator.hpp"
#include "indicators/true_range.hpp"
#include "indicators/window.hpp"

namespace argosy::indicators {

struct VortexValue {
    double plus = nan;   ///< upward movement per true range
    double minus = nan;  ///< downward movement per true range
};

/// Vortex: Σ|high - previous low| and Σ|low - previous high| over Σ true range. A window without any range gives 0.
///
/// Warm-up:  period + 1. Requires: period >= 1.
/// Source:   Botes and Siepman (2010); LEAN, Stock.Indicators.
class Vortex : public Emits<Ohlcv, VortexValue> {
public:
    explicit Vortex(std::size_t period = 14) : moves_(period), ranges_(period) {}
    [[gnu::always_inline]] VortexValue update(const Ohlcv& bar) noexcept {
        const double high = std::exchange(high_, bar.high), low = std::exchange(low_, bar.low);
        const double close = std::exchange(close_, bar.close);
        if (!started_) [[unlikely]] {
            started_ = true;
            return {};
        }
        const auto [plus, minus] = moves_.update(std::fabs(bar.high - low), std::fabs(bar.low - high));
        const double range = ranges_.update(true_range(bar, close));
        if (!ranges_.full()) [[unlikely]]
            return {};
        return emit(range > 0 ? VortexValue{plus / range, minus / range} : VortexValue{0, 0});
    }
    [[nodiscard]] bool ready() const noexcept { return ranges_.full(); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return ranges_.length() + 1; }

private:
    RollingSums moves_;
    RollingSum ranges_;
    double high_ = 0, low_ = 0, close_ = 0;
    bool started_ = false;
};

}  // namespace argosy::indicators
