#pragma once

#include "strategy/strategy.hpp"

namespace argosy::strategies::momentum_rotation {

/// Holds the strongest of several instruments and looks again every few bars.
/// Rules, parameters and when it fails: docs/strategies/momentum_rotation.md.
[[nodiscard]] strategy::Descriptor descriptor();

}  // namespace argosy::strategies::momentum_rotation
