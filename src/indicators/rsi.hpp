#pragma once

#include <cmath>
#include <cstddef>

#include "indicators/indicator.hpp"
#include "indicators/smoother.hpp"
#include "indicators/window.hpp"

namespace argosy::indicators {

/// 100 × ups / (ups + downs), and 50 when nothing moved at all: a flat market is neither overbought
/// nor oversold (TA-Lib gives 0 there, Stock.Indicators 100). Requires: 0 <= ups <= moves.
[[nodiscard]] inline double relative_strength(double ups, double moves) noexcept {
    return moves > 0 ? 100.0 * (ups / moves) : 50.0;
}

/// Relative strength index with Wilder's smoothing, 0 to 100.
///
/// Warm-up:  period + 1. Requires: period >= 1.
/// Source:   Wilder (1978); seeded with the sums of the first `period` changes (TA-Lib,
/// Stock.Indicators, LEAN
///           with Wilders, TradingView).
class Rsi : public Emits<double, double> {
public:
    explicit Rsi(std::size_t period) noexcept
        : ups_(1.0 - 1.0 / static_cast<double>(period)),
          moves_(1.0 - 1.0 / static_cast<double>(period)),
          period_(period) {
        ARGOSY_ASSERT(period >= 1, "rsi needs a period of at least 1");
    }
    double update(double close) noexcept {
        const double change = close - previous_;
        previous_ = close;
        if (seen_ <= period_) [[unlikely]]
            return start(change);
        const double ups = ups_.update(change > 0 ? change : 0);
        return value_ = relative_strength(ups, moves_.update(std::fabs(change)));
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return period_ + 1; }

private:
    double start(double change) noexcept {
        if (seen_++ == 0) return nan;
        first_ups_ += change > 0 ? change : 0;
        first_moves_ += std::fabs(change);
        if (seen_ <= period_) return nan;
        ups_.seed(first_ups_);
        moves_.seed(first_moves_);
        return value_ = relative_strength(first_ups_, first_moves_);
    }

    DecayingSum ups_, moves_;
    std::size_t period_, seen_ = 0;
    double previous_ = 0, first_ups_ = 0, first_moves_ = 0;
};

/// Relative strength index with simple means of the last `period` changes, 0 to 100.
///
/// Warm-up:  period + 1. Requires: period >= 1.
/// Source:   Cutler's RSI (LEAN RelativeStrengthIndex with MovingAverageType.Simple).
class CutlerRsi : public Emits<double, double> {
public:
    explicit CutlerRsi(std::size_t period) : ups_(period), downs_(period) {}
    double update(double close) noexcept {
        if (started_) {
            const double change = close - previous_;
            const double ups = ups_.update(change > 0 ? change : 0);
            const double downs = downs_.update(change < 0 ? -change : 0);
            value_ = ups_.full() ? relative_strength(ups, ups + downs) : nan;
        }
        started_ = true;
        previous_ = close;
        return value_;
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return ups_.length() + 1; }

private:
    RollingSum ups_, downs_;
    bool started_ = false;
    double previous_ = 0;
};

}  // namespace argosy::indicators
