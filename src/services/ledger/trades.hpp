#pragma once

#include "services/ledger/keeper.hpp"

namespace argosy::services::ledger {

/// Trades: list, look, record by hand. Requires: parts and keeper outlive the routes.
void add_trade_routes(const Parts& parts, Keeper& keeper);

}  // namespace argosy::services::ledger
