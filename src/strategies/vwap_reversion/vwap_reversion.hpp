#pragma once

#include "strategy/strategy.hpp"

namespace argosy::strategies::vwap_reversion {

/// Fades closes far from the rolling VWAP, measured in standard deviations of that distance.
/// Rules, parameters and when it fails: docs/strategies/vwap_reversion.md.
[[nodiscard]] strategy::Descriptor descriptor();

}  // namespace argosy::strategies::vwap_reversion
