#pragma once

#include <map>

#include "observe/metrics.hpp"
#include "services/gateway/upstream.hpp"

namespace argosy::services::gateway {

/// The paths that the service serves, each with everything below it: what its settings name, or /api/v1/ and its name.
[[nodiscard]] std::vector<std::string> paths_of(const std::string& service, const resilience::UpstreamConfig& config);

/// All upstreams of the gateway, their routes, and the figures about them.
///
/// Thread safety: the loop's thread.
class Upstreams {
public:
    using Authorization = std::function<std::string(const std::string& service, resilience::TokenPassed passed,
                                                    const net::Request& request, const auth::Principal& who)>;
    struct Parts {
        net::Loop& loop;
        api::Router& router;
        std::map<std::string, resilience::UpstreamConfig> configs{};  ///< by service; checked
        Authorization authorization{};
        observe::Metrics* metrics = nullptr;
        std::uint64_t seed = 1;
    };
    explicit Upstreams(Parts parts);

    /// Adds the routes: what each upstream serves, and GET /api/v1/gateway/upstreams.
    /// Errors: invalid_argument when two services serve one path, or this process serves it itself.
    [[nodiscard]] Result<> start();
    [[nodiscard]] std::vector<UpstreamStatus> status() const;

private:
    /// A counter of Prometheus that follows one of ours.
    struct Followed {
        observe::Counter counter;
        std::uint64_t seen = 0;
        void follow(std::uint64_t value) { counter.add(static_cast<double>(value - std::exchange(seen, value))); }
    };
    [[nodiscard]] Result<> add(const std::string& service, const resilience::UpstreamConfig& config);
    void add_routes(Upstream& upstream, const std::string& service, const std::string& path);
    void update_metrics();
    void count(const std::string& name, const std::string& help, const observe::Labels& labels, std::uint64_t value);
    void show(const ReplicaStatus& replica, const observe::Labels& labels);

    Parts parts_;
    std::map<std::string, std::unique_ptr<Upstream>> all_;
    std::map<std::string, std::string> owners_;  // of paths
    std::map<std::pair<std::string, observe::Labels>, Followed> counters_;
};

}  // namespace argosy::services::gateway
