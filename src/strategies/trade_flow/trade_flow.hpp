#pragma once

#include "strategy/strategy.hpp"

namespace argosy::strategies::trade_flow {

/// Follows the side that takes: what buyers took less what sellers took, as a share of all that traded, among the last
/// trades. Lives on single trades. Rules, parameters and when it fails: docs/strategies/trade_flow.md.
[[nodiscard]] strategy::Descriptor descriptor();

}  // namespace argosy::strategies::trade_flow
