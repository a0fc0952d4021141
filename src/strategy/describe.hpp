#pragma once

#include "base/describe_fwd.hpp"
#include "strategy/consensus.hpp"
#include "strategy/regime.hpp"

/// How the settings of this library are written in a file; docs/config.md is printed from it.
namespace argosy::strategy {

void describe(Described<ConsensusSettings>& d);
void describe(Described<RegimeSettings>& d);

}  // namespace argosy::strategy
