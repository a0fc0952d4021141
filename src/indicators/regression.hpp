#pragma once

#include <cmath>
#include <cstddef>
#include <span>

#include "indicators/bollinger.hpp"
#include "indicators/indicator.hpp"
#include "indicators/line.hpp"
#include "indicators/moments.hpp"

/// The straight line through the last values, and the distance from their mean.
namespace argosy::indicators {

struct RegressionValue {
    double slope = nan;      ///< per bar
    double intercept = nan;  ///< of the line at the oldest bar of the window
    double end = nan;        ///< of the line at the newest bar
    double r_squared = nan;  ///< share of the variance that the line explains; 0 when nothing varies
    double std_dev = nan;    ///< population standard deviation of the values
};

/// Linear regression of the last `period` values on their position.
///
/// Warm-up:  period. Requires: period >= 2.
/// Source:   least squares; slope = TA-Lib LINEARREG_SLOPE and Stock.Indicators Slope, end = LINEARREG and EPMA.
class LinearRegression : public Emits<double, RegressionValue> {
public:
    explicit LinearRegression(std::size_t period = 20)
        : line_(period), moments_(period), n_(static_cast<double>(period)) {
        ARGOSY_ASSERT(period >= 2, "a regression needs two values");
    }
    [[gnu::always_inline]] RegressionValue update(double x) noexcept {
        const LineSums s = line_.update(x);
        const Moments m = moments_.update(x);
        if (!line_.full()) [[unlikely]]
            return {};
        const double position_squares = n_ * (n_ * n_ - 1) / 12;
        const double slope = (s.weighted - s.sum * (n_ + 1) / 2) / position_squares;
        const double half = slope * (n_ - 1) / 2;
        const double explained = slope * slope * position_squares;
        const double share = m.squares > 0 ? explained / m.squares : 0.0;
        return emit({slope, m.mean - half, m.mean + half, share > 1 ? 1 : share, std::sqrt(m.squares / n_)});
    }
    [[nodiscard]] bool ready() const noexcept { return line_.full(); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return line_.length(); }

private:
    RollingLine line_;
    RollingMoments moments_;
    double n_;
};

/// Slope of the regression line over the last `period` values, per bar.
///
/// Warm-up:  period. Requires: period >= 2.
class LinearRegressionSlope : public Emits<double, double> {
public:
    explicit LinearRegressionSlope(std::size_t period = 20)
        : line_(period), centre_((static_cast<double>(period) + 1) / 2) {
        ARGOSY_ASSERT(period >= 2, "a regression needs two values");
        const auto n = static_cast<double>(period);
        scale_ = 12 / (n * (n * n - 1));
    }
    double update(double x) noexcept {
        const LineSums s = line_.update(x);
        return value_ = line_.full() ? (s.weighted - s.sum * centre_) * scale_ : nan;
    }
    void update_all(std::span<const double> in, std::span<double> out) noexcept {
        std::size_t i = 0;
        for (; i < in.size() && !line_.full(); ++i) out[i] = update(in[i]);
        if (i == in.size()) return;
        const double* const x = &in[i];
        double* const to = &out[i];
        line_.update_all(
            x, in.size() - i,
            [to, centre = centre_, scale = scale_]<class T>(auto at, T, T sum, T weighted) {
                at.store(to, (weighted - sum * detail::spread<T>(centre)) * detail::spread<T>(scale));
            },
            [x, to](std::size_t j) { detail::will_read(x + j), detail::will_write(to + j); });
        value_ = out.back();
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return line_.length(); }

private:
    RollingLine line_;
    double centre_, scale_ = 0;
};

/// How many standard deviations a value is from the mean of the last `period` values, itself included. A window without
/// any deviation gives 0.
///
/// Warm-up:  period. Requires: period >= 1, >= 2 for Spread::sample.
class ZScore : public Emits<double, double> {
public:
    explicit ZScore(std::size_t period = 20, Spread spread = Spread::population)
        : moments_(period), inverse_(1.0 / spread_divisor(period, spread)) {}
    double update(double x) noexcept {
        const Moments m = moments_.update(x);
        if (!moments_.full()) [[unlikely]]
            return nan;
        return value_ = m.squares > 0 ? (x - m.mean) / std::sqrt(m.squares * inverse_) : 0.0;
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return moments_.length(); }

private:
    RollingMoments moments_;
    double inverse_;
};

}  // namespace argosy::indicators
