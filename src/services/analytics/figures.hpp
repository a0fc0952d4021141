#pragma once

#include "services/analytics/service.hpp"

namespace argosy::services::analytics {

/// Summary, metrics, trades, P&L history, breakdown. Requires: the parts outlive the routes.
void add_figure_routes(const Parts& parts);

}  // namespace argosy::services::analytics
