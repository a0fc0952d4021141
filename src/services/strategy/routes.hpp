#pragma once

#include <string>
#include <vector>

#include "services/strategy/attribution.hpp"
#include "services/strategy/service.hpp"

/// The routes of the service by topic. The parts are copied; what they refer to outlives the routes.
namespace argosy::services::strategy {

/// Lists, switches, parameters.
void add_strategy_routes(const Parts& parts);
/// Ballots, signals, consensus, and signals of bars that are posted.
void add_signal_routes(const Parts& parts);
/// Indicators, and everything at once about an instrument.
void add_analysis_routes(const Parts& parts);
/// How well each did, and backtests. Requires: the attribution outlives the routes.
void add_performance_routes(const Parts& parts, const Attribution& attribution);

[[nodiscard]] inline api::Route make_route(net::Method method, std::string path, std::vector<std::string> aliases,
                                           std::string summary, api::Role role = api::Role::viewer) {
    return {.method = method,
            .path = std::move(path),
            .summary = std::move(summary),
            .role = role,
            .service = "strategy",
            .aliases = std::move(aliases)};
}

/// The newest closed bars that the core keeps, oldest first; of its shortest interval when none is asked for.
struct KeptBars {
    Duration interval{};
    std::vector<domain::Bar> bars;
};
/// Errors: not_found with the intervals that there are.
[[nodiscard]] Result<KeptBars> kept_bars(const runtime::Simulation& core, InstrumentId id,
                                         std::optional<Duration> interval, std::size_t limit);

}  // namespace argosy::services::strategy
