#pragma once

#include <span>
#include <vector>

/// Plain statistics on doubles: fixed order of summation, so the same numbers give the same bits everywhere.
namespace argosy::performance {

/// Central moments of a sample, all divided by n.
struct Moments {
    std::size_t count = 0;
    double mean = 0;
    double m2 = 0, m3 = 0, m4 = 0;  ///< Σ (x - mean)^k / n

    /// Standard deviation with n - 1. Requires: count >= 2.
    [[nodiscard]] double deviation() const noexcept;
    /// The spread is zero but for rounding, so ratios to it mean nothing.
    [[nodiscard]] bool is_constant() const noexcept;
    /// m3 / m2^1.5. Requires: not constant.
    [[nodiscard]] double skew() const noexcept;
    /// m4 / m2^2: 3 for a normal distribution. Requires: not constant.
    [[nodiscard]] double kurtosis() const noexcept;
};

[[nodiscard]] Moments moments(std::span<const double> values) noexcept;

/// The p-quantile of sorted values, linear between the two nearest (Hyndman and Fan's type 7, NumPy's default).
///
/// Requires: values not empty, ascending; 0 <= p <= 1.
[[nodiscard]] double quantile(std::span<const double> ascending, double p) noexcept;

/// P(Z <= x) for a standard normal Z.
[[nodiscard]] double normal_cdf(double x) noexcept;
/// The x with P(Z > x) = q: exact to the last bits also for tiny q. Requires: 0 < q < 1.
[[nodiscard]] double normal_upper_quantile(double q) noexcept;

}  // namespace argosy::performance
