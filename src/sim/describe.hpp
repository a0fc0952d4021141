#pragma once

#include "base/describe_fwd.hpp"
#include "sim/settings.hpp"

/// How the settings of this library are written in a file; docs/config.md is printed from it.
namespace argosy::sim {

void describe(Described<LatencyModel>& d);
void describe(Described<Latency>& d);
void describe(Described<Slippage>& d);
void describe(Described<FillRules>& d);

}  // namespace argosy::sim
