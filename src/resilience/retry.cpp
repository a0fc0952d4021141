#include "resilience/retry.hpp"

#include <algorithm>

namespace argosy::resilience {

Duration retry_wait(const RetryOptions& options, std::uint32_t retry, double random) noexcept {
    Duration bound = options.wait;
    for (std::uint32_t i = 1; i < retry && bound < options.wait_max; ++i) bound *= 2;
    bound = std::min(bound, options.wait_max);
    return Duration(static_cast<Duration::rep>(random * static_cast<double>(bound.count())));
}

void RetryBudget::earn() noexcept { left_ = std::min(left_ + earned_each_, most_); }

bool RetryBudget::take() noexcept {
    if (left_ < 1) return false;
    left_ -= 1;
    return true;
}

}  // namespace argosy::resilience
