#pragma once

#include "api/router.hpp"

namespace argosy::app {

/// Whether the audit log gets a line from the router. Some services write theirs in the transaction of the change
/// itself, and a request that needs no more than to read changes nothing that is not the asker's own.
[[nodiscard]] bool is_to_be_audited(const api::Route& route);

}  // namespace argosy::app
