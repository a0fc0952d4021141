#pragma once

#include "strategy/strategy.hpp"

namespace argosy::strategies::supertrend {

/// Long while Supertrend is rising, short while it is falling, with its line as the stop.
/// Rules, parameters and when it fails: docs/strategies/supertrend.md.
[[nodiscard]] strategy::Descriptor descriptor();

}  // namespace argosy::strategies::supertrend
