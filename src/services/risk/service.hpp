#pragma once

#include "api/router.hpp"
#include "host/service.hpp"
#include "runtime/simulation.hpp"

/// risk: the limits in force and how to change them, what the gate would say, exposure, stops, crisis mode.
///
/// Known limits: the limits of single instruments (risk::InstrumentLimits) are set by the configuration only.
namespace argosy::services::risk {

struct Parts {
    api::Router& router;
    runtime::Simulation& core;
};

/// The parts outlive the service.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::risk
