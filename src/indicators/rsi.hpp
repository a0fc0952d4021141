#pragma once

#include <cmath>
#include <cstddef>
#include <span>

#include "indicators/decaying_sum.hpp"
#include "indicators/indicator.hpp"
#include "indicators/window.hpp"

namespace argosy::indicators {

/// 100 × ups / (ups + downs), and 50 when nothing moved at all: a flat market is neither overbought nor oversold
/// (TA-Lib gives 0 there, Stock.Indicators 100). Sums that have faded (decaying_sum.hpp) count as no movement.
/// Requires: 0 <= ups <= moves.
[[nodiscard]] inline double relative_strength(double ups, double moves) noexcept {
    return moves > faded ? 100.0 * (ups / moves) : 50.0;
}

/// Relative strength index with Wilder's smoothing, 0 to 100.
///
/// A market that stops keeps its last value, as both sums shrink alike, until they have faded (about 620 × period bars
/// without any change); from then on it is 50, as if it had never moved.
/// Warm-up:  period + 1. Requires: period >= 1.
/// Source:   Wilder (1978); seeded with the sums of the first `period` changes (TA-Lib, Stock.Indicators, LEAN with
///           Wilders, TradingView).
class Rsi : public Emits<double, double> {
public:
    explicit Rsi(std::size_t period) noexcept : sums_(1.0 - 1.0 / static_cast<double>(period)), period_(period) {
        ARGOSY_ASSERT(period >= 1, "rsi needs a period of at least 1");
    }
    double update(double close) noexcept {
        const double change = close - previous_;
        previous_ = close;
        const detail::Lanes moves = {change > 0 ? change : 0, std::fabs(change)};
        if (seen_ <= period_) [[unlikely]]
            return start(moves);
        return emit(sums_.update(moves));
    }
    void update_all(std::span<const double> in, std::span<double> out) noexcept;
    [[nodiscard]] std::size_t warm_up() const noexcept { return period_ + 1; }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.value_, self.sums_, self.first_, self.seen_, self.previous_);
    }

private:
    /// The warm-up.
    double start(detail::Lanes moves) noexcept {
        if (seen_++ == 0) return nan;
        first_ += moves;
        if (seen_ <= period_) return nan;
        sums_.seed(first_);
        return emit(first_);
    }
    /// Requires: count is a run length of the sums; in[-1] is the value before in[0].
    void update_run(const double* in, std::size_t count, double* out) noexcept;
    double emit(detail::Lanes sums) noexcept { return value_ = relative_strength(sums[0], sums[1]); }

    DecayingSum<detail::Lanes> sums_;  ///< of the rises, and of all moves
    detail::Lanes first_{0, 0};
    std::size_t period_, seen_ = 0;
    double previous_ = 0;
};

/// Relative strength index with simple means of the last `period` changes, 0 to 100.
///
/// Warm-up:  period + 1. Requires: period >= 1.
/// Source:   Cutler's RSI (LEAN RelativeStrengthIndex with MovingAverageType.Simple).
class CutlerRsi : public Emits<double, double> {
public:
    explicit CutlerRsi(std::size_t period) : sums_(period) {}
    double update(double close) noexcept {
        if (started_) {
            const double change = close - previous_;
            const auto [ups, downs] = sums_.update(change > 0 ? change : 0, change < 0 ? -change : 0);
            value_ = sums_.full() ? relative_strength(ups, ups + downs) : nan;
        }
        started_ = true;
        previous_ = close;
        return value_;
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return sums_.length() + 1; }

private:
    RollingSums sums_;
    bool started_ = false;
    double previous_ = 0;
};

}  // namespace argosy::indicators
