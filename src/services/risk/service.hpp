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

/// Limits that somebody sets, who, and under which trace.
struct LimitsWish {
    domain::SetLimits limits;
    std::string author, trace;
};
/// Brings limits into force as a version of the settings, and says when they are, or why they are not.
using LimitsPort = std::function<void(const LimitsWish&, std::move_only_function<void(Result<>)>)>;

struct Parts {
    api::Router& router;
    runtime::Simulation& core;
    LimitsPort settings = nullptr;  ///< none: the core's journal alone knows of the limits
};

/// The parts outlive the service.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::risk
