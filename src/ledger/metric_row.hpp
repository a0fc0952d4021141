#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/describe_fwd.hpp"
#include "performance/metric.hpp"

namespace argosy::ledger {

/// A figure in an answer, with its definition; without a value, why there is none.
struct MetricRow {
    std::string name, title;
    std::optional<double> value;
    std::string reason, unit, definition;
    std::optional<double> low, high;  ///< 95 %
};
void describe(Described<MetricRow>& d);

[[nodiscard]] MetricRow row_of(const performance::Metric& metric);
[[nodiscard]] std::vector<MetricRow> rows_of(std::span<const performance::Metric> metrics);

}  // namespace argosy::ledger
