#pragma once

#include "audit/changes.hpp"
#include "services/analytics/service.hpp"

namespace argosy::services::analytics {

/// Reports of the running account: make, list, download. Requires: all outlive the routes.
void add_report_routes(const Parts& parts, audit::Changes& changes);

}  // namespace argosy::services::analytics
