#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/describe_fwd.hpp"
#include "base/time.hpp"
#include "resilience/breaker.hpp"
#include "resilience/retry.hpp"

namespace argosy::resilience {

/// Whose token the other process is shown.
enum class TokenPassed : std::uint8_t {
    caller,   ///< that of the request; where it came without one (API key, cookie), ours for the caller's role
    service,  ///< ours, for the caller's role and this service only
    none,     ///< the other side is no process of ours
};
[[nodiscard]] std::string_view to_string(TokenPassed) noexcept;

/// Where a service of another process is, and how it is asked.
struct UpstreamConfig {
    std::vector<std::string> urls;   ///< of its replicas: "http://127.0.0.1:9017"
    std::vector<std::string> paths;  ///< what it serves, and everything below; empty: /api/v1/<service>
    TokenPassed token = TokenPassed::caller;
    std::uint64_t body_bytes_max = 1 << 20;  ///< of a request
    Duration connect_timeout = 1s, head_timeout = 5s, timeout = 30s;
    std::uint32_t attempts = 3;           ///< of requests that may be repeated, the first included
    std::vector<std::string> last_value;  ///< GETs below these are answered with what was answered last
    Duration last_value_age_max = 60s;

    std::uint32_t consecutive_failures = BreakerOptions{}.consecutive_failures;
    double failure_rate = BreakerOptions{}.failure_rate;
    Duration pause = BreakerOptions{}.pause;
};
void describe(Described<UpstreamConfig>& d);

}  // namespace argosy::resilience
