#pragma once

#include <cmath>
#include <cstddef>
#include <span>

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
        line_.update_all(
            in.size() - i, [x = &in[i]](std::size_t j) { return x[j]; },
            [to = &out[i], scale = scale_](std::size_t j, const LineSums& s) {
                to[j] = s.reference + s.weighted * scale;
            });
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
    [[nodiscard]] std::size_t warm_up() const noexcept { return sums_.length(); }

private:
    RollingSums sums_;
};

}  // namespace argosy::indicators
