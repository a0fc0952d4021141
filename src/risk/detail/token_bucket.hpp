#pragma once

#include <algorithm>
#include <cstdint>

#include "base/time.hpp"

namespace argosy::risk::detail {

/// A token bucket that lives in one number, on given time: `size` tokens, refilled evenly over `window`.
///
/// The bucket is kept as the time at which it will be full again, so nothing has to be refilled.
/// Time that goes backward gives no tokens back.
class TokenBucket {
public:
    TokenBucket() = default;
    /// size 0: never empty. Requires: window > 0.
    TokenBucket(std::uint32_t size, Duration window) noexcept
        : size_(size), token_(size ? window / size : Duration{}) {}

    /// Tokens that are there now.
    [[nodiscard]] std::int64_t available(Time now) const noexcept {
        if (size_ == 0) return INT64_MAX;
        const Duration missing = std::max(full_at_ - now, Duration{});
        // A token counts only when it is whole.
        return size_ - (missing.count() + token_.count() - 1) / token_.count();
    }
    /// One token is there above the reserve; cheaper than asking how many.
    [[nodiscard]] bool has(Time now, std::uint32_t reserve) const noexcept {
        return size_ == 0 || full_at_ - now + token_ <= token_ * std::int64_t{size_ - reserve};
    }
    /// Without a token the next ones are taken in advance.
    void take(Time now) noexcept {
        if (size_ != 0) full_at_ = std::max(full_at_, now) + token_;
    }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.full_at_); }

private:
    std::uint32_t size_ = 0;
    Duration token_{};
    Time full_at_ = time_from_ns(INT64_MIN / 2);  // far enough for the differences above
};

}  // namespace argosy::risk::detail
