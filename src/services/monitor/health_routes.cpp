#include <algorithm>

#include "base/suggest.hpp"
#include "config/write.hpp"
#include "services/monitor/routes.hpp"

namespace argosy::services::monitor {
namespace {

using api::Call;
using net::Method;

struct ServiceView {
    std::string name, state, status, detail;
    Time since{};
    bool remote = false;
    std::vector<std::string> needs;
};
void describe(Described<ServiceView>& d) {
    using T = ServiceView;
    d.name("service_health").field("name", &T::name).field("state", &T::state);
    d.field("status", &T::status, {.doc = "healthy, degraded or down."}).field("detail", &T::detail);
    d.field("since", &T::since, {.doc = "In this state."});
    d.field("remote", &T::remote, {.doc = "In another process: known by its heartbeats."});
    d.field("needs", &T::needs, {.doc = "Services that must run before it."});
}

struct ProcessHealth {
    std::string status, service = "argosy", version;
    Time time{}, started_at{};
    double uptime_seconds = 0;
    std::uint64_t services = 0, degraded = 0, down = 0;
    std::string detail;
};
void describe(Described<ProcessHealth>& d) {
    using T = ProcessHealth;
    d.name("health").field("status", &T::status, {.doc = "healthy, degraded or down: the worst of the services."});
    d.field("service", &T::service).field("version", &T::version).field("time", &T::time);
    d.field("started_at", &T::started_at).field("uptime_seconds", &T::uptime_seconds, {.unit = "s"});
    d.field("services", &T::services).field("degraded", &T::degraded).field("down", &T::down);
    d.field("detail", &T::detail, {.doc = "Why it is not healthy."});
}

struct AllHealth {
    std::string status;
    std::vector<ServiceView> services;
};
void describe(Described<AllHealth>& d) {
    d.name("health_of_all").field("status", &AllHealth::status).field("services", &AllHealth::services);
}

struct ServiceQuery {
    std::string name;
};
void describe(Described<ServiceQuery>& d) { d.name("service_query").field("name", &ServiceQuery::name); }

struct Probe {
    std::string status, detail;
};
void describe(Described<Probe>& d) { d.name("probe").field("status", &Probe::status).field("detail", &Probe::detail); }

ServiceView view_of(const host::ServiceStatus& s) {
    const bool has_failed = s.state == host::State::failed;
    return {.name = s.name,
            .state = std::string(to_string(s.state)),
            .status = has_failed ? "down" : std::string(to_string(s.health.condition)),
            .detail = s.error.empty() ? s.health.detail : s.error,
            .since = s.since,
            .needs = s.needs};
}

std::vector<ServiceView> services_of(const Watch& watch) {
    std::vector<ServiceView> out;
    for (const auto& s : watch.parts().services()) out.push_back(view_of(s));
    for (const auto& [name, beat] : watch.remote()) {
        const bool is_silent = watch.now() - beat.time > 10 * watch.settings().heartbeat;
        out.push_back({name,
                       beat.state,
                       is_silent ? "down" : beat.condition,
                       is_silent ? "no heartbeat since " + to_iso8601(beat.time) : beat.detail,
                       beat.time,
                       true,
                       {}});
    }
    return out;
}

ProcessHealth process_health(const Watch& watch) {
    ProcessHealth out{
        .status = "healthy", .version = watch.parts().version, .time = watch.now(), .started_at = watch.started()};
    out.uptime_seconds = std::chrono::duration<double>(out.time - out.started_at).count();
    for (const auto& s : services_of(watch)) {
        ++out.services;
        if (s.status == "down") ++out.down;
        if (s.status == "degraded") ++out.degraded;
        if (s.status != "healthy") out.detail += (out.detail.empty() ? "" : "; ") + s.name + ": " + s.detail;
    }
    if (const auto failure = watch.parts().core.failure()) {
        ++out.degraded;
        out.detail += (out.detail.empty() ? "journal: " : "; journal: ") + *failure;
    }
    if (out.degraded > 0) out.status = "degraded";
    if (out.down > 0) out.status = "down";
    return out;
}

net::Response probe(bool is_good, std::string_view good, std::string_view bad, std::string detail) {
    return api::json_response(config::json_line(Probe{std::string(is_good ? good : bad), std::move(detail)}),
                              is_good ? 200 : 503);
}

bool is_alive(const Watch& watch) {
    return std::ranges::none_of(watch.parts().services(), [](const auto& s) { return s.state == host::State::failed; });
}

bool is_ready(const Watch& watch) {
    const bool can_keep = !watch.parts().core.failure() && !watch.parts().store.is_failed();
    return can_keep && std::ranges::all_of(watch.parts().services(), [](const auto& s) {
               return s.state == host::State::running && s.health.condition != host::Condition::down;
           });
}

Result<ServiceView> one_service(const Watch& watch, const std::string& name) {
    const auto all = services_of(watch);
    std::vector<std::string> names;
    for (const auto& s : all) {
        if (s.name == name) return s;
        names.push_back(s.name);
    }
    return fail(Errc::not_found, "no service " + name, "there are " + join(names, 30));
}

}  // namespace

api::Route route(Method method, std::vector<std::string> paths, std::string summary, api::Role role) {
    return {.method = method,
            .path = paths.front(),
            .summary = std::move(summary),
            .role = role,
            .service = "monitor",
            .aliases = {paths.begin() + 1, paths.end()}};
}

void add_health_routes(api::Router& router, const Watch& w) {
    using enum api::Role;
    endpoint(router, route(Method::get, {"/health", "/api/v1/health"}, "what this process is, and how", anyone),
             [&w](const api::Nothing&, const Call&) -> Result<ProcessHealth> { return process_health(w); });
    endpoint(router, route(Method::get, {"/live"}, "200: it need not be restarted", anyone),
             [&w](const api::Nothing&, const Call&) -> Result<net::Response> {
                 return probe(is_alive(w), "alive", "failed", "");
             });
    endpoint(router, route(Method::get, {"/ready"}, "200: it takes work", anyone),
             [&w](const api::Nothing&, const Call&) -> Result<net::Response> {
                 return probe(is_ready(w), "ready", "not_ready", process_health(w).detail);
             });
    endpoint(router, route(Method::get, {"/api/v1/health/all", "/health/all"}, "health of every service"),
             [&w](const api::Nothing&, const Call&) -> Result<AllHealth> {
                 return AllHealth{process_health(w).status, services_of(w)};
             });
    endpoint(
        router,
        route(Method::get, {"/api/v1/services", "/services", "/api/v1/monitoring/services", "/api/monitoring/services"},
              "status of every service"),
        [&w](const api::Nothing&, const Call&) -> Result<AllHealth> {
            return AllHealth{process_health(w).status, services_of(w)};
        });
    endpoint(router, route(Method::get, {"/api/v1/services/{name}/health"}, "health of one service"),
             [&w](const ServiceQuery& in, const Call&) -> Result<ServiceView> { return one_service(w, in.name); });
}

}  // namespace argosy::services::monitor
