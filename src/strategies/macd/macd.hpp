#pragma once

#include "strategy/strategy.hpp"

namespace argosy::strategies::macd {

/// Long while the MACD is above its signal line, short while it is below; optionally only on that side of zero.
/// Rules, parameters and when it fails: docs/strategies/macd.md.
[[nodiscard]] strategy::Descriptor descriptor();

}  // namespace argosy::strategies::macd
