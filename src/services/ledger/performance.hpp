#pragma once

#include "services/ledger/keeper.hpp"

namespace argosy::services::ledger {

/// How an exchange, a strategy and the whole portfolio did, from the trades in the store.
/// Requires: parts and keeper outlive the routes.
void add_performance_routes(const Parts& parts, Keeper& keeper);

}  // namespace argosy::services::ledger
