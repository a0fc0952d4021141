#pragma once

#include <string>

#include "base/describe_fwd.hpp"
#include "base/error.hpp"
#include "platform/config.hpp"
#include "runtime/config.hpp"

namespace argosy::strategy {
class Catalogue;
}

namespace argosy::platform {

/// Everything that can be set: one version of the configuration.
struct Settings {
    runtime::SimulationConfig simulation = runtime::default_simulation();
    PlatformConfig platform;
};
void describe(Described<Settings>& d);

/// What no single field shows: strategies that do not exist, parameters out of their range, instruments that
/// contradict each other, labels that are nobody's. Makes the engine and throws it away. Errors: of the first
/// contradiction, naming where it is.
[[nodiscard]] Result<> check(const Settings& settings, const strategy::Catalogue& strategies);

}  // namespace argosy::platform
