#pragma once

#include <optional>
#include <string>

#include "report/benchmark.hpp"
#include "report/report.hpp"

namespace argosy::report {

/// What the page's charts and its table of trades are drawn from, as one JSON text.
///
/// Trades and equity are the very texts of trades.csv and equity.csv; the benchmark has a value for each line of the
/// latter.
///
/// Unit: times are seconds since 1970 UTC; prices are whole numbers of 10^-places, in differences: open to the close
///       before, close to its open, high above and low below the body. The benchmark is in hundredths, in differences.
/// Source: web/report/src/data.ts reads it.
[[nodiscard]] std::string chart_data(const Report& report, const std::optional<Benchmark>& benchmark);

}  // namespace argosy::report
