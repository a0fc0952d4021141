#pragma once

#include <cstdint>

#include "base/time.hpp"

namespace argosy::resilience {

/// Sources: 20 % of the requests is the budget of Finagle (RetryBudget) and of Envoy (retry_budget); base and bound of
/// the wait are Envoy's (25 ms, ten times that); the wait is drawn from all of [0, bound) as in "Exponential Backoff
/// And Jitter" (AWS Architecture Blog, "full jitter"), because clients that wait equally long return together.
struct RetryOptions {
    std::uint32_t attempts_max = 3;  ///< the first try included
    double budget = 0.2;             ///< retries for each request
    std::uint32_t reserve = 10;      ///< retries that may be made before any request has earned them, and after a lull
    Duration wait = 25ms;            ///< bound of the first wait; doubles
    Duration wait_max = 250ms;
};

/// How long to wait before retry number `retry` (1, 2, ...). Requires: 0 <= random < 1.
[[nodiscard]] Duration retry_wait(const RetryOptions& options, std::uint32_t retry, double random) noexcept;

/// Keeps retries a small part of all requests, so that they cannot multiply the load of a side that already fails.
///
/// Invariant: retries taken <= reserve + budget * requests earned. Thread safety: none.
class RetryBudget {
public:
    explicit RetryBudget(const RetryOptions& options) noexcept
        : earned_each_(options.budget), most_(options.reserve), left_(options.reserve) {}

    /// A request was made for the first time.
    void earn() noexcept;
    /// True: one retry may be made, and is counted.
    [[nodiscard]] bool take() noexcept;
    [[nodiscard]] double left() const noexcept { return left_; }

private:
    double earned_each_, most_, left_;
};

}  // namespace argosy::resilience
