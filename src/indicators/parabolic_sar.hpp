#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "indicators/indicator.hpp"

namespace argosy::indicators {

struct SarValue {
    double stop = nan;       ///< the stop that is valid on this bar
    double direction = nan;  ///< 1 while rising (stop below the market), -1 while falling
    double turned = nan;     ///< 1 on the bar that turned the trend, otherwise 0
};

struct SarParams {
    double step = 0.02, max = 0.2;
    double start = 0.02;  ///< the acceleration after a turn
};

/// Which trend a Parabolic SAR begins with.
enum class SarStart {
    after_turn,   ///< rising is assumed, and nothing is shown before the first turn
                  ///< (Stock.Indicators)
    by_movement,  ///< falling when the second bar moved down more than up, shown from that bar on
                  ///< (TA-Lib)
};

/// Wilder's parabolic stop and reverse.
///
/// Warm-up:  2 with SarStart::by_movement. With after_turn it depends on the data: warm_up() is the earliest bar, 2,
///           and ready() tells. Requires: 0 < start, step; start <= max.
/// Source:   Wilder (1978). SarStart::after_turn turns when the market goes beyond the stop; by_movement when it
///           touches the stop, and the new stop is then no closer than the last two bars.
class ParabolicSar : public Emits<Ohlcv, SarValue> {
public:
    explicit ParabolicSar(SarParams p = {}, SarStart start = SarStart::after_turn) noexcept
        : params_(p), touch_turns_(start == SarStart::by_movement), shown_(touch_turns_), factor_(p.start) {}

    [[gnu::always_inline]] SarValue update(const Ohlcv& bar) noexcept {
        if (seen_ < 2) [[unlikely]]
            return begin(bar);
        const double ahead = stop_ + factor_ * (extreme_ - stop_);
        return step(bar, rising_ ? std::min({ahead, lows_[0], lows_[1]}) : std::max({ahead, highs_[0], highs_[1]}));
    }
    [[nodiscard]] bool ready() const noexcept { return !std::isnan(value_.stop); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return 2; }

private:
    SarValue begin(const Ohlcv& bar) noexcept {
        if (seen_++ == 0) {
            stop_ = bar.low;
            extreme_ = bar.high;
            remember(bar);
            return {};
        }
        if (!touch_turns_) return step(bar, stop_ + factor_ * (extreme_ - stop_));
        const double up = bar.high - highs_[0], down = lows_[0] - bar.low;
        rising_ = !(down > 0 && down > up);
        extreme_ = rising_ ? bar.high : bar.low;
        const SarValue first = step(bar, rising_ ? lows_[0] : highs_[0]);
        remember(bar);
        return first;
    }

    SarValue step(const Ohlcv& bar, double stop) noexcept {
        const double against = rising_ ? stop - bar.low : bar.high - stop;
        const bool turned = against > 0 || (against == 0 && touch_turns_);
        if (turned)
            stop = turn(bar);
        else if (rising_ ? bar.high > extreme_ : bar.low < extreme_) {
            extreme_ = rising_ ? bar.high : bar.low;
            factor_ = std::min(factor_ + params_.step, params_.max);
        }
        stop_ = stop;
        remember(bar);
        shown_ = shown_ || turned;
        if (!shown_) return {};
        return emit({stop, rising_ ? 1.0 : -1.0, turned ? 1.0 : 0.0});
    }

    void remember(const Ohlcv& bar) noexcept {
        highs_ = {bar.high, highs_[0]};
        lows_ = {bar.low, lows_[0]};
    }

    /// Changes sides; the new stop is the extreme of the trend that ended.
    double turn(const Ohlcv& bar) noexcept {
        double stop = extreme_;
        if (touch_turns_) stop = rising_ ? std::max({stop, highs_[0], bar.high}) : std::min({stop, lows_[0], bar.low});
        rising_ = !rising_;
        extreme_ = rising_ ? bar.high : bar.low;
        factor_ = params_.start;
        return stop;
    }

    SarParams params_;
    bool touch_turns_, shown_, rising_ = true;
    std::size_t seen_ = 0;
    double factor_, stop_ = 0, extreme_ = 0;
    std::array<double, 2> highs_{}, lows_{};  ///< of the last bar and the one before
};

}  // namespace argosy::indicators
