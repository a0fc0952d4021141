#pragma once

#include <cmath>
#include <cstddef>

#include "indicators/indicator.hpp"
#include "indicators/true_range.hpp"
#include "indicators/window.hpp"

namespace argosy::indicators {

struct VortexValue {
    double plus = nan;   ///< upward movement per true range
    double minus = nan;  ///< downward movement per true range
};

/// Vortex: Σ|high - previous low| and Σ|low - previous high| over Σ true range. A window without
/// any range gives 0.
///
/// Warm-up:  period + 1. Requires: period >= 1.
/// Source:   Botes and Siepman (2010); LEAN, Stock.Indicators.
class Vortex : public Emits<Ohlcv, VortexValue> {
public:
    explicit Vortex(std::size_t period = 14) : sums_(period) {}
    VortexValue update(const Ohlcv& bar) noexcept {
        const Ohlcv before = last_;
        last_ = bar;
        if (!started_) [[unlikely]] {
            started_ = true;
            return {};
        }
        const Moves all = sums_.update(
            {std::fabs(bar.high - before.low), std::fabs(bar.low - before.high), true_range(bar, before.close)});
        if (!sums_.full()) [[unlikely]]
            return {};
        return value_ = all.range > 0 ? VortexValue{all.plus / all.range, all.minus / all.range} : VortexValue{0, 0};
    }
    [[nodiscard]] bool ready() const noexcept { return sums_.full(); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return sums_.length() + 1; }

private:
    struct Moves {
        double plus, minus, range;
    };
    struct MoveSum {
        using Value = Moves;
        static constexpr Moves identity{0, 0, 0};
        static Moves combine(const Moves& a, const Moves& b) noexcept {
            return {a.plus + b.plus, a.minus + b.minus, a.range + b.range};
        }
    };

    Window<MoveSum> sums_;
    Ohlcv last_;
    bool started_ = false;
};

}  // namespace argosy::indicators
