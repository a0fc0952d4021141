#pragma once

#include <cstdint>
#include <limits>

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

/// a / b rounded as told. Requires: b != 0.
[[nodiscard]] int128 divide(int128 a, int128 b, Rounding rounding) noexcept;

/// a * b / c with a 256-bit product, rounded as told; false in `ok` when the quotient does not fit.
/// Requires: c != 0.
[[nodiscard]] int128 multiply_divide(int128 a, int128 b, int128 c, Rounding rounding, bool& ok) noexcept;

}  // namespace argosy
