#pragma once

#include <cmath>
#include <cstddef>

#include "indicators/bollinger.hpp"
#include "indicators/comoments.hpp"
#include "indicators/indicator.hpp"

/// How two series move together.
namespace argosy::indicators {

/// Pearson's correlation of the last `period` pairs, -1 to 1. A series that does not move gives 0.
///
/// Warm-up:  period. Requires: period >= 2.
/// Source:   Stock.Indicators, TA-Lib CORREL (of the values as given, not of their returns).
class Correlation : public Emits<Pair, double> {
public:
    explicit Correlation(std::size_t period = 20) : moments_(period) {}
    [[gnu::always_inline]] double update(const Pair& p) noexcept {
        const Comoments m = moments_.update(p);
        if (!moments_.full()) [[unlikely]]
            return nan;
        const double scale = std::sqrt(m.xx) * std::sqrt(m.yy);
        const double r = scale > 0 ? m.xy / scale : 0.0;
        return value_ = r > 1 ? 1 : r < -1 ? -1 : r;
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return moments_.length(); }

private:
    RollingComoments moments_;
};

/// Covariance of the last `period` pairs.
///
/// Warm-up:  period. Requires: period >= 1, >= 2 for Spread::sample.
class Covariance : public Emits<Pair, double> {
public:
    explicit Covariance(std::size_t period = 20, Spread spread = Spread::population)
        : moments_(period), inverse_(1.0 / spread_divisor(period, spread)) {}
    [[gnu::always_inline]] double update(const Pair& p) noexcept {
        const Comoments m = moments_.update(p);
        return value_ = moments_.full() ? m.xy * inverse_ : nan;
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return moments_.length(); }

private:
    RollingComoments moments_;
    double inverse_;
};

/// Beta of x against y (the market): covariance of their returns over the variance of the market's returns, of the last
/// `period` returns. A market that does not move gives 0.
///
/// Warm-up:  period + 1. Requires: period >= 2; positive inputs (prices).
/// Source:   Stock.Indicators Beta, LEAN Beta, TA-Lib BETA; simple returns p / previous - 1.
class Beta : public Emits<Pair, double> {
public:
    explicit Beta(std::size_t period = 20) : moments_(period) {}
    [[gnu::always_inline]] double update(const Pair& prices) noexcept {
        const Pair before = last_;
        last_ = prices;
        if (!started_) [[unlikely]] {
            started_ = true;
            return nan;
        }
        const Comoments m = moments_.update({(prices.x - before.x) / before.x, (prices.y - before.y) / before.y});
        if (!moments_.full()) [[unlikely]]
            return nan;
        return value_ = m.yy > 0 ? m.xy / m.yy : 0.0;
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return moments_.length() + 1; }

private:
    RollingComoments moments_;
    Pair last_;
    bool started_ = false;
};

}  // namespace argosy::indicators
