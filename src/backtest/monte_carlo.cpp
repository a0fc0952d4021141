#include "backtest/monte_carlo.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/prng.hpp"
#include "performance/statistics.hpp"

namespace argosy::backtest {
namespace {

/// Returns of trades that follow each other; equity that is gone ends it.
std::vector<double> trade_returns(std::span<const double> net_profits, double start) {
    std::vector<double> out;
    double equity = start;
    for (const double net : net_profits) {
        if (equity <= 0) break;
        out.push_back(net / equity);
        equity += net;
    }
    return out;
}

double max_drawdown(std::span<const double> returns) noexcept {
    double equity = 1, peak = 1, worst = 0;
    for (const double r : returns) {
        equity *= 1 + r;
        peak = std::max(peak, equity);
        worst = std::max(worst, (peak - equity) / peak);
    }
    return worst;
}

/// Fisher and Yates.
void shuffle(std::vector<double>& values, Prng& random) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.below(i)]);
}

/// Share of resamples whose returns, drawn in blocks of a geometric length, multiply to less than 1.
double losing_share(std::span<const double> returns, const MonteCarloSettings& settings) {
    Prng random = Prng(settings.seed).split(1);
    const std::size_t n = returns.size();
    const double length = std::max(1.0, std::round(std::cbrt(static_cast<double>(n))));
    std::size_t losing = 0;
    for (std::uint32_t r = 0; r < settings.resamples; ++r) {
        double growth = 1;
        std::size_t at = 0;
        for (std::size_t k = 0; k < n; ++k) {
            at = k == 0 || random.uniform() * length < 1 ? random.below(n) : (at + 1) % n;
            growth *= 1 + returns[at];
        }
        losing += growth < 1;
    }
    return static_cast<double>(losing) / settings.resamples;
}

}  // namespace

TradeShuffle shuffle_trades(std::span<const double> net_profits, double start, const MonteCarloSettings& settings) {
    auto returns = trade_returns(net_profits, start);
    TradeShuffle out{.max_drawdown = {}, .observed = max_drawdown(returns)};
    if (returns.empty() || settings.resamples == 0) return out;
    Prng random(settings.seed);
    std::vector<double> drawdowns;
    for (std::uint32_t r = 0; r < settings.resamples; ++r) {
        shuffle(returns, random);
        drawdowns.push_back(max_drawdown(returns));
    }
    std::ranges::sort(drawdowns);
    // The same fall in another order may differ in the last bits.
    const auto first_worse = std::ranges::upper_bound(drawdowns, out.observed * (1 + 1e-12));
    out.worse = static_cast<double>(drawdowns.end() - first_worse) / static_cast<double>(drawdowns.size());
    out.max_drawdown = {performance::quantile(drawdowns, 0.05), performance::quantile(drawdowns, 0.5),
                        performance::quantile(drawdowns, 0.95)};
    return out;
}

DayBootstrap resample_days(std::span<const double> daily_returns, double days, double periods_per_year,
                           const MonteCarloSettings& settings) {
    if (settings.resamples == 0) return {};
    return {.intervals = performance::bootstrap(daily_returns, {.seed = settings.seed,
                                                                .resamples = static_cast<int>(settings.resamples),
                                                                .periods_per_year = periods_per_year,
                                                                .days = days}),
            .loss = losing_share(daily_returns, settings)};
}

}  // namespace argosy::backtest
