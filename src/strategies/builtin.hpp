#pragma once

#include "strategy/catalogue.hpp"

/// The strategies that come with the program, one folder each.
///
/// What each does, its parameters and when it fails: docs/strategies/<name>.md.
namespace argosy::strategies {

/// Adds all of them, in the order of their names. Requires: none of the names is taken (asserted).
void add_builtin(strategy::Catalogue& catalogue);

}  // namespace argosy::strategies
