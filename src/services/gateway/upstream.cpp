#include "services/gateway/upstream.hpp"

#include <algorithm>

#include "services/gateway/detail/upstream_core.hpp"
#include "services/gateway/proxy_headers.hpp"

namespace argosy::services::gateway {
namespace {

constexpr std::size_t last_values_bytes_max = 4 << 20;
constexpr std::size_t connections_per_replica_max = 256, waiting_per_replica_max = 1024;

net::ClientOptions client_options(const resilience::UpstreamConfig& config) {
    return {.connections_per_host_max = connections_per_replica_max,
            .waiting_per_host_max = waiting_per_replica_max,
            .response_bytes_max = std::size_t{1} << 40,  // they stream; what is kept has its own bound
            .connect_timeout = config.connect_timeout};
}

resilience::BreakerOptions breaker_options(const resilience::UpstreamConfig& config) {
    return {.consecutive_failures = config.consecutive_failures,
            .failure_rate = config.failure_rate,
            .pause = config.pause};
}

}  // namespace

Upstream::Core::Core(Parts parts)
    : loop(parts.loop),
      service(std::move(parts.service)),
      config(std::move(parts.config)),
      retry{.attempts_max = config.attempts},
      authorization(std::move(parts.authorization)),
      budget(retry),
      last_values(last_values_bytes_max, config.last_value_age_max),
      random(parts.seed),
      client(std::in_place, loop, client_options(config)) {
    for (const auto& url : config.urls) {
        auto options = breaker_options(config);
        options.trial_timeout = config.timeout;
        replicas.push_back({.url = url, .breaker = resilience::Breaker(options)});
    }
}

std::optional<std::size_t> Upstream::Core::choose(const std::vector<std::size_t>& tried, Duration now) {
    std::vector<resilience::Candidate> candidates;
    for (const auto& replica : replicas)
        candidates.push_back({.outstanding = replica.outstanding, .is_usable = replica.breaker.would_allow(now)});
    auto fresh = candidates;
    for (const std::size_t at : tried) fresh[at].is_usable = false;
    const auto chosen = balancer.choose(fresh);
    return chosen || tried.empty() ? chosen : balancer.choose(candidates);
}

int Upstream::Core::retry_after_s(Duration now) const {
    Duration least = 30s;
    for (const auto& replica : replicas) least = std::min(least, replica.breaker.retry_after(now));
    return std::max(1, static_cast<int>((least + 999ms) / 1s));
}

bool Upstream::Core::keeps(const net::Request& request) const noexcept {
    return request.method == net::Method::get &&
           std::ranges::any_of(config.last_value, [&](const auto& path) { return is_below(request.path(), path); });
}

std::string Upstream::Core::span_id() {
    std::string id(16, '0');
    for (std::uint64_t number = random.next() | 1; char& c : id) {
        c = "0123456789abcdef"[number & 15];
        number >>= 4;
    }
    return id;
}

Upstream::Upstream(Parts parts) : core_(std::make_shared<Core>(std::move(parts))) {}
Upstream::~Upstream() { core_->client.reset(); }

void Upstream::handle(const api::Call& call, net::Responder responder) {
    const auto& request = call.request();
    const auto refuse = [&](int status, std::string_view why, std::string_view hint = {}) {
        responder.send(api::to_response(api::make_problem(status, why, hint), call.trace_id()));
    };
    if (!is_plain_path(request.path())) return refuse(400, "the path holds \".\" or \"..\"");
    if (request.body.size() > core_->config.body_bytes_max)
        return refuse(413,
                      core_->service + " takes " + std::to_string(core_->config.body_bytes_max) + " bytes at most");
    ++core_->requests;
    if (request.wants_websocket()) return proxy_websocket(core_, call, std::move(responder));
    proxy_request(core_, call, std::move(responder));
}

UpstreamStatus Upstream::status() const {
    UpstreamStatus out{.service = core_->service,
                       .requests = core_->requests,
                       .retries = core_->retries,
                       .retries_over = core_->retries_over,
                       .last_values = core_->served_last,
                       .unavailable = core_->unavailable,
                       .replicas = {}};
    for (const auto& r : core_->replicas)
        out.replicas.push_back({.url = r.url,
                                .breaker = r.breaker.state(),
                                .calls = r.calls,
                                .failures = r.failures,
                                .times_opened = r.breaker.times_opened(),
                                .outstanding = r.outstanding});
    return out;
}

}  // namespace argosy::services::gateway
