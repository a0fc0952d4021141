#pragma once

#include <optional>
#include <vector>

#include "report/report.hpp"

namespace argosy::report {

/// Buying all instruments of the run at its start and holding them to its end.
struct Benchmark {
    std::vector<double> values;                ///< at the times of RunResult::curve
    std::vector<performance::Metric> metrics;  ///< return, growth, volatility, Sharpe, Sortino, Calmar, drawdown
    [[nodiscard]] const performance::Metric* find(performance::MetricId id) const noexcept;
};

/// Equal parts of the starting equity, one for each instrument with bars, bought at its first open and marked at every
/// close, without costs, funding or leverage. None when the report holds no market or the run began without equity.
[[nodiscard]] std::optional<Benchmark> buy_and_hold(const Report& report);

}  // namespace argosy::report
