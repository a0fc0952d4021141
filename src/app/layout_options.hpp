#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/platform.hpp"
#include "auth/external_issuer.hpp"
#include "base/error.hpp"
#include "resilience/upstream_config.hpp"

/// Which process of a layout `argosy up` and `argosy serve` are, and what the layout says of the others.
namespace argosy::app {

struct LayoutOptions {
    std::string file;     ///< empty: the layout `local`
    std::string process;  ///< empty: the one that trades
};

/// A process and its neighbours.
struct Place {
    std::string process;  ///< its name
    std::string address;
    Ports ports;
    std::vector<std::string> elsewhere;  ///< services that other processes host
    bool trades = true;                  ///< it hosts the trading core
    bool has_pages = true;               ///< it hosts the dashboard
    /// How its gateway reaches the services of other processes, by service.
    std::map<std::string, resilience::UpstreamConfig> upstreams;
    /// Whose tokens it accepts because the gateway is in another process: by that process's name.
    std::map<std::string, auth::ExternalIssuerConfig> issuers;
    std::vector<std::string> others;  ///< processes of the layout beside it
};

/// Every service that a layout can name.
[[nodiscard]] const std::vector<std::string>& known_services();
/// Those of them that are only asked over HTTP: they hear nothing of the bus and decide nothing for the core, so a
/// process of their own needs no broker.
[[nodiscard]] const std::vector<std::string>& independent_services();

/// Errors: those of host::load_layout; not_found for an unknown process; unavailable for a layout that needs a bus or
/// a store for which this program has no adapter.
[[nodiscard]] Result<Place> read_place(const LayoutOptions& options);

}  // namespace argosy::app
