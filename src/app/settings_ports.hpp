#pragma once

#include "services/config/configuration.hpp"
#include "services/risk/service.hpp"
#include "services/strategy/service.hpp"

/// What services ask of the settings: they know nothing of who keeps them.
namespace argosy::app {

/// The configuration outlives the ports.
[[nodiscard]] services::risk::LimitsPort limits_port(services::config::Configuration& configuration);
[[nodiscard]] services::strategy::SettingsPort strategies_port(services::config::Configuration& configuration);

}  // namespace argosy::app
