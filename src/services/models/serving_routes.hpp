#pragma once

#include "api/router.hpp"
#include "services/models/registry.hpp"

namespace argosy::services::models {

/// TensorFlow Serving's routes under /v1/models, with its own error bodies: its clients need no change.
/// Requires: the registry outlives the router's use of them.
void add_serving_routes(api::Router& router, const Registry& registry);

}  // namespace argosy::services::models
