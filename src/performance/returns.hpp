#pragma once

#include <optional>
#include <span>
#include <vector>

#include "performance/metric.hpp"
#include "performance/recorder.hpp"
#include "performance/statistics.hpp"

/// The metrics of an equity series. Every definition stands in metric.cpp (and docs/metrics.md), once.
namespace argosy::performance {

/// Daily returns less deposits: (equity - flow) / equity before - 1. A day that begins without equity returns 0.
[[nodiscard]] std::vector<double> daily_returns(std::span<const DailySample> daily);

/// What the metrics of returns are computed from.
struct ReturnSeries {
    std::vector<double> daily;
    Moments moments;
    double periods_per_year = 365;
    double risk_free = 0;       ///< per day
    double minimum_return = 0;  ///< per day
    double days = 0;            ///< length of the run
    double total = 0;           ///< total return; NaN when it began without equity
};

[[nodiscard]] Metric total_return(const ReturnSeries& series);
[[nodiscard]] Metric cagr(const ReturnSeries& series);
[[nodiscard]] Metric volatility(const ReturnSeries& series);
[[nodiscard]] Metric sharpe(const ReturnSeries& series);
[[nodiscard]] Metric sortino(const ReturnSeries& series);
[[nodiscard]] Metric calmar(const ReturnSeries& series, double max_drawdown);
[[nodiscard]] Metric omega(const ReturnSeries& series);
[[nodiscard]] Metric ulcer_index(const ReturnSeries& series);
[[nodiscard]] Metric value_at_risk_95(const ReturnSeries& series);
[[nodiscard]] Metric conditional_value_at_risk_95(const ReturnSeries& series);
[[nodiscard]] Metric skew(const ReturnSeries& series);
[[nodiscard]] Metric kurtosis(const ReturnSeries& series);
[[nodiscard]] Metric best_day(const ReturnSeries& series);
[[nodiscard]] Metric worst_day(const ReturnSeries& series);
[[nodiscard]] Metric probabilistic_sharpe(const ReturnSeries& series);
/// trial_variance: of the trials' daily Sharpe ratios.
[[nodiscard]] Metric deflated_sharpe(const ReturnSeries& series, std::uint64_t trials,
                                     std::optional<double> trial_variance);

/// The daily Sharpe ratio (not annualised): its variance over the trials of a sweep deflates the best of them.
/// None under 2 days or without spread.
[[nodiscard]] std::optional<double> daily_sharpe(const ReturnSeries& series) noexcept;

}  // namespace argosy::performance
