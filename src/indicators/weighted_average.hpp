#pragma once

#include <cmath>
#include <cstddef>
#include <span>

#include "indicators/detail/bars.hpp"
#include "indicators/indicator.hpp"
#include "indicators/line.hpp"
#include "indicators/window.hpp"

/// Moving averages that weigh the window: linear, Hull, by volume.
namespace argosy::indicators {

/// Linearly weighted moving average: the newest value weighs `period`, the oldest 1.
///
/// Warm-up:  period. Requires: period >= 1.
class Wma : public Emits<double, double> {
public:
    explicit Wma(std::size_t period)
        : line_(period), scale_(2.0 / (static_cast<double>(period) * static_cast<double>(period + 1))) {}
    double update(double x) noexcept {
        const LineSums sums = line_.update(x);
        return value_ = line_.full() ? sums.reference + sums.weighted * scale_ : nan;
    }
    void update_all(std::span<const double> in, std::span<double> out) noexcept {
        std::size_t i = 0;
        for (; i < in.size() && !line_.full(); ++i) out[i] = update(in[i]);
        if (i == in.size()) return;
        const double* const x = &in[i];
        double* const to = &out[i];
        line_.update_all(
            x, in.size() - i,
            [to, scale = scale_]<class T>(auto at, T reference, T, T weighted) {
                at.store(to, reference + weighted * detail::spread<T>(scale));
            },
            [x, to](std::size_t j) { detail::will_read(x + j), detail::will_write(to + j); });
        value_ = out.back();
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return line_.length(); }

private:
    RollingLine line_;
    double scale_;
};

/// Hull moving average: WMA over √period values of 2 × WMA(period/2) - WMA(period).
///
/// Warm-up:  period + ⌊√period⌋ - 1. Requires: period >= 2.
/// Source:   Hull (2005); half and root rounded down (Stock.Indicators, TradingView; LEAN rounds the root to nearest).
class Hma : public Emits<double, double> {
public:
    explicit Hma(std::size_t period)
        : half_(period / 2),
          whole_(period),
          smooth_(static_cast<std::size_t>(std::sqrt(static_cast<double>(period)))) {}
    double update(double x) noexcept {
        const double half = half_.update(x);
        const double whole = whole_.update(x);
        if (!whole_.ready()) [[unlikely]]
            return nan;
        return value_ = smooth_.update(2 * half - whole);
    }
    void update_all(std::span<const double> in, std::span<double> out) noexcept;
    [[nodiscard]] std::size_t warm_up() const noexcept { return whole_.warm_up() + smooth_.warm_up() - 1; }

private:
    Wma half_, whole_, smooth_;
};

/// Volume-weighted moving average of the closes: Σ close × volume / Σ volume over the last `period` bars.
///
/// NaN while nothing was traded in the window.
/// Warm-up:  period. Requires: period >= 1.
class Vwma : public Emits<Ohlcv, double> {
public:
    explicit Vwma(std::size_t period) : sums_(period) {}
    [[gnu::always_inline]] double update(const Ohlcv& bar) noexcept {
        const auto [turnover, volume] = sums_.update(bar.close * bar.volume, bar.volume);
        return value_ = sums_.full() && volume > 0 ? turnover / volume : nan;
    }
    template <class Bars>
    void update_all(const Bars in, std::span<double> out) noexcept {
        std::size_t from = 0;
        for (; from < in.size() && !sums_.full(); ++from) out[from] = update(in[from]);
        const auto values = [&in, from](auto at) {
            const auto volume = at.of([&](std::size_t i) { return in[from + i].volume; });
            return std::array{at.of([&](std::size_t i) { return in[from + i].close; }) * volume, volume};
        };
        const auto put = [to = out.data() + from]<class T>(auto at, T turnover, T volume) {
            at.store(to, volume > T{} ? turnover / volume : detail::spread<T>(nan));
        };
        const auto ahead = [&in, &out, from](std::size_t i) {
            detail::will_read_trades(in, from + i);
            detail::will_write(out.data() + from + i);
        };
        sums_.update_all(in.size() - from, values, put, ahead);
        if (!out.empty()) value_ = out.back();
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return sums_.length(); }

private:
    RollingSums sums_;
};

}  // namespace argosy::indicators
