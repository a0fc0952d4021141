#pragma once

#include <span>
#include <vector>

#include "performance/recorder.hpp"
#include "performance/summary.hpp"

namespace argosy::performance {

/// Returns of calendar months (UTC; of stocks, whose samples are dated by the session: trading days): the product of
/// (1 + r) over the days that end in the month. A sample at 00:00 on the first belongs to the month before.
[[nodiscard]] std::vector<MonthReturn> month_returns(std::span<const DailySample> daily,
                                                     std::span<const double> returns);

/// Square root of n bins, between 5 and 40, from the smallest to the largest value; one bin when they are equal; empty
/// without values.
[[nodiscard]] Histogram histogram(std::span<const double> values);

}  // namespace argosy::performance
