#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "indicators/indicator.hpp"
#include "indicators/moving_average.hpp"
#include "indicators/true_range.hpp"
#include "indicators/window.hpp"

/// Ultimate oscillator, true strength index, Awesome oscillator.
namespace argosy::indicators {

struct UltimatePeriods {
    std::size_t fast = 7, middle = 14, slow = 28;
};

/// Ultimate oscillator, 0 to 100: buying pressure in shares of the true range over three windows, weighed 4, 2, 1. A
/// window without any range counts as 0.
///
/// Warm-up:  the largest period + 1. Requires: all periods >= 1.
/// Source:   Williams (1985); TA-Lib ULTOSC, LEAN.
class Ultimate : public Emits<Ohlcv, double> {
public:
    using Periods = UltimatePeriods;
    explicit Ultimate(Periods p = {}) : fast_(p.fast), middle_(p.middle), slow_(p.slow) {}
    [[gnu::always_inline]] double update(const Ohlcv& bar) noexcept {
        const double close = previous_close_;
        previous_close_ = bar.close;
        if (!started_) [[unlikely]] {
            started_ = true;
            return nan;
        }
        const double pressure = bar.close - (bar.low < close ? bar.low : close);
        const double range = true_range(bar, close);
        const double a = share(fast_.update(pressure, range)), b = share(middle_.update(pressure, range)),
                     c = share(slow_.update(pressure, range));
        const bool full = fast_.full() && middle_.full() && slow_.full();
        return value_ = full ? weigh(a, b, c) : nan;
    }
    template <class Bars>
    void update_all(const Bars in, std::span<double> out) noexcept {
        std::size_t i = detail::lead_in(*this, in, out, [&] { return ready(); });
        double pressures[detail::chunk], ranges[detail::chunk], b[detail::chunk], c[detail::chunk];
        const auto get = [&](auto at) { return std::array{at.load(pressures), at.load(ranges)}; };
        const auto into = [](double* shares) {
            return
                [shares](auto at, auto pressure, auto range) { at.store(shares, detail::ratio(1, pressure, range)); };
        };
        for (; i < in.size(); i += detail::chunk) {
            const std::size_t count = std::min(detail::chunk, in.size() - i);
            measure(in, i, count, pressures, ranges);
            middle_.update_all(count, get, into(b), detail::not_ahead);
            slow_.update_all(count, get, into(c), detail::not_ahead);
            fast_.update_all(count, get, into(&out[i]), detail::not_ahead);
            detail::write(&out[i], count, [&](std::size_t j) { return weigh(out[i + j], b[j], c[j]); });
        }
        if (out.empty()) return;
        previous_close_ = in[in.size() - 1].close;
        value_ = out.back();
    }
    [[nodiscard]] std::size_t warm_up() const noexcept {
        return std::max({fast_.length(), middle_.length(), slow_.length()}) + 1;
    }

private:
    [[nodiscard]] static double share(RollingSums::Sums s) noexcept { return detail::ratio(1, s.a, s.b); }
    [[nodiscard]] static double weigh(double a, double b, double c) noexcept {
        return 100.0 * ((4 * a + 2 * b + c) / 7);
    }
    /// Buying pressure and true range of `count` bars.
    template <class Bars>
    static void measure(const Bars& in, std::size_t from, std::size_t count, double* pressures,
                        double* ranges) noexcept {
        std::size_t j = 0;
        for (; j + 1 < count; j += 2) {
            if (j % 8 == 0) detail::will_read_ranges(in, from + j);
            const detail::Lanes bottom = detail::smaller(detail::lows(in, from + j), detail::closes(in, from + j - 1));
            detail::store(pressures + j, detail::closes(in, from + j) - bottom);
            detail::store(ranges + j, detail::true_ranges(in, from + j));
        }
        if (j == count) return;
        const double close = in[from + j - 1].close;
        pressures[j] = in[from + j].close - detail::smaller(in[from + j].low, close);
        ranges[j] = true_range(in[from + j], close);
    }

    RollingSums fast_, middle_, slow_;
    bool started_ = false;
    double previous_close_ = 0;
};

struct TsiValue {
    double tsi = nan;
    double signal = nan;
};

struct TsiPeriods {
    std::size_t slow = 25, fast = 13, signal = 7;
};

/// True strength index, -100 to 100: twice smoothed change in percent of the twice smoothed size of the changes, and
/// its average as signal. A series that never moves gives 0.
///
/// Warm-up:  slow + fast + signal - 1 (tsi is defined signal - 1 bars earlier). Requires: all periods >= 1.
/// Source:   Blau (1991); averages seeded with means (LEAN).
class Tsi : public Emits<double, TsiValue> {
public:
    using Periods = TsiPeriods;
    explicit Tsi(Periods p = {}) noexcept
        : change_(p.slow), size_(p.slow), change_again_(p.fast), size_again_(p.fast), signal_(p.signal) {}
    [[gnu::always_inline]] TsiValue update(double x) noexcept {
        const double change = x - previous_;
        previous_ = x;
        if (!started_) [[unlikely]] {
            started_ = true;
            return {};
        }
        const double once = change_.update(change), size_once = size_.update(std::fabs(change));
        if (!change_.ready()) [[unlikely]]
            return {};
        const double twice = change_again_.update(once), size_twice = size_again_.update(size_once);
        if (!change_again_.ready()) [[unlikely]]
            return {};
        const double tsi = size_twice > 0 ? 100.0 * (twice / size_twice) : 0.0;
        return emit({tsi, signal_.update(tsi)});
    }
    [[nodiscard]] bool ready() const noexcept { return signal_.ready(); }
    [[nodiscard]] std::size_t warm_up() const noexcept {
        return change_.warm_up() + change_again_.warm_up() + signal_.warm_up() - 1;
    }

private:
    Ema change_, size_, change_again_, size_again_, signal_;
    bool started_ = false;
    double previous_ = 0;
};

/// Awesome oscillator: SMA(fast) - SMA(slow) of the middle of the bars.
///
/// Warm-up:  slow. Requires: 1 <= fast <= slow.
/// Source:   Bill Williams (LEAN, Stock.Indicators).
class Awesome : public Emits<Ohlcv, double> {
public:
    explicit Awesome(std::size_t fast = 5, std::size_t slow = 34) : fast_(fast), slow_(slow) {}
    [[gnu::always_inline]] double update(const Ohlcv& bar) noexcept {
        const double middle = median_price(bar);
        const double fast = fast_.update(middle);
        return value_ = fast - slow_.update(middle);
    }
    template <class Bars>
    void update_all(const Bars in, std::span<double> out) noexcept {
        double middle[detail::chunk], slow[detail::chunk];
        for (std::size_t i = 0; i < in.size();) {
            const std::size_t count = std::min(detail::chunk, in.size() - i);
            std::size_t j = 0;
            for (; j + 1 < count; j += 2) {
                if (j % 8 == 0) detail::will_read_spans(in, i + j), detail::will_write(&out[i + j]);
                detail::store(middle + j, (detail::highs(in, i + j) + detail::lows(in, i + j)) / detail::both(2));
            }
            if (j < count) middle[j] = median_price(in[i + j]);
            slow_.update_all({middle, count}, {slow, count});
            fast_.update_all({middle, count}, {middle, count});
            for (std::size_t k = 0; k < count; ++k) out[i + k] = middle[k] - slow[k];
            i += count;
        }
        if (!out.empty()) value_ = out.back();
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return slow_.warm_up(); }

private:
    Sma fast_, slow_;
};

}  // namespace argosy::indicators
