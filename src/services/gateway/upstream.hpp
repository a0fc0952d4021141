#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/router.hpp"
#include "resilience/upstream_config.hpp"

namespace argosy::services::gateway {

/// How one replica of an upstream is.
struct ReplicaStatus {
    std::string url;
    resilience::BreakerState breaker = resilience::BreakerState::closed;
    std::uint64_t calls = 0, failures = 0;  ///< since the start
    std::uint64_t times_opened = 0;
    std::uint32_t outstanding = 0;  ///< calls under way
};

/// How an upstream is; counts are since the start.
struct UpstreamStatus {
    std::string service;
    std::uint64_t requests = 0;      ///< of clients
    std::uint64_t retries = 0;       ///< calls beyond the first of a request
    std::uint64_t retries_over = 0;  ///< retries that were not made because the budget was used up
    std::uint64_t last_values = 0;   ///< answered with what was answered last
    std::uint64_t unavailable = 0;   ///< answered with 502 or 503 of ours
    std::vector<ReplicaStatus> replicas;
};

void describe(Described<ReplicaStatus>& d);
void describe(Described<UpstreamStatus>& d);

/// Passes the requests of one service on to the process that runs it, or one of several.
///
/// What may happen to a request: it goes to the replica with the fewest calls under way whose breaker lets it pass.
/// When that fails and the method may be repeated, it is sent again, within bounds and a budget. At last it is answered
/// with the last good answer, marked with its age (Age, Warning 110, "stale_seconds"), where the settings allow that,
/// and with 503 otherwise; with 502 when it changes something and nobody knows whether it did.
///
/// A replica that answers 502, 503 or 504 has failed; other answers are its own business. Answers that are large, have
/// no length, or are events stream through; a slow reader holds the replica back.
///
/// Invariant:     a request whose method must not be repeated is sent at most once.
/// Thread safety: the loop's thread.
class Upstream {
public:
    struct Parts {
        net::Loop& loop;
        std::string service;
        resilience::UpstreamConfig config;
        /// The Authorization for the other side; "": none.
        std::function<std::string(const net::Request&, const auth::Principal&)> authorization;
        std::uint64_t seed = 1;  ///< of waits and span ids
    };
    /// Requires: the config is checked.
    explicit Upstream(Parts parts);
    /// Requests under way are answered with 500.
    ~Upstream();
    Upstream(const Upstream&) = delete;
    Upstream& operator=(const Upstream&) = delete;

    void handle(const api::Call& call, net::Responder responder);
    [[nodiscard]] UpstreamStatus status() const;

    struct Core;  ///< for its own files

private:
    std::shared_ptr<Core> core_;
};

}  // namespace argosy::services::gateway
