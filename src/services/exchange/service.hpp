#pragma once

#include "api/router.hpp"
#include "host/service.hpp"
#include "runtime/simulation.hpp"

/// exchange: the venues, what they offer, how they are, their markets, and what lies at each of them.
///
/// In simulation the built-in venue answers under the names of the real ones; everything says so.
namespace argosy::services::exchange {

struct Parts {
    api::Router& router;
    const runtime::Simulation& core;
};

/// The parts outlive the service.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::exchange
