#pragma once

#include "strategy/strategy.hpp"

namespace argosy::strategies::bollinger_reversion {

/// Fades a close outside the Bollinger bands, back to the middle band.
/// Rules, parameters and when it fails: docs/strategies/bollinger_reversion.md.
[[nodiscard]] strategy::Descriptor descriptor();

}  // namespace argosy::strategies::bollinger_reversion
