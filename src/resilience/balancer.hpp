#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace argosy::resilience {

/// What a balancer knows of one replica.
struct Candidate {
    std::uint32_t outstanding = 0;  ///< calls under way
    bool is_usable = true;          ///< its breaker lets a call pass, and this request has not failed there
};

/// Chooses the usable replica with the fewest calls under way, in turn among equals: a slow replica gets less by
/// itself, and a fast lone caller still reaches all of them. Source: "least request" of Envoy; with the few replicas of
/// a service all are compared, not two at random.
///
/// Thread safety: none.
class Balancer {
public:
    /// Its place in the list; none: no replica is usable.
    [[nodiscard]] std::optional<std::size_t> choose(std::span<const Candidate> candidates) noexcept;

private:
    std::size_t next_ = 0;  ///< looked at first
};

}  // namespace argosy::resilience
