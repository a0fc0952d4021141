#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/describe_fwd.hpp"
#include "base/error.hpp"

namespace argosy::host {

enum class BusKind : std::uint8_t { in_process, nats, redis, kafka };
enum class StoreKind : std::uint8_t { sqlite, postgres };

/// One process of a layout.
struct Process {
    std::string name;                   ///< what `argosy serve NAME` runs
    std::string host = "127.0.0.1";     ///< where it listens, and where the others find it
    std::uint16_t port = 0;             ///< of its API
    std::vector<std::string> services;  ///< "*": all
};

/// Which services share a process, and what carries messages and keeps state between them.
struct Layout {
    std::string name = "local";
    BusKind bus = BusKind::in_process;
    std::string bus_url;
    StoreKind store = StoreKind::sqlite;
    std::string store_url;  ///< sqlite: empty, the file is in the data folder
    std::uint16_t dashboard_port = 9100;
    std::vector<Process> processes;
};

/// One process with everything: gateway at 9000, dashboard at 9100.
[[nodiscard]] Layout local_layout();
/// `independent`: services that are only asked, and neither tell nor hear anything over the bus.
/// Errors: everything that is wrong, at once, with key path and line; among it a service that runs nowhere or twice,
/// an unknown service, two processes on one address, services in several processes that need each other's messages on
/// a bus that does not leave its process.
[[nodiscard]] Result<Layout> load_layout(const std::string& path, const std::vector<std::string>& known_services,
                                         const std::vector<std::string>& independent = {});
/// The same for a layout that is there already. Errors: invalid_argument.
[[nodiscard]] Result<> check_layout(const Layout& layout, const std::vector<std::string>& known_services,
                                    const std::vector<std::string>& independent = {});

/// The process of that name. Errors: not_found, with the names there are.
[[nodiscard]] Result<const Process*> find_process(const Layout& layout, std::string_view name);
/// Whether the process hosts the service.
[[nodiscard]] bool hosts(const Process& process, std::string_view service) noexcept;

[[nodiscard]] std::string_view to_string(BusKind) noexcept;
[[nodiscard]] std::string_view to_string(StoreKind) noexcept;
void describe(Described<Process>& d);
void describe(Described<Layout>& d);

}  // namespace argosy::host
