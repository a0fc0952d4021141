#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/id.hpp"
#include "domain/currency.hpp"
#include "domain/round_trip.hpp"
#include "performance/metric.hpp"
#include "performance/recorder.hpp"

/// From recorded equity and round trips to every figure of a report.
namespace argosy::performance {

/// Printed beside the figures that use them.
struct Assumptions {
    domain::Currency reporting{"USDT"};
    double periods_per_year = 365;                ///< 365 for crypto and mixed books, 252 for stocks only
    double risk_free_rate = 0;                    ///< per year; a day's is this / periods_per_year
    double minimum_return = 0;                    ///< MAR per year, the same
    std::uint64_t seed = 1;                       ///< of the bootstrap
    int resamples = 1000;                         ///< 0: no intervals
    std::uint64_t trials = 1;                     ///< of the sweep this run was chosen from
    std::optional<double> trial_sharpe_variance;  ///< of daily Sharpe ratios: yearly ones have P times it

    friend bool operator==(const Assumptions&, const Assumptions&) = default;
};

/// What a run cost, in the reporting currency; positive is a cost.
struct Costs {
    double fees = 0, funding = 0, slippage = 0;
    [[nodiscard]] double total() const noexcept { return fees + funding + slippage; }
    friend bool operator==(const Costs&, const Costs&) = default;
};

/// The trade metrics of one strategy or instrument.
struct Group {
    StrategyId strategy;          ///< none in a breakdown by instrument
    InstrumentId instrument;      ///< none in a breakdown by strategy
    std::vector<Metric> metrics;  ///< net_profit, closed_trade_drawdown, those of trades, and costs
    Costs costs;
};

struct MonthReturn {
    int year = 0;
    int month = 0;  ///< 1 to 12
    double value = 0;

    friend bool operator==(const MonthReturn&, const MonthReturn&) = default;
};

/// Counts in bins of equal width; edges has one more element than counts. The last bin holds its upper edge.
struct Histogram {
    std::vector<double> edges;
    std::vector<std::uint32_t> counts;

    friend bool operator==(const Histogram&, const Histogram&) = default;
};

struct Summary {
    Assumptions assumptions;
    Time start{}, end{};
    Money start_equity, end_equity;
    std::array<Metric, metric_count> metrics;  ///< by MetricId
    Costs costs;
    std::optional<Drawdown> max_drawdown, max_drawdown_money;
    std::vector<double> daily_returns;
    std::vector<MonthReturn> months;                   ///< ascending, every month of the run
    Histogram daily_distribution, trade_distribution;  ///< of daily returns; of net P&L a trade
    std::vector<Group> by_strategy, by_instrument;     ///< ascending by number

    [[nodiscard]] const Metric& operator[](MetricId id) const noexcept { return metrics[static_cast<std::size_t>(id)]; }
};

/// Everything at once.
///
/// Requires: recorder.finish() was called; trades in order of their exit.
/// Errors: invalid_argument when a trade's money is not in the reporting currency, naming it.
[[nodiscard]] Result<Summary> summarise(const EquityRecorder& recorder, std::span<const domain::RoundTrip> trades,
                                        const Assumptions& assumptions);

/// One figure alone, without interval: the objective of a sweep. Same value as in summarise().
[[nodiscard]] Metric metric(MetricId id, const EquityRecorder& recorder, std::span<const domain::RoundTrip> trades,
                            const Assumptions& assumptions);

}  // namespace argosy::performance
