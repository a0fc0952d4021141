#pragma once

#include <bit>
#include <cstdint>
#include <optional>

#include "base/assert.hpp"
#include "base/decimal.hpp"

namespace argosy::market {

/// Turns decimals that are whole multiples of a step into their count and back, without a division.
///
/// An exact quotient is a product modulo 2^64: with step = odd × 2^k, value / step = (value >> k) × odd⁻¹.
/// Source: Granlund and Montgomery, "Division by Invariant Integers using Multiplication", 1994, section 9.
/// Known limits: a count beyond 64 bits is off the grid.
template <class D>
class Grid {
public:
    /// Requires: step > 0, within 64 bits.
    explicit constexpr Grid(D step) noexcept : step_(static_cast<std::int64_t>(step.raw())) {
        ARGOSY_ASSERT(step.is_positive() && fits64(step.raw()), "the step of a grid is positive and 64 bits wide");
        const auto value = static_cast<std::uint64_t>(step_);
        shift_ = std::countr_zero(value);
        const std::uint64_t odd = value >> shift_;
        inverse_ = odd;  // right in 3 bits; each step doubles them
        for (int i = 0; i < 5; ++i) inverse_ *= 2 - odd * inverse_;
    }

    /// value / step; none when value is not a multiple.
    [[nodiscard]] constexpr std::optional<std::int64_t> count(D value) const noexcept {
        if (!fits64(value.raw())) [[unlikely]]
            return count_wide(value.raw());
        const auto raw = static_cast<std::int64_t>(value.raw());
        const auto n = static_cast<std::int64_t>(static_cast<std::uint64_t>(raw >> shift_) * inverse_);
        std::int64_t back;
        if (__builtin_mul_overflow(n, step_, &back) || back != raw) return {};
        return n;
    }
    [[nodiscard]] constexpr D value(std::int64_t count) const noexcept {
        return D::from_raw(typename D::rep{count} * step_);
    }

private:
    [[nodiscard]] constexpr std::optional<std::int64_t> count_wide(int128 raw) const noexcept {
        const int128 n = raw / step_;
        if (n * step_ != raw || !fits64(n)) return {};
        return static_cast<std::int64_t>(n);
    }

    std::int64_t step_;
    std::uint64_t inverse_ = 0;
    int shift_ = 0;
};

}  // namespace argosy::market
