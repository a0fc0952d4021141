#pragma once

#include "strategy/strategy.hpp"

namespace argosy::strategies::q_learning {

/// A small reinforcement-learning agent that learns anew on the bars behind it every so often, and trades what it has
/// learned until then. An experiment: known by name, in no run that does not name it.
/// Rules, parameters and when it fails: docs/strategies/q_learning.md.
[[nodiscard]] strategy::Descriptor descriptor();

}  // namespace argosy::strategies::q_learning
