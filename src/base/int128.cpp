#include "base/int128.hpp"

#include <utility>

namespace argosy {
namespace {

constexpr uint128 magnitude(int128 v) noexcept {
    return v < 0 ? ~static_cast<uint128>(v) + 1 : static_cast<uint128>(v);
}

constexpr bool product_fits(uint128 a, uint128 b) noexcept {
    const auto bits = [](uint128 v) {
        const auto high = static_cast<std::uint64_t>(v >> 64);
        const auto low = static_cast<std::uint64_t>(v);
        return high ? 128 - __builtin_clzll(high) : low ? 64 - __builtin_clzll(low) : 0;
    };
    return bits(a) + bits(b) <= 127;
}

struct Wide {
    uint128 high;
    uint128 low;
};

Wide multiply_wide(uint128 a, uint128 b) noexcept {
    const uint128 mask = ~std::uint64_t{0};
    const uint128 ah = a >> 64, al = a & mask, bh = b >> 64, bl = b & mask;
    const uint128 ll = al * bl, lh = al * bh, hl = ah * bl, hh = ah * bh;
    const uint128 middle = (ll >> 64) + (lh & mask) + (hl & mask);
    return {hh + (lh >> 64) + (hl >> 64) + (middle >> 64), (middle << 64) | (ll & mask)};
}

/// high:low / d for high < d: the machine's own division, where the compiler would call a slower routine.
std::uint64_t divide_narrow(std::uint64_t high, std::uint64_t low, std::uint64_t d, std::uint64_t& remainder) noexcept {
#if defined(__x86_64__)
    std::uint64_t quotient;
    asm("divq %4" : "=a"(quotient), "=d"(remainder) : "a"(low), "d"(high), "r"(d) : "cc");
    return quotient;
#else
    const uint128 n = (uint128{high} << 64) | low;
    remainder = static_cast<std::uint64_t>(n % d);
    return static_cast<std::uint64_t>(n / d);
#endif
}

/// rest:next / d for rest < d, where the highest bit of d is set: one digit of a long division in base 2^64.
/// Source: Knuth, The Art of Computer Programming 2, 4.3.1 algorithm D; with two digits in d the estimate is exact.
std::uint64_t divide_digit(uint128& rest, std::uint64_t next, uint128 d) noexcept {
    const auto d1 = static_cast<std::uint64_t>(d >> 64), d0 = static_cast<std::uint64_t>(d);
    const auto r1 = static_cast<std::uint64_t>(rest >> 64), r0 = static_cast<std::uint64_t>(rest);
    std::uint64_t left = 0, digit = ~std::uint64_t{0};
    bool is_exact = false;
    if (r1 < d1)
        digit = divide_narrow(r1, r0, d1, left);
    else
        is_exact = __builtin_add_overflow(r0, d1, &left);
    while (!is_exact && uint128{digit} * d0 > ((uint128{left} << 64) | next)) {
        --digit;
        is_exact = __builtin_add_overflow(left, d1, &left);
    }
    rest = ((rest << 64) | next) - digit * d;
    return digit;
}

/// n / d for n.high < d: what does not fit into 128 bits, as the product of an equity and many units.
uint128 divide_wide(Wide n, uint128 d, uint128& remainder) noexcept {
    const auto low1 = static_cast<std::uint64_t>(n.low >> 64), low0 = static_cast<std::uint64_t>(n.low);
    if ((d >> 64) == 0) {
        const auto divisor = static_cast<std::uint64_t>(d);
        std::uint64_t rest;
        const std::uint64_t high = divide_narrow(static_cast<std::uint64_t>(n.high), low1, divisor, rest);
        const std::uint64_t low = divide_narrow(rest, low0, divisor, rest);
        remainder = rest;
        return (uint128{high} << 64) | low;
    }
    const int shift = __builtin_clzll(static_cast<std::uint64_t>(d >> 64));
    uint128 rest = shift ? (n.high << shift) | (n.low >> (128 - shift)) : n.high;
    const uint128 low = n.low << shift;
    const std::uint64_t first = divide_digit(rest, static_cast<std::uint64_t>(low >> 64), d << shift);
    const std::uint64_t second = divide_digit(rest, static_cast<std::uint64_t>(low), d << shift);
    remainder = rest >> shift;
    return (uint128{first} << 64) | second;
}

uint128 divide_unsigned(uint128 n, uint128 d, uint128& remainder) noexcept {
    if ((d >> 64) != 0) {
        if (n < d) return remainder = n, 0;
        const uint128 quotient = n / d;
        remainder = n - quotient * d;
        return quotient;
    }
    const auto high = static_cast<std::uint64_t>(n >> 64), low = static_cast<std::uint64_t>(n);
    const auto divisor = static_cast<std::uint64_t>(d);
    if (high == 0) {
        remainder = low % divisor;
        return low / divisor;
    }
    // One division where the quotient fits into a word, which is what money over a quantity or a price does.
    std::uint64_t rest = high, first = 0;
    if (high >= divisor) first = high / divisor, rest = high % divisor;
    const std::uint64_t second = divide_narrow(rest, low, divisor, rest);
    remainder = rest;
    return (uint128{first} << 64) | second;
}

int128 with_sign(uint128 magnitude_value, bool negative) noexcept {
    return negative ? static_cast<int128>(~magnitude_value + 1) : static_cast<int128>(magnitude_value);
}

}  // namespace

bool multiply_overflows(int128 a, int128 b, int128& product) noexcept {
    if (fits64(a) && fits64(b)) {
        product = int128{static_cast<std::int64_t>(a)} * static_cast<std::int64_t>(b);
        return false;
    }
    const uint128 x = magnitude(a), y = magnitude(b);
    const bool negative = (a < 0) != (b < 0);
    if ((y >> 64) == 0) {  // money times a price, a quantity or a ratio
        const uint128 low = (x & ~std::uint64_t{0}) * y;
        const uint128 high = (x >> 64) * y + (low >> 64);
        if ((high >> 63) == 0) {
            product = with_sign((high << 64) | static_cast<std::uint64_t>(low), negative);
            return false;
        }
    }
    if (!product_fits(x, y)) {
        const Wide wide = multiply_wide(x, y);
        const uint128 limit = static_cast<uint128>(int128_max) + (negative ? 1 : 0);
        if (wide.high != 0 || wide.low > limit) return true;
    }
    product = with_sign(x * y, negative);
    return false;
}

int128 detail::divide_any(int128 a, int128 b, Rounding rounding) noexcept {
    const uint128 n = magnitude(a), d = magnitude(b);
    const bool negative = (a < 0) != (b < 0);
    uint128 remainder;
    uint128 quotient = divide_unsigned(n, d, remainder);
    if (detail::rounds_away(negative, (quotient & 1) != 0, remainder, d, rounding)) ++quotient;
    return with_sign(quotient, negative);
}

int128 multiply_divide(int128 a, int128 b, int128 c, Rounding rounding, bool& ok) noexcept {
    ok = true;
    if (a >= 0 && (b >> 63) == 0 && c > 0 && (c >> 63) == 0) {  // the usual part or share of money
        const auto factor = static_cast<std::uint64_t>(b), divisor = static_cast<std::uint64_t>(c);
        const uint128 low = uint128{static_cast<std::uint64_t>(a)} * factor;
        const uint128 high = uint128{static_cast<std::uint64_t>(a >> 64)} * factor + (low >> 64);
        if ((high >> 63) == 0) {
            std::uint64_t rest = static_cast<std::uint64_t>(high), first = 0;
            if (rest >= divisor) first = rest / divisor, rest %= divisor;
            const std::uint64_t second = divide_narrow(rest, static_cast<std::uint64_t>(low), divisor, rest);
            const bool is_up = detail::rounds_away(false, (second & 1) != 0, rest, divisor, rounding);
            return static_cast<int128>((uint128{first} << 64) | second) + is_up;
        }
    }
    const bool negative = ((a < 0) != (b < 0)) != (c < 0);
    const uint128 x = magnitude(a), y = magnitude(b), d = magnitude(c);
    Wide wide;
    if ((y >> 64) == 0) {  // money times a price, a quantity or a ratio: a product of three digits
        const uint128 low = (x & ~std::uint64_t{0}) * y, middle = (x >> 64) * y + (low >> 64);
        wide = {middle >> 64, (middle << 64) | static_cast<std::uint64_t>(low)};
    } else {
        wide = multiply_wide(x, y);
    }
    if (wide.high >= d) return ok = false, 0;
    uint128 remainder;
    uint128 quotient = wide.high == 0 ? divide_unsigned(wide.low, d, remainder) : divide_wide(wide, d, remainder);
    if (detail::rounds_away(negative, (quotient & 1) != 0, remainder, d, rounding)) ++quotient;
    const uint128 limit = static_cast<uint128>(int128_max) + (negative ? 1 : 0);
    if (quotient > limit) return ok = false, 0;
    return with_sign(quotient, negative);
}

}  // namespace argosy
