#pragma once

#include "api/router.hpp"
#include "observe/log.hpp"

namespace argosy::app {

/// Writes the router's answers to the log: each change, each refusal and each failure, with the trace id that the
/// client got, who asked and from where. Reading that went well is only counted (argosy_api_answers_total).
/// Requires: the log outlives the router.
void log_requests(api::Router& router, observe::Log& log);

}  // namespace argosy::app
