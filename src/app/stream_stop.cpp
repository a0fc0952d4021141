#include "app/stream_stop.hpp"

namespace argosy::app {

services::dashboard::Channel::Stop stops_over_stream(const services::orchestrator::StopDoor& door,
                                                     std::function<void(const api::Changed&)> audit) {
    return [&door, audit = std::move(audit)](const auth::Principal& who, const api::StopWish& wish) -> std::string {
        static const api::Route route{.method = net::Method::post,
                                      .path = "/ws/dashboard",
                                      .summary = "emergency stop over the stream",
                                      .role = auth::Role::trader,
                                      .service = "orchestrator"};
        const bool may = auth::require_role(who, route.role).has_value();
        const std::string actor = std::string(to_string(who.kind)) + ":" + who.name;
        const std::string report = may && door.trip ? door.trip(actor, wish.reason, wish.flatten, wish.key) : "null";
        audit({.route = route, .who = who, .path = route.path, .trace_id = {}, .status = may ? 200 : 403});
        return report;
    };
}

services::orchestrator::StopWitness stop_witness(audit::Trail& trail, const std::unique_ptr<observe::Log>& log) {
    return {.record = trail.recorder(), .log = [&log](std::string_view line) {
                log->write({.time = net::wall_time(),
                            .level = observe::LogLevel::warning,
                            .component = "orchestrator",
                            .message = line});
            }};
}

}  // namespace argosy::app
