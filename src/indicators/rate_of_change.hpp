#pragma once

#include <cstddef>
#include <span>

#include "indicators/indicator.hpp"
#include "indicators/window.hpp"

/// Change against the value `period` updates ago.
namespace argosy::indicators {

/// Momentum: x - x[period ago].
///
/// Warm-up:  period + 1. Requires: period >= 1.
class Momentum : public Emits<double, double> {
public:
    explicit Momentum(std::size_t period) : past_(period) {}
    double update(double x) noexcept { return value_ = of(x, past_.update(x)); }
    void update_all(std::span<const double> in, std::span<double> out) noexcept {
        past_.update_all(in, out, of);
        if (!out.empty()) value_ = out.back();
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return past_.lag() + 1; }

private:
    static double of(double x, double past) noexcept { return x - past; }
    Delay past_;
};

/// Rate of change in percent: 100 × (x / x[period ago] - 1).
///
/// Warm-up:  period + 1. Requires: period >= 1; inputs other than zero.
/// Source:   TA-Lib ROC, Stock.Indicators ROC, LEAN RateOfChangePercent.
class Roc : public Emits<double, double> {
public:
    explicit Roc(std::size_t period) : past_(period) {}
    double update(double x) noexcept { return value_ = of(x, past_.update(x)); }
    void update_all(std::span<const double> in, std::span<double> out) noexcept {
        past_.update_all(in, out, of);
        if (!out.empty()) value_ = out.back();
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return past_.lag() + 1; }

private:
    static double of(double x, double past) noexcept { return 100.0 * ((x - past) / past); }
    Delay past_;
};

/// Rate of change as a ratio: x / x[period ago].
///
/// Warm-up:  period + 1. Requires: period >= 1; inputs other than zero.
/// Source:   TA-Lib ROCR, LEAN RateOfChangeRatio.
class RocRatio : public Emits<double, double> {
public:
    explicit RocRatio(std::size_t period) : past_(period) {}
    double update(double x) noexcept { return value_ = of(x, past_.update(x)); }
    void update_all(std::span<const double> in, std::span<double> out) noexcept {
        past_.update_all(in, out, of);
        if (!out.empty()) value_ = out.back();
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return past_.lag() + 1; }

private:
    static double of(double x, double past) noexcept { return x / past; }
    Delay past_;
};

}  // namespace argosy::indicators
