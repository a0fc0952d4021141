#pragma once

#include "strategy/strategy.hpp"

namespace argosy::strategies::ema_cross {

/// Long while a fast exponential average of the closes is above a slow one, short while it is below.
/// Rules, parameters and when it fails: docs/strategies/ema_cross.md.
[[nodiscard]] strategy::Descriptor descriptor();

}  // namespace argosy::strategies::ema_cross
