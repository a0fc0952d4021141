#pragma once

#include "api/router.hpp"
#include "host/service.hpp"
#include "runtime/simulation.hpp"

/// execution: orders by hand. Place, preview, list, cancel; every one passes the same risk gate as the strategies' own.
///
/// Idempotency-Key: the key travels in the journaled command, so a retry finds the first answer also after kill -9
/// (runtime::Simulation::Placement).
namespace argosy::services::execution {

struct Parts {
    api::Router& router;
    runtime::Simulation& core;
};

/// The parts outlive the service.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::execution
