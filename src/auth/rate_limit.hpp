#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "auth/lru_map.hpp"
#include "base/error.hpp"
#include "base/time.hpp"

namespace argosy::auth {

/// How many requests of one kind of route an identity may make: a bucket of `quota` that refills evenly over `window`.
struct RatePolicy {
    std::string name;  ///< of the kind of route: "read", "orders", "login"; letters, digits, _ and -
    std::int64_t quota = 100;
    Duration window = 60s;
};

/// What became of one request, and what its answer says about the next.
struct RateVerdict {
    bool is_allowed = true;
    std::int64_t remaining = 0;  ///< requests that would be let through now
    Duration refilled_in{};      ///< until the bucket is full again
    Duration retry_after{};      ///< until this request would be let through; zero when it was
};

/// Token buckets for each identity and kind of route.
///
/// Thread safety: none. Memory: bounded; beyond, the bucket that was not touched for longest is forgotten.
/// Known limits:  a forgotten bucket begins full again, so make the capacity larger than the number of identities that
///                are at their limit at once; count strangers by network (network_of), not by address.
class RateLimiter {
public:
    /// Errors: invalid_argument for a policy without a name, with a quota below 1 or a window below 1 ms, or two of one
    ///         name.
    [[nodiscard]] static Result<RateLimiter> make(std::vector<RatePolicy> policies, std::size_t buckets_max = 100'000);

    /// The number of a policy, for take(). Requires: there is one of this name; asserted.
    [[nodiscard]] std::size_t policy(std::string_view name) const;
    /// One request. `identity`: the name of who is known, the network of who is not.
    [[nodiscard]] RateVerdict take(std::size_t policy, std::string_view identity, Time now, std::int64_t cost = 1);

    [[nodiscard]] const RatePolicy& at(std::size_t policy) const { return policies_[policy]; }
    [[nodiscard]] std::size_t buckets() const noexcept { return full_at_.size(); }

private:
    RateLimiter(std::vector<RatePolicy> policies, std::size_t buckets_max)
        : policies_(std::move(policies)), full_at_(buckets_max) {}

    std::vector<RatePolicy> policies_;
    /// A bucket is the time at which it is full again (GCRA): it needs no timer to refill.
    LruMap<Time> full_at_;
};

/// The value of RateLimit-Policy: "orders";q=10;w=60
/// Source: draft-ietf-httpapi-ratelimit-headers-10.
[[nodiscard]] std::string rate_limit_policy_header(const RatePolicy& policy);
/// The value of RateLimit: "orders";r=4;t=36, where t is in seconds, rounded up.
[[nodiscard]] std::string rate_limit_header(const RatePolicy& policy, const RateVerdict& verdict);
/// Whole seconds for Retry-After, at least one.
[[nodiscard]] std::int64_t retry_after_s(const RateVerdict& verdict) noexcept;

}  // namespace argosy::auth
