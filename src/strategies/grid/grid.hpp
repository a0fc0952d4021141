#pragma once

#include "strategy/strategy.hpp"

namespace argosy::strategies::grid {

/// Scales into a fall below an anchor price and out of it on the way back, level by level, and the same above it.
/// Rules, parameters and when it fails: docs/strategies/grid.md.
[[nodiscard]] strategy::Descriptor descriptor();

}  // namespace argosy::strategies::grid
