#pragma once

#include <vector>

#include "runtime/simulation.hpp"

namespace argosy::runtime {

/// The account's equity with open trades at their marks, from the start of the run to now: what every figure of the
/// account is made of. Known limits: points are thinned as they grow (History::equity).
[[nodiscard]] std::vector<EquityPoint> equity_curve(const Simulation& s);

}  // namespace argosy::runtime
