#pragma once

#include <functional>
#include <memory>

#include "api/router.hpp"
#include "audit/trail.hpp"
#include "observe/log.hpp"
#include "services/dashboard/channel.hpp"
#include "services/orchestrator/service.hpp"

namespace argosy::app {

/// Lets people stop over a stream who may do so over HTTP; `audit` is told of everybody who tried. Answers "null" to
/// others, and while the door is closed. Requires: the door outlives it.
[[nodiscard]] services::dashboard::Channel::Stop stops_over_stream(const services::orchestrator::StopDoor& door,
                                                                   std::function<void(const api::Changed&)> audit);

/// Writes stops into the audit log and into the log. Requires: both outlive it, and the log is there when a stop comes.
[[nodiscard]] services::orchestrator::StopWitness stop_witness(audit::Trail& trail,
                                                               const std::unique_ptr<observe::Log>& log);

}  // namespace argosy::app
