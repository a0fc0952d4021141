#include "services/gateway/upstreams.hpp"

#include <algorithm>

#include "api/endpoint.hpp"

namespace argosy::services::gateway {
namespace {

struct UpstreamList {
    std::vector<UpstreamStatus> upstreams;
};
void describe(Described<UpstreamList>& d) {
    d.name("upstream_list").doc("Services of other processes.").field("upstreams", &UpstreamList::upstreams);
}

}  // namespace

void describe(Described<ReplicaStatus>& d) {
    using T = ReplicaStatus;
    d.name("replica_status").doc("One process that runs the service.").field("url", &T::url);
    d.field("breaker", &T::breaker,
            {.doc = "closed: it is called; open: it is not, for a while; half_open: on trial."});
    d.field("calls", &T::calls, {.doc = "Since the start."}).field("failures", &T::failures);
    d.field("times_opened", &T::times_opened).field("outstanding", &T::outstanding, {.doc = "Calls under way."});
}

void describe(Described<UpstreamStatus>& d) {
    using T = UpstreamStatus;
    d.name("upstream_status").doc("A service of another process.").field("service", &T::service);
    d.field("requests", &T::requests, {.doc = "Since the start."}).field("retries", &T::retries);
    d.field("retries_over", &T::retries_over, {.doc = "Not made, for the budget was used up."});
    d.field("last_values", &T::last_values, {.doc = "Answered with what was answered last."});
    d.field("unavailable", &T::unavailable, {.doc = "Answered with 502 or 503."}).field("replicas", &T::replicas);
}

std::vector<std::string> paths_of(const std::string& service, const resilience::UpstreamConfig& config) {
    if (!config.paths.empty()) return config.paths;
    return {"/api/v1/" + service};
}

Upstreams::Upstreams(Parts parts) : parts_(std::move(parts)) {}

Result<> Upstreams::start() {
    for (const auto& [service, config] : parts_.configs) ARGOSY_TRY(add(service, config), "upstreams");
    api::endpoint(parts_.router,
                  {.path = "/api/v1/gateway/upstreams",
                   .summary = "Services of other processes: breakers, calls, retries",
                   .service = "gateway"},
                  [this](const api::Nothing&, const api::Call&) -> Result<UpstreamList> {
                      return UpstreamList{.upstreams = status()};
                  });
    if (parts_.metrics != nullptr) parts_.metrics->on_scrape([this] { update_metrics(); });
    return {};
}

Result<> Upstreams::add(const std::string& service, const resilience::UpstreamConfig& config) {
    auto& upstream = all_[service];
    upstream = std::make_unique<Upstream>(Upstream::Parts{
        .loop = parts_.loop,
        .service = service,
        .config = config,
        .authorization =
            [this, service, passed = config.token](const net::Request& request, const auth::Principal& who) {
                return parts_.authorization ? parts_.authorization(service, passed, request, who) : std::string();
            },
        .seed = parts_.seed + all_.size()});
    for (const auto& path : paths_of(service, config)) {
        const auto [owner, is_new] = owners_.emplace(path, service);
        if (!is_new)
            return fail(Errc::invalid_argument, path + " is served by " + owner->second + " and by " + service);
        if (parts_.router.serves(path) || parts_.router.serves(path + "/-"))
            return fail(Errc::invalid_argument, "upstream " + service + ": this process serves " + path + " itself",
                        "leave the path or the upstream out, or run the service elsewhere only");
        add_routes(*upstream, service, path);
    }
    return {};
}

void Upstreams::add_routes(Upstream& upstream, const std::string& service, const std::string& path) {
    using net::Method;
    for (const auto method : {Method::get, Method::post, Method::put, Method::patch, Method::delete_}) {
        const auto role = method == Method::get ? api::Role::viewer : api::Role::trader;
        for (const auto& each : {path, path + "/*"})
            parts_.router.add_opener(
                {.method = method,
                 .path = each,
                 .summary = "Passed on to " + service,
                 .role = role,
                 .service = service},
                [&upstream](const api::Call& call, net::Responder to) { upstream.handle(call, std::move(to)); });
    }
}

std::vector<UpstreamStatus> Upstreams::status() const {
    std::vector<UpstreamStatus> out;
    for (const auto& [service, upstream] : all_) out.push_back(upstream->status());
    return out;
}

void Upstreams::update_metrics() {
    for (const auto& s : status()) {
        const observe::Labels service{{"service", s.service}};
        count("argosy_upstream_requests_total", "Requests passed on.", service, s.requests);
        count("argosy_upstream_retries_total", "Calls beyond the first of a request.", service, s.retries);
        count("argosy_upstream_retries_over_budget_total", "Retries that were not made.", service, s.retries_over);
        count("argosy_upstream_last_values_total", "Answers that were given before.", service, s.last_values);
        count("argosy_upstream_unavailable_total", "Requests that nobody answered.", service, s.unavailable);
        for (const auto& r : s.replicas) show(r, {{"service", s.service}, {"replica", r.url}});
    }
}

void Upstreams::show(const ReplicaStatus& r, const observe::Labels& labels) {
    auto& m = *parts_.metrics;
    count("argosy_upstream_calls_total", "Calls of a replica.", labels, r.calls);
    count("argosy_upstream_failures_total", "Calls that a replica did not answer well.", labels, r.failures);
    count("argosy_upstream_breaker_opened_total", "Times that a breaker opened.", labels, r.times_opened);
    m.gauge("argosy_upstream_outstanding", "Calls under way.", labels).set(r.outstanding);
    m.gauge("argosy_upstream_breaker_state", "0 closed, 1 open, 2 half open.", labels)
        .set(static_cast<double>(r.breaker));
}

void Upstreams::count(const std::string& name, const std::string& help, const observe::Labels& labels,
                      std::uint64_t value) {
    auto found = counters_.find({name, labels});
    if (found == counters_.end())
        found = counters_.emplace(std::pair(name, labels), Followed{parts_.metrics->counter(name, help, labels)}).first;
    found->second.follow(value);
}

}  // namespace argosy::services::gateway
