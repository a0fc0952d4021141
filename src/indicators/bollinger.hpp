#pragma once

#include <cmath>
#include <cstddef>
#include <span>

#include "indicators/indicator.hpp"
#include "indicators/moments.hpp"

namespace argosy::indicators {

/// What the sum of squared deviations is divided by.
enum class Spread {
    population,  ///< n (TA-Lib, Stock.Indicators, TradingView, Bollinger)
    sample,      ///< n - 1 (pandas' default)
};

[[nodiscard]] inline double spread_divisor(std::size_t period, Spread spread) noexcept {
    ARGOSY_ASSERT(spread == Spread::population || period >= 2, "a sample deviation needs two values");
    return static_cast<double>(spread == Spread::population ? period : period - 1);
}

/// Variance of the last `period` values.
///
/// Warm-up:  period. Requires: period >= 1, >= 2 for Spread::sample.
class Variance : public Emits<double, double> {
public:
    explicit Variance(std::size_t period, Spread spread = Spread::population)
        : moments_(period), inverse_(1.0 / spread_divisor(period, spread)) {}
    double update(double x) noexcept {
        const Moments m = moments_.update(x);
        return value_ = moments_.full() ? m.squares * inverse_ : nan;
    }
    void update_all(std::span<const double> in, std::span<double> out) noexcept;
    /// The same of a function of the variance, which leaves value() behind.
    template <class Of>
    void update_all(std::span<const double> in, std::span<double> out, Of of) noexcept {
        std::size_t i = 0;
        for (; i < in.size() && !moments_.full(); ++i) out[i] = of(update(in[i]));
        const double* const x = in.data() + i;
        double* const to = out.data() + i;
        moments_.update_all(
            x, in.size() - i,
            [=, inverse = inverse_]<class T>(auto at, T, T squares) {
                at.store(to, of(squares * detail::spread<T>(inverse)));
            },
            [x, to](std::size_t j) { detail::will_read(x + j), detail::will_write(to + j); });
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return moments_.length(); }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.value_, self.moments_); }

private:
    RollingMoments moments_;
    double inverse_;
};

/// Standard deviation of the last `period` values.
///
/// Warm-up:  period. Requires: period >= 1, >= 2 for Spread::sample.
class StdDev : public Emits<double, double> {
public:
    explicit StdDev(std::size_t period, Spread spread = Spread::population) : variance_(period, spread) {}
    double update(double x) noexcept { return value_ = std::sqrt(variance_.update(x)); }
    void update_all(std::span<const double> in, std::span<double> out) noexcept;
    [[nodiscard]] std::size_t warm_up() const noexcept { return variance_.warm_up(); }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.value_, self.variance_); }

private:
    Variance variance_;
};

struct BandsValue {
    double middle = nan, upper = nan, lower = nan;
};

/// Bollinger bands alone: the mean and `deviations` standard deviations around it.
///
/// Warm-up:  period. Requires: period >= 1, >= 2 for Spread::sample; deviations >= 0.
/// Source:   Bollinger: population deviation; sample is what pandas-based tools show.
class BollingerBands : public Emits<double, BandsValue> {
public:
    explicit BollingerBands(std::size_t period = 20, double deviations = 2, Spread spread = Spread::population)
        : moments_(period), inverse_(1.0 / spread_divisor(period, spread)), deviations_(deviations) {}
    [[gnu::always_inline]] BandsValue update(double x) noexcept {
        const Moments m = moments_.update(x);
        if (!moments_.full()) [[unlikely]]
            return {};
        const double reach = deviations_ * std::sqrt(m.squares * inverse_);
        return emit({m.mean, m.mean + reach, m.mean - reach});
    }
    void update_all(std::span<const double> in, std::span<BandsValue> out) noexcept;
    [[nodiscard]] bool ready() const noexcept { return moments_.full(); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return moments_.length(); }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.value_, self.moments_); }

private:
    RollingMoments moments_;
    double inverse_, deviations_;
};

struct BollingerValue {
    double middle = nan, upper = nan, lower = nan;
    double percent_b = nan;  ///< (close - lower) / (upper - lower): 0 at the lower band, 1 at the upper; NaN at width 0
    double width = nan;      ///< (upper - lower) / middle
};

/// BollingerBands with %B and band width.
class Bollinger : public Emits<double, BollingerValue> {
public:
    explicit Bollinger(std::size_t period = 20, double deviations = 2, Spread spread = Spread::population)
        : bands_(period, deviations, spread) {}
    [[gnu::always_inline]] BollingerValue update(double x) noexcept {
        const auto [middle, upper, lower] = bands_.update(x);
        const double width = upper - lower;
        return emit({middle, upper, lower, width > 0 ? (x - lower) / width : nan, width / middle});
    }
    [[nodiscard]] bool ready() const noexcept { return bands_.ready(); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return bands_.warm_up(); }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.value_, self.bands_); }

private:
    BollingerBands bands_;
};

}  // namespace argosy::indicators
