#pragma once

#include "strategy/strategy.hpp"

namespace argosy::strategies::rsi_reversion {

/// Buys when the RSI is oversold, sells when it is overbought, and leaves in the middle.
/// Rules, parameters and when it fails: docs/strategies/rsi_reversion.md.
[[nodiscard]] strategy::Descriptor descriptor();

}  // namespace argosy::strategies::rsi_reversion
