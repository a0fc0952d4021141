#pragma once

#include <span>

#include "backtest/optimize_settings.hpp"
#include "performance/bootstrap.hpp"

namespace argosy::backtest {

/// 5 %, 50 % and 95 % of a distribution.
struct Quantiles {
    double low = 0, middle = 0, high = 0;
    friend bool operator==(const Quantiles&, const Quantiles&) = default;
};

/// The same trades in another order: the end is the same, the way there is luck.
struct TradeShuffle {
    Quantiles max_drawdown;  ///< of equity after each trade, as a positive fraction of its peak
    double observed = 0;     ///< in the order that happened
    double worse = 0;        ///< share of the orders with a larger drawdown than that
};

/// Draws permutations of the trades' returns (net profit / equity before the trade). Zeros without trades.
///
/// Requires: start > 0; trades in order of their exit; net profits in the currency of start.
[[nodiscard]] TradeShuffle shuffle_trades(std::span<const double> net_profits, double start,
                                          const MonteCarloSettings& settings);

/// Days drawn in blocks, so that what follows each other in life mostly does so in the resample.
struct DayBootstrap {
    performance::Intervals intervals;  ///< 95 %
    double loss = 0;                   ///< share of the resamples that end below their start
};

/// The stationary bootstrap of performance/bootstrap.hpp, and how often it loses money.
///
/// Requires: at least two returns; days > 0 is the length of the run.
[[nodiscard]] DayBootstrap resample_days(std::span<const double> daily_returns, double days, double periods_per_year,
                                         const MonteCarloSettings& settings);

}  // namespace argosy::backtest
