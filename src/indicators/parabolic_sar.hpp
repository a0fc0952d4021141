#pragma once

#include <cmath>
#include <cstddef>
#include <span>

#include "indicators/detail/bars.hpp"
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

    [[gnu::always_inline]] SarValue update(const Ohlcv& bar) noexcept { return seen_ < 2 ? begin(bar) : advance(bar); }
    template <class Bars>
    void update_all(const Bars in, std::span<SarValue> out) noexcept {
        std::size_t i = 0;
        for (; i < in.size() && seen_ < 2; ++i) out[i] = begin(in[i]);
        ParabolicSar local = *this;  // in registers, as begin() has no part in it
        for (; i < in.size(); ++i) {
            if (i % 8 == 0) detail::will_read_spans(in, i), detail::will_write(&out[i]);
            out[i] = local.advance(in[i]);
        }
        *this = local;
    }
    [[nodiscard]] bool ready() const noexcept { return !std::isnan(value_.stop); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return 2; }

private:
    // Stop and extreme are kept times side_, so that every trend is a rising one: 1 while rising, -1 while falling.
    // Nothing but a turn is a branch.
    [[nodiscard]] double ahead() const noexcept { return stop_ * (1 - factor_) + extreme_ * factor_; }
    /// Of a range, the end where the stop is, and the one to which the trend goes.
    [[nodiscard]] double near_side(double high, double low) const noexcept {
        return detail::smaller(side_ * high, side_ * low);
    }
    [[nodiscard]] double far_side(double high, double low) const noexcept {
        return detail::larger(side_ * high, side_ * low);
    }

    [[gnu::always_inline]] SarValue advance(const Ohlcv& bar) noexcept {
        return step(bar, detail::smaller(ahead(), near_side(highest_of_two_, lowest_of_two_)));
    }
    SarValue begin(const Ohlcv& bar) noexcept {
        if (seen_++ == 0) {
            stop_ = bar.low;
            extreme_ = bar.high;
            remember(bar);
            return {};
        }
        if (!touch_turns_) return step(bar, ahead());
        const double up = bar.high - high_, down = low_ - bar.low;
        side_ = down > 0 && down > up ? -1 : 1;
        extreme_ = far_side(bar.high, bar.low);
        const SarValue first = step(bar, near_side(high_, low_));
        remember(bar);  // once more: the first bar does not hold the stop back
        return first;
    }

    [[gnu::always_inline]] SarValue step(const Ohlcv& bar, double stop) noexcept {
        const double far = far_side(bar.high, bar.low), near = near_side(bar.high, bar.low);
        const bool turned = touch_turns_ ? stop >= near : stop > near;
        if (turned) [[unlikely]] {
            stop = turn(far, near);
        } else {
            factor_ = detail::smaller(factor_ + (far > extreme_ ? params_.step : 0), params_.max);
            extreme_ = detail::larger(far, extreme_);
        }
        stop_ = stop;
        remember(bar);
        shown_ = shown_ || turned;
        if (!shown_) return {};
        return emit({side_ * stop, side_, turned ? 1.0 : 0.0});
    }

    /// Changes sides; the new stop is the extreme of the trend that ended.
    [[gnu::always_inline]] double turn(double far, double near) noexcept {
        double stop = extreme_;
        if (touch_turns_) stop = detail::larger(detail::larger(stop, far_side(high_, low_)), far);
        side_ = -side_;
        extreme_ = -near;
        factor_ = params_.start;
        return -stop;
    }

    void remember(const Ohlcv& bar) noexcept {
        highest_of_two_ = detail::larger(bar.high, high_);
        lowest_of_two_ = detail::smaller(bar.low, low_);
        high_ = bar.high;
        low_ = bar.low;
    }

    SarParams params_;
    bool touch_turns_, shown_;
    std::size_t seen_ = 0;
    double side_ = 1, factor_, stop_ = 0, extreme_ = 0;
    // Of the last bar and of the last two. Highs and lows are apart: the compiler would fetch neighbours in one go,
    // which stalls after they were written one by one.
    double high_ = 0, highest_of_two_ = 0, low_ = 0, lowest_of_two_ = 0;
};

}  // namespace argosy::indicators
