#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include "indicators/indicator.hpp"
#include "indicators/moving_average.hpp"
#include "indicators/window.hpp"

/// Averages that fight their own lag: double and triple exponential, Kaufman's adaptive.
namespace argosy::indicators {

/// Double exponential moving average: 2 EMA - EMA(EMA).
///
/// Warm-up:  2 × period - 1. Requires: period >= 1.
/// Source:   Mulloy (1994), both averages seeded with means (TA-Lib, LEAN).
class Dema : public Emits<double, double> {
public:
    explicit Dema(std::size_t period) noexcept : once_(period), twice_(period) {}
    double update(double x) noexcept {
        const double once = once_.update(x);
        if (!once_.ready()) [[unlikely]]
            return nan;
        return value_ = 2 * once - twice_.update(once);
    }
    void update_all(std::span<const double> in, std::span<double> out) noexcept;
    [[nodiscard]] std::size_t warm_up() const noexcept { return 2 * once_.period() - 1; }

private:
    Ema once_, twice_;
};

/// Triple exponential moving average: 3 EMA - 3 EMA(EMA) + EMA(EMA(EMA)).
///
/// Warm-up:  3 × period - 2. Requires: period >= 1.
/// Source:   Mulloy (1994), all averages seeded with means (TA-Lib, LEAN).
class Tema : public Emits<double, double> {
public:
    explicit Tema(std::size_t period) noexcept : once_(period), twice_(period), thrice_(period) {}
    double update(double x) noexcept {
        const double once = once_.update(x);
        if (!once_.ready()) [[unlikely]]
            return nan;
        const double twice = twice_.update(once);
        if (!twice_.ready()) [[unlikely]]
            return nan;
        return value_ = 3 * (once - twice) + thrice_.update(twice);
    }
    void update_all(std::span<const double> in, std::span<double> out) noexcept;
    [[nodiscard]] std::size_t warm_up() const noexcept { return 3 * once_.period() - 2; }

private:
    Ema once_, twice_, thrice_;
};

struct KamaPeriods {
    std::size_t efficiency = 10, fast = 2, slow = 30;
};

/// Kaufman's adaptive moving average: an exponential average whose weight follows the efficiency ratio |net move| / Σ
/// |moves| of the last `efficiency` values. A window without any move counts as efficient.
///
/// Warm-up:  efficiency + 1. Requires: efficiency >= 1, 1 <= fast <= slow.
/// Source:   Kaufman, Smarter Trading (1995); starts from value number `efficiency` (TA-Lib, LEAN; Stock.Indicators
///           shows that starting value as well, and counts a flat window as inefficient).
class Kama : public Emits<double, double> {
public:
    using Periods = KamaPeriods;
    explicit Kama(Periods p = {})
        : past_(p.efficiency), moves_(p.efficiency), span_(weight(p.fast) - weight(p.slow)), slow_(weight(p.slow)) {}
    double update(double x) noexcept {
        const double moves = moves_.update(started_ ? std::fabs(x - last_) : 0);
        const double past = past_.update(x), change = last_ - x;
        last_ = x;
        started_ = true;
        if (std::isnan(past)) [[unlikely]]
            return nan;
        return value_ = x + follow(keep(std::fabs(x - past), moves), change);
    }
    void update_all(std::span<const double> in, std::span<double> out) noexcept;
    [[nodiscard]] std::size_t warm_up() const noexcept { return past_.lag() + 1; }

private:
    [[nodiscard]] static double weight(std::size_t period) noexcept { return 2.0 / static_cast<double>(period + 1); }
    /// The share of its distance that the average keeps.
    template <class T>
    [[nodiscard]] T keep(T net, T moves) const noexcept {
        const T one = detail::spread<T>(1), efficiency = moves > T{} ? net / moves : one;
        const T root = efficiency * detail::spread<T>(span_) + detail::spread<T>(slow_);
        return one - root * root;
    }
    /// The distance of the average from the newest value, keep × (distance + change), arranged as a DecayingSum: of the
    /// last four changes in steps of two and four, then from the distance four updates ago.
    double follow(double keep, double change) noexcept {
        const std::size_t j = count_++;
        const double one = keep * change;
        const double two = one + keep * one_, keep_two = keep * keep_;
        const double four = two + keep_two * twos_[j % 2], keep_four = keep_two * keep_twos_[j % 2];
        one_ = one, keep_ = keep;
        twos_[j % 2] = two, keep_twos_[j % 2] = keep_two;
        return distances_[j % 4] = four + keep_four * distances_[j % 4];
    }
    /// update() with the net and the summed moves at hand. Requires: count and count_ are divisible by 4.
    void follow_all(const double* x, const double* nets, const double* moves, std::size_t count, double* out) noexcept;

    Delay past_;
    RollingSum moves_;
    double span_, slow_, last_ = 0;
    bool started_ = false;
    std::size_t count_ = 0;
    double one_ = 0, keep_ = 0;
    std::array<double, 2> twos_{}, keep_twos_{};
    std::array<double, 4> distances_{};
};

}  // namespace argosy::indicators
