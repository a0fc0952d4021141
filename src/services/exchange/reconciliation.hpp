#pragma once

#include <string_view>

#include "base/time.hpp"
#include "services/exchange/shapes.hpp"

namespace argosy::engine {
class Engine;
}
namespace argosy::sim {
class Venue;
}

namespace argosy::services::exchange {

/// What is compared: our books and the venue that they are about.
struct Sides {
    const engine::Engine& engine;
    const sim::Venue& venue;
    Time now{};
};
/// Open orders of the account, and positions in the instruments of the venue of this name. A difference is said to be
/// `under_way` while a message is: one that lasts is not.
[[nodiscard]] Reconciliation compare(const Sides& sides, std::string_view venue_name);

}  // namespace argosy::services::exchange
