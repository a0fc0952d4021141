#include "resilience/balancer.hpp"

namespace argosy::resilience {

std::optional<std::size_t> Balancer::choose(std::span<const Candidate> candidates) noexcept {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const std::size_t at = (next_ + i) % candidates.size();
        if (!candidates[at].is_usable) continue;
        if (!best || candidates[at].outstanding < candidates[*best].outstanding) best = at;
    }
    if (best) next_ = *best + 1;
    return best;
}

}  // namespace argosy::resilience
