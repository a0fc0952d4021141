#pragma once

#include "strategy/strategy.hpp"

namespace argosy::strategies::stochrsi_ema {

/// Buys dips of an uptrend and sells rallies of a downtrend: crossings of the stochastic RSI out of its extremes,
/// taken only in the direction of a long exponential average.
/// Rules, parameters and when it fails: docs/strategies/stochrsi_ema.md.
[[nodiscard]] strategy::Descriptor descriptor();

}  // namespace argosy::strategies::stochrsi_ema
