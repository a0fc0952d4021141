#pragma once

#include "strategy/strategy.hpp"

namespace argosy::strategies::pairs {

/// Trades the spread of two instruments back to its mean, with a rolling hedge ratio.
/// Rules, parameters and when it fails: docs/strategies/pairs.md.
[[nodiscard]] strategy::Descriptor descriptor();

}  // namespace argosy::strategies::pairs
