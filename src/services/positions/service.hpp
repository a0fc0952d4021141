#pragma once

#include "api/router.hpp"
#include "host/service.hpp"
#include "runtime/simulation.hpp"

/// positions: what is held and what it is worth. Positions, account, portfolio, equity curve.
///
/// Known limits: the equity curve is that of the running session, thinned as it grows (runtime/history.hpp).
namespace argosy::services::positions {

struct Parts {
    api::Router& router;
    const runtime::Simulation& core;
};

/// The parts outlive the service.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::positions
