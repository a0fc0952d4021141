#pragma once

#include <bit>
#include <cstdint>

#include "base/int128.hpp"

namespace argosy::risk::detail {

/// Tells whether a number is a multiple of a step with one multiplication instead of a division, which would cost
/// more than all other checks of an order together.
///
/// Source: Granlund and Montgomery, Division by Invariant Integers using Multiplication (1994), section 9: n is a
///         multiple of d = 2^k m (m odd) exactly when n × m^-1 mod 2^64, rotated right by k, is at most
///         (2^64 - 1) / d.
class Divisor {
public:
    Divisor() = default;
    /// Requires: step > 0.
    explicit Divisor(int128 step) noexcept : step_(step) {
        if (!fits64(step)) return;
        const auto d = static_cast<std::uint64_t>(step);
        shift_ = std::countr_zero(d);
        const std::uint64_t odd = d >> shift_;
        inverse_ = odd;  // Newton: each round doubles the number of right bits, from 3
        for (int i = 0; i < 5; ++i) inverse_ *= 2 - odd * inverse_;
        limit_ = ~std::uint64_t{0} / d;
    }
    /// Requires: value >= 0.
    [[nodiscard]] bool divides(int128 value) const noexcept {
        if (!fits64(value) || limit_ == 0) [[unlikely]]
            return value % step_ == 0;
        return std::rotr(static_cast<std::uint64_t>(value) * inverse_, shift_) <= limit_;
    }

private:
    int128 step_ = 1;
    std::uint64_t inverse_ = 1;
    std::uint64_t limit_ = 0;  ///< zero: the step is beyond 64 bits
    int shift_ = 0;
};

}  // namespace argosy::risk::detail
