#pragma once

#include "strategy/strategy.hpp"

namespace argosy::strategies::donchian_trend {

/// The turtles' breakout: follows a close beyond the entry channel, leaves at the shorter exit channel, stop by ATR.
/// Rules, parameters and when it fails: docs/strategies/donchian_trend.md.
[[nodiscard]] strategy::Descriptor descriptor();

}  // namespace argosy::strategies::donchian_trend
