#include "app/settings_ports.hpp"

namespace argosy::app {
namespace {

/// For who wants to know that it is done, and not what came of it.
services::config::Configuration::Answer without_version(std::move_only_function<void(Result<>)> done) {
    return [done = std::move(done)](Result<services::config::VersionRecord> made) mutable {
        done(made ? Result<>() : std::unexpected(std::move(made).error()));
    };
}

}  // namespace

services::risk::LimitsPort limits_port(services::config::Configuration& configuration) {
    return [&configuration](const services::risk::LimitsWish& wish, std::move_only_function<void(Result<>)> done) {
        configuration.set_limits(wish.limits,
                                 {.author = wish.author, .reason = "limits of the risk page", .trace = wish.trace},
                                 without_version(std::move(done)));
    };
}

services::strategy::SettingsPort strategies_port(services::config::Configuration& configuration) {
    return [&configuration](const services::strategy::Wish& wish, std::move_only_function<void(Result<>)> done) {
        configuration.change_strategy({.label = wish.label, .enabled = wish.enabled, .parameters = wish.parameters},
                                      {.author = wish.author, .reason = wish.reason, .trace = wish.trace},
                                      without_version(std::move(done)));
    };
}

}  // namespace argosy::app
