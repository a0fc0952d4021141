#pragma once

#include "services/ledger/service.hpp"

namespace argosy::services::ledger {

/// The market-data cache: what somebody put there, for as long as they said; for what nobody put, the running market.
/// Requires: the parts outlive the routes.
void add_cache_routes(const Parts& parts);

}  // namespace argosy::services::ledger
