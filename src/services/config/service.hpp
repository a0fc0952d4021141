#pragma once

#include <functional>

#include "api/router.hpp"
#include "bus/bus.hpp"
#include "host/service.hpp"
#include "messages/subjects.hpp"
#include "observe/log_line.hpp"
#include "runtime/simulation.hpp"
#include "services/config/configuration.hpp"

/// config: the settings in force, their versions, and the secrets beside them.
///
/// Known limits: services of other processes hear of a version by the bus after it came into force, and are not asked
///               before. A journal belongs to one configuration: what of `simulation` the running core cannot take is
///               in force in the next session (argosy up --new), not at the next start.
namespace argosy::services::config {

struct Parts {
    api::Router& router;
    Configuration& configuration;
    store::Store& store;
    bus::Bus& bus;
    const messages::Subjects& subjects;
    runtime::Simulation* core = nullptr;  ///< none: it runs in another process
    /// platform.log.level came into force. Empty: it takes a restart.
    std::function<void(observe::LogLevel)> set_log_level = {};
    /// Where things go that could not be done at commit.
    std::function<void(std::string_view)> complain = {};
};

/// The parts outlive the service.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::config
