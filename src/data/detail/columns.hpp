#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <numeric>
#include <span>

#include "base/decimal.hpp"
#include "base/time.hpp"
#include "data/detail/bytes.hpp"
#include "data/detail/column.hpp"

/// The pieces that the blocks of all kinds of rows are made of.
namespace argosy::data::detail {

/// The front of a packed block.
struct BlockHead {
    std::int64_t time = 0;        ///< of the first row, ns
    std::int64_t time_unit = 1;   ///< ns
    std::int64_t price_unit = 1;  ///< × 10^-10
    std::int64_t price = 0;       ///< the price before the first row, in price units
    std::uint64_t id = 0;         ///< of the first row
    std::uint16_t rows = 0;
    std::uint8_t zero[6]{};
};
static_assert(sizeof(BlockHead) == 48);

[[nodiscard]] constexpr std::uint64_t u64(std::int64_t v) noexcept { return static_cast<std::uint64_t>(v); }
[[nodiscard]] constexpr std::int64_t i64(std::uint64_t v) noexcept { return static_cast<std::int64_t>(v); }

/// Divides multiples of a unit without a division: by shift and multiplication with the inverse modulo 2^64.
/// Source: T. Granlund, P. Montgomery, "Division by Invariant Integers using Multiplication", section 9.
class ExactDivisor {
public:
    ExactDivisor() = default;
    /// Requires: 0 < unit.
    explicit ExactDivisor(std::uint64_t unit) noexcept
        : unit_(unit), shift_(static_cast<unsigned>(std::countr_zero(unit))) {
        const std::uint64_t odd = unit >> shift_;
        inverse_ = odd;  // right in the lowest 3 bits; each step doubles them
        for (int i = 0; i < 5; ++i) inverse_ *= 2 - odd * inverse_;
        quotient_max_ = ~std::uint64_t{0} / odd;
    }
    [[nodiscard]] std::uint64_t unit() const noexcept { return unit_; }
    [[nodiscard]] bool divides(std::uint64_t v) const noexcept {
        return (v & ((std::uint64_t{1} << shift_) - 1)) == 0 && (v >> shift_) * inverse_ <= quotient_max_;
    }
    /// v / unit. Requires: v is a multiple of the unit.
    [[nodiscard]] std::int64_t divide(std::int64_t v) const noexcept { return i64(u64(v >> shift_) * inverse_); }

private:
    std::uint64_t unit_ = 1;
    unsigned shift_ = 0;
    std::uint64_t inverse_ = 1, quotient_max_ = ~std::uint64_t{0};
};

/// The greatest common divisor of the numbers seen; zeros do not count.
class CommonUnit {
public:
    void add(std::int64_t v) noexcept {
        const std::uint64_t magnitude = v < 0 ? ~u64(v) + 1 : u64(v);
        if (magnitude == 0 || (seen_ && divisor_.divides(magnitude))) return;
        divisor_ = ExactDivisor(seen_ ? std::gcd(divisor_.unit(), magnitude) : magnitude);
        seen_ = true;
    }
    /// Its unit is at least 1 and below 2^63; 1 when only zeros and INT64_MIN were seen.
    [[nodiscard]] ExactDivisor get() const noexcept { return i64(divisor_.unit()) < 0 ? ExactDivisor{} : divisor_; }

private:
    ExactDivisor divisor_;
    bool seen_ = false;
};

/// Row times: the first into the head, the steps between them as a column.
template <class Row, class TimeOf>
void encode_times(std::span<const Row> rows, TimeOf time_of, BlockHead& head, ColumnBuffer& steps) {
    CommonUnit unit;
    head.time = to_ns(time_of(rows[0]));
    for (std::size_t i = 1; i < rows.size(); ++i) {
        steps[i] = u64(to_ns(time_of(rows[i]))) - u64(to_ns(time_of(rows[i - 1])));
        unit.add(i64(steps[i]));
    }
    const ExactDivisor divisor = unit.get();
    head.time_unit = i64(divisor.unit());
    for (std::size_t i = 1; i < rows.size(); ++i) steps[i] = u64(divisor.divide(i64(steps[i])));
    steps[0] = rows.size() > 1 ? steps[1] : 0;  // not used: it must only cost nothing
}

/// Takes the head off the front. Errors: corrupt when it is not one of a block with n rows.
[[nodiscard]] Result<BlockHead> take_head(std::span<const std::byte>& bytes, std::size_t n);

/// Adds up steps of rows: calls set(i, time).
template <class Set>
void decode_times(const BlockHead& head, const ColumnBuffer& steps, std::size_t n, Set set) {
    std::uint64_t t = u64(head.time);
    for (std::size_t i = 0; i < n; ++i) {
        if (i > 0) t += steps[i] * u64(head.time_unit);
        set(i, time_from_ns(i64(t)));
    }
}

}  // namespace argosy::data::detail
