#include "performance/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/assert.hpp"

namespace argosy::performance {

double Moments::deviation() const noexcept {
    const auto n = static_cast<double>(count);
    return std::sqrt(m2 * n / (n - 1));
}

bool Moments::is_constant() const noexcept {
    // Equal returns of an equity in doubles differ by rounding, about 1e-16.
    return m2 <= 1e-24 * std::max(mean * mean, 1e-6);
}

double Moments::skew() const noexcept { return m3 / (m2 * std::sqrt(m2)); }

double Moments::kurtosis() const noexcept { return m4 / (m2 * m2); }

Moments moments(std::span<const double> values) noexcept {
    Moments m{.count = values.size()};
    if (values.empty()) return m;
    const auto n = static_cast<double>(values.size());
    for (const double x : values) m.mean += x;
    m.mean /= n;
    for (const double x : values) {
        const double d = x - m.mean, d2 = d * d;
        m.m2 += d2;
        m.m3 += d2 * d;
        m.m4 += d2 * d2;
    }
    m.m2 /= n;
    m.m3 /= n;
    m.m4 /= n;
    return m;
}

double quantile(std::span<const double> ascending, double p) noexcept {
    ARGOSY_ASSERT(!ascending.empty() && p >= 0 && p <= 1, "a quantile needs values and a share");
    const double at = p * static_cast<double>(ascending.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const std::size_t above = std::min(below + 1, ascending.size() - 1);
    const double part = at - static_cast<double>(below);
    return ascending[below] + part * (ascending[above] - ascending[below]);
}

double normal_cdf(double x) noexcept { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

double normal_upper_quantile(double q) noexcept {
    ARGOSY_ASSERT(q > 0 && q < 1, "a quantile of the normal distribution needs 0 < q < 1");
    double low = -40, high = 40;  // P(Z > 40) is below the smallest double
    while (true) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) return middle;
        (normal_cdf(-middle) > q ? low : high) = middle;
    }
}

}  // namespace argosy::performance
