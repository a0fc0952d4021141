#pragma once

#include <cstdint>
#include <limits>
#include <utility>

namespace argosy {

// 128-bit integers for exact money. __extension__ keeps -Wpedantic quiet: clang and gcc both have the type.
__extension__ using int128 = __int128;
__extension__ using uint128 = unsigned __int128;

inline constexpr int128 int128_max = static_cast<int128>(~uint128{0} >> 1);
inline constexpr int128 int128_min = -int128_max - 1;

/// How a quotient that is not whole becomes an integer.
enum class Rounding : std::uint8_t {
    down,       ///< toward zero
    up,         ///< away from zero
    floor,      ///< toward minus infinity
    ceiling,    ///< toward plus infinity
    half_even,  ///< nearest, ties to even: no drift over many roundings
    half_up,    ///< nearest, ties away from zero: what venues print
};

/// The value lies in the range of a 64-bit integer: the case that is nearly always true and fast.
[[nodiscard]] constexpr bool fits64(int128 v) noexcept { return v == static_cast<std::int64_t>(v); }

/// a * b, or false when the product does not fit. Written out because libgcc lacks __muloti4.
[[nodiscard]] bool multiply_overflows(int128 a, int128 b, int128& product) noexcept;

namespace detail {
/// Whether the quotient's magnitude grows by one, given the remainder's share of the divisor.
/// Requires: remainder < divisor.
template <class Unsigned>
[[nodiscard]] constexpr bool rounds_away(bool negative, bool odd, Unsigned remainder, Unsigned divisor,
                                         Rounding rounding) noexcept {
    if (remainder == 0) return false;
    const Unsigned rest = divisor - remainder;  // remainder > rest means more than half
    switch (rounding) {
        case Rounding::down: return false;
        case Rounding::up: return true;
        case Rounding::floor: return negative;
        case Rounding::ceiling: return !negative;
        case Rounding::half_even: return remainder > rest || (remainder == rest && odd);
        case Rounding::half_up: return remainder >= rest;
    }
    std::unreachable();
}
[[nodiscard]] int128 divide_any(int128 a, int128 b, Rounding rounding) noexcept;
}  // namespace detail

/// a / b rounded as told. Requires: b != 0.
[[nodiscard]] inline int128 divide(int128 a, int128 b, Rounding rounding) noexcept {
    const auto n = static_cast<std::uint64_t>(a), d = static_cast<std::uint64_t>(b);
    if ((a >> 63) != 0 || (b >> 63) != 0) return detail::divide_any(a, b, rounding);
    const std::uint64_t quotient = n / d;  // quantities and prices are small: a single division of the machine
    return quotient + detail::rounds_away(false, (quotient & 1) != 0, n - quotient * d, d, rounding);
}

/// a * b / c with a 256-bit product, rounded as told; false in `ok` when the quotient does not fit.
/// Requires: c != 0.
[[nodiscard]] int128 multiply_divide(int128 a, int128 b, int128 c, Rounding rounding, bool& ok) noexcept;

}  // namespace argosy
