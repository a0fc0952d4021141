#pragma once

#include "strategy/strategy.hpp"

namespace argosy::strategies::bollinger_breakout {

/// Follows a close outside the Bollinger bands until the close is back at the middle band.
/// Rules, parameters and when it fails: docs/strategies/bollinger_breakout.md.
[[nodiscard]] strategy::Descriptor descriptor();

}  // namespace argosy::strategies::bollinger_breakout
