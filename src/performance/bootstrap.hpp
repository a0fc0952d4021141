#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "performance/metric.hpp"

namespace argosy::performance {

struct BootstrapSettings {
    std::uint64_t seed = 1;
    int resamples = 1000;
    double periods_per_year = 365;
    double risk_free_per_day = 0;
    double days = 0;  ///< length of the run, for the growth a year
};

struct Intervals {
    std::optional<Interval> sharpe;  ///< none when no resample had any spread
    Interval cagr, max_drawdown;     ///< the drawdown is of daily equity, positive fraction
};

/// 95 % intervals of figures of daily returns by the stationary bootstrap: resamples of the same length are strung
/// together from blocks that begin anywhere, wrap around, and end after each day with probability 1/L, with the mean
/// length L = max(1, round(n^(1/3))); the interval is from the 2.5 % to the 97.5 % quantile.
///
/// Requires: returns not empty, resamples >= 1, days > 0.
/// Source:   Politis and Romano, "The Stationary Bootstrap", JASA 89 (1994).
[[nodiscard]] Intervals bootstrap(std::span<const double> returns, const BootstrapSettings& settings);

}  // namespace argosy::performance
