#pragma once

#include <functional>

#include "api/router.hpp"
#include "services/dashboard/channel.hpp"
#include "services/orchestrator/service.hpp"

namespace argosy::app {

/// Lets people stop over a stream who may do so over HTTP; `audit` is told of everybody who tried. Answers "null" to
/// others, and while the door is closed. Requires: the door outlives it.
[[nodiscard]] services::dashboard::Channel::Stop stops_over_stream(const services::orchestrator::StopDoor& door,
                                                                   std::function<void(const api::Changed&)> audit);

}  // namespace argosy::app
