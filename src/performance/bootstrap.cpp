#include "performance/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/assert.hpp"
#include "base/prng.hpp"
#include "performance/statistics.hpp"

namespace argosy::performance {
namespace {

struct Sums {
    double sum = 0, squares = 0;  // of returns less the mean of the original, for accuracy
    double growth = 1, peak = 1, drawdown = 0;

    void add(double centered, double factor) noexcept {
        sum += centered;
        squares += centered * centered;
        growth *= factor;
        peak = std::max(peak, growth);
        drawdown = std::max(drawdown, (peak - growth) / peak);
    }
};

/// One resample: the days of the blocks in order.
Sums draw(std::span<const double> returns, double mean, std::uint64_t end_below, Prng& random) noexcept {
    Sums sums;
    const std::size_t n = returns.size();
    std::size_t at = 0;
    for (std::size_t k = 0; k < n; ++k) {
        if (k == 0 || random.next() < end_below)
            at = static_cast<std::size_t>(random.below(n));
        else if (++at == n)
            at = 0;
        sums.add(returns[at] - mean, 1 + returns[at]);
    }
    return sums;
}

Interval interval(std::vector<double>& values) {
    std::ranges::sort(values);
    return {quantile(values, 0.025), quantile(values, 0.975)};
}

}  // namespace

Intervals bootstrap(std::span<const double> returns, const BootstrapSettings& settings) {
    ARGOSY_ASSERT(!returns.empty() && settings.resamples >= 1 && settings.days > 0, "a bootstrap needs a sample");
    const auto n = static_cast<double>(returns.size());
    const double mean = moments(returns).mean;
    const double length = std::max(1.0, std::round(std::cbrt(n)));
    // 1/L as a threshold for 64 random bits; at L = 1 every day begins a block.
    const std::uint64_t end_below = length == 1 ? UINT64_MAX : static_cast<std::uint64_t>(0x1p64 / length);
    Prng random(settings.seed);
    std::vector<double> sharpe, cagr, drawdown;
    for (int r = 0; r < settings.resamples; ++r) {
        const Sums s = draw(returns, mean, end_below, random);
        const double variance = (s.squares - s.sum * s.sum / n) / (n - 1);
        if (variance > 1e-24)
            sharpe.push_back((mean + s.sum / n - settings.risk_free_per_day) / std::sqrt(variance) *
                             std::sqrt(settings.periods_per_year));
        cagr.push_back(std::pow(std::max(s.growth, 0.0), 365.25 / settings.days) - 1);
        drawdown.push_back(s.drawdown);
    }
    Intervals out{{}, interval(cagr), interval(drawdown)};
    if (!sharpe.empty()) out.sharpe = interval(sharpe);
    return out;
}

}  // namespace argosy::performance
