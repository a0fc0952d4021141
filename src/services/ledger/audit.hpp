#pragma once

#include "services/ledger/keeper.hpp"

namespace argosy::services::ledger {

/// The audit log: who changed what, and whether its chain holds. Requires: parts and keeper outlive the routes.
void add_audit_routes(const Parts& parts, Keeper& keeper);

}  // namespace argosy::services::ledger
