#pragma once

#include <functional>
#include <string>

#include "api/router.hpp"
#include "domain/command.hpp"
#include "host/service.hpp"
#include "runtime/simulation.hpp"

/// risk: the limits in force and how to change them, what the gate would say, exposure, stops, crisis mode.
///
/// Known limits: the limits of single instruments (risk::InstrumentLimits) are set by the configuration only.
namespace argosy::services::risk {

struct Parts {
    api::Router& router;
    runtime::Simulation& core;
    /// Told of limits that are in force now, and who set them under which trace: whoever keeps the settings takes them
    /// over. Empty: the journal alone knows.
    std::function<void(const domain::SetLimits&, const std::string& who, const std::string& trace)> record = {};
};

/// The parts outlive the service.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::risk
