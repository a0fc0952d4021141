#pragma once

#include "services/ledger/keeper.hpp"

namespace argosy::services::ledger {

/// The alert as it is kept; its instrument is one of the details.
[[nodiscard]] store::Alert stored_alert(const messages::Alert& alert);

/// Alerts: list, raise, resolve. Requires: parts and keeper outlive the routes.
void add_alert_routes(const Parts& parts, Keeper& keeper);

/// A number for pages that count alerts by one: that of the engine, for all others one made of the id.
[[nodiscard]] std::int64_t number_of_alert(std::string_view alert_id);

}  // namespace argosy::services::ledger
