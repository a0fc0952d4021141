#pragma once

#include "api/endpoint.hpp"
#include "services/monitor/watch.hpp"

/// The routes of the service, by topic.
namespace argosy::services::monitor {

/// Its canonical path first.
[[nodiscard]] api::Route route(net::Method method, std::vector<std::string> paths, std::string summary,
                               api::Role role = api::Role::viewer);

/// /health, /live, /ready, the services and their health.
void add_health_routes(api::Router& router, const Watch& watch);
/// /metrics, /api/monitoring/..., the tail of the log, the history of health.
void add_monitoring_routes(api::Router& router, const Watch& watch);
/// Alert rules.
void add_rule_routes(api::Router& router, Watch& watch);

}  // namespace argosy::services::monitor
