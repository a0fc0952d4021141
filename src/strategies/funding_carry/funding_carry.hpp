#pragma once

#include "strategy/strategy.hpp"

namespace argosy::strategies::funding_carry {

/// Collects funding: short a perpetual whose funding stays high, long one whose funding stays negative.
/// Rules, parameters and when it fails: docs/strategies/funding_carry.md.
[[nodiscard]] strategy::Descriptor descriptor();

}  // namespace argosy::strategies::funding_carry
