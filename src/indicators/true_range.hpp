#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "indicators/detail/bars.hpp"
#include "indicators/indicator.hpp"
#include "indicators/moving_average.hpp"

namespace argosy::indicators {

/// How much a bar moved, gaps included.
[[nodiscard]] inline double true_range(const Ohlcv& bar, double previous_close) noexcept {
    const double top = bar.high > previous_close ? bar.high : previous_close;
    const double bottom = bar.low < previous_close ? bar.low : previous_close;
    return top - bottom;
}

/// What the true range of the first bar is, which has no close before it.
enum class FirstRange {
    absent,    ///< not defined; the series begins with the second bar (Wilder, TA-Lib,
               ///< Stock.Indicators, LEAN)
    high_low,  ///< high - low (TradingView ta.atr, Tulip)
};

/// True range: the larger of high and previous close minus the smaller of low and previous close.
///
/// Warm-up:  2, or 1 with FirstRange::high_low.
/// Source:   Wilder (1978).
class TrueRange : public Emits<Ohlcv, double> {
public:
    explicit TrueRange(FirstRange first = FirstRange::absent) noexcept : first_(first) {}
    [[gnu::always_inline]] double update(const Ohlcv& bar) noexcept {
        const double before = started_ ? previous_close_ : bar.close;
        value_ = started_ || first_ == FirstRange::high_low ? true_range(bar, before) : nan;
        started_ = true;
        previous_close_ = bar.close;
        return value_;
    }
    /// As after update(last), the value aside: for batches that computed the ranges themselves.
    void resume_after(const Ohlcv& last) noexcept { previous_close_ = last.close; }
    [[nodiscard]] std::size_t warm_up() const noexcept { return first_ == FirstRange::absent ? 2 : 1; }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.value_, self.started_, self.previous_close_); }

private:
    FirstRange first_;
    bool started_ = false;
    double previous_close_ = 0;
};

/// Average true range over one of the averages.
template <class Average>
class BasicAtr : public Emits<Ohlcv, double> {
public:
    explicit BasicAtr(std::size_t period, FirstRange first = FirstRange::absent) : range_(first), average_(period) {}
    [[gnu::always_inline]] double update(const Ohlcv& bar) noexcept {
        const double range = range_.update(bar);
        if (!range_.ready()) [[unlikely]]
            return nan;
        return value_ = average_.update(range);
    }
    template <class Bars>
    void update_all(const Bars in, std::span<double> out) noexcept {
        if constexpr (std::same_as<Average, WilderAverage>)
            on_the_way(in, out);
        else
            in_stages(in, out);
        if (out.empty()) return;
        range_.resume_after(in[in.size() - 1]);
        value_ = out.back();
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return range_.warm_up() + average_.warm_up() - 1; }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.value_, self.range_, self.average_); }

private:
    /// With the ranges made on the way.
    template <class Bars>
    void on_the_way(const Bars in, std::span<double> out) noexcept {
        const std::size_t i = detail::lead_in(*this, in, out, [&] { return ready(); });
        if (i == in.size()) return;
        const auto range = [&, i]<class T>(std::size_t j) {
            if (j % 8 == 0) detail::will_read_ranges(in, i + j), detail::will_write(&out[i + j]);
            if constexpr (std::same_as<T, double>)
                return true_range(in[i + j], in[i + j - 1].close);
            else
                return detail::true_ranges(in, i + j);
        };
        average_.update_all(in.size() - i, range, [to = &out[i]](std::size_t j, auto x) { detail::store(to + j, x); });
    }
    template <class Bars>
    void in_stages(const Bars in, std::span<double> out) noexcept {
        std::size_t i = detail::lead_in(*this, in, out, [&] { return ready(); });
        for (; i < in.size(); i += detail::chunk) {
            const std::size_t count = std::min(detail::chunk, in.size() - i);
            std::size_t j = i;
            for (; j + 1 < i + count; j += 2) detail::store(&out[j], detail::true_ranges(in, j));
            if (j < i + count) out[j] = true_range(in[j], in[j - 1].close);
            average_.update_all(out.subspan(i, count), out.subspan(i, count));
        }
    }

    TrueRange range_;
    Average average_;
};

/// Average true range, Wilder's smoothing.
///
/// Warm-up:  period + 1, or period with FirstRange::high_low. Requires: period >= 1.
/// Source:   Wilder (1978), seeded with the mean of the first `period` true ranges (TA-Lib, Stock.Indicators).
using Atr = BasicAtr<WilderAverage>;

/// Average true range, simple mean of the last `period` true ranges.
///
/// Warm-up:  period + 1, or period with FirstRange::high_low. Requires: period >= 1.
/// Source:   LEAN AverageTrueRange with MovingAverageType.Simple.
using AtrSimple = BasicAtr<Sma>;

/// Average true range (Wilder) in percent of the close, for comparing instruments.
///
/// Warm-up:  period + 1. Requires: period >= 1, close > 0.
/// Source:   100 × ATR / close (TA-Lib NATR, Stock.Indicators ATR%).
class Natr : public Emits<Ohlcv, double> {
public:
    explicit Natr(std::size_t period) noexcept : atr_(period) {}
    [[gnu::always_inline]] double update(const Ohlcv& bar) noexcept {
        return value_ = 100.0 * (atr_.update(bar) / bar.close);
    }
    template <class Bars>
    void update_all(const Bars in, std::span<double> out) noexcept {
        for (std::size_t i = 0; i < in.size(); i += detail::chunk) {
            const std::size_t count = std::min(detail::chunk, in.size() - i);
            atr_.update_all(detail::part(in, i, count), out.subspan(i, count));
            std::size_t j = i;
            for (; j + 2 <= i + count; j += 2)
                detail::store(&out[j], detail::both(100) * (detail::load(&out[j]) / detail::closes(in, j)));
            if (j < i + count) out[j] = 100.0 * (out[j] / in[j].close);
        }
        if (!out.empty()) value_ = out.back();
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return atr_.warm_up(); }

private:
    Atr atr_;
};

}  // namespace argosy::indicators
