#pragma once

#include <optional>

#include "base/prng.hpp"
#include "net/http_client.hpp"
#include "resilience/balancer.hpp"
#include "resilience/last_values.hpp"
#include "services/gateway/upstream.hpp"

namespace argosy::services::gateway {

/// What the requests of an upstream share. They hold it; it drops them by dropping its client.
struct Upstream::Core {
    explicit Core(Parts parts);

    struct Replica {
        std::string url;
        resilience::Breaker breaker;
        std::uint32_t outstanding = 0;
        std::uint64_t calls = 0, failures = 0;
    };

    /// A replica to call now, rather one of those that `tried` does not name; none: every breaker is open.
    [[nodiscard]] std::optional<std::size_t> choose(const std::vector<std::size_t>& tried, Duration now);
    /// Seconds until a replica may be tried again, at least one.
    [[nodiscard]] int retry_after_s(Duration now) const;
    /// GETs of this path may be answered with what was answered last.
    [[nodiscard]] bool keeps(const net::Request& request) const noexcept;
    [[nodiscard]] std::string span_id();

    net::Loop& loop;
    const std::string service;
    const resilience::UpstreamConfig config;
    const resilience::RetryOptions retry;
    std::function<std::string(const net::Request&, const auth::Principal&)> authorization;
    std::vector<Replica> replicas;
    resilience::Balancer balancer;
    resilience::RetryBudget budget;
    resilience::LastValues last_values;
    Prng random;
    std::uint64_t requests = 0, retries = 0, retries_over = 0, served_last = 0, unavailable = 0;
    std::optional<net::HttpClient> client;  ///< none: the upstream has gone
};

/// Answers a request with what another process answers.
void proxy_request(const std::shared_ptr<Upstream::Core>& core, const api::Call& call, net::Responder responder);
/// The same for a request that asks for a WebSocket.
void proxy_websocket(const std::shared_ptr<Upstream::Core>& core, const api::Call& call, net::Responder responder);

}  // namespace argosy::services::gateway
