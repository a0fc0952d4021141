#pragma once

#include "backtest/optimize.hpp"

namespace argosy::backtest {

/// Reasons to believe that the winner fits the noise of the past, the gravest first. docs/optimize.md explains each.
[[nodiscard]] std::vector<performance::Warning> doubts(const OptimizeResult& result, bool larger_is_better);

}  // namespace argosy::backtest
