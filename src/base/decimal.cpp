#include "base/decimal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace argosy {
namespace detail {
namespace {

constexpr auto powers_of_ten = [] {
    std::array<int128, 39> powers{1};
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
    return powers;
}();
constexpr int128 power_of_ten(int n) noexcept { return powers_of_ten[static_cast<std::size_t>(n)]; }

/// The nearest long double. Both halves are exact, so that their sum is rounded once, as in the compiler's own
/// conversion, which takes a call and several times as long.
long double to_long_double(int128 v) noexcept {
    return static_cast<long double>(static_cast<std::int64_t>(v >> 64)) * 0x1p64L +
           static_cast<long double>(static_cast<std::uint64_t>(v));
}

auto not_a_decimal(std::string_view text) {
    return fail(Errc::parse, "not a decimal: \"" + std::string(text.substr(0, 40)) + "\"");
}

auto too_large(std::string_view text, int digits, int128 limit) {
    return fail(Errc::parse,
                "too large: \"" + std::string(text.substr(0, 40)) + "\", the most is " + print_scaled(limit, digits));
}

/// The number as read: significant digits without the point, and the power of ten of the last one.
struct Scanned {
    bool negative = false;
    int128 mantissa = 0;
    int exponent = 0;
    bool dropped_nonzero = false;  // digits beyond 38 that were not zero
    int dropped_first = 0;         // the first of them, which decides rounding to nearest
};

/// "e-05" behind the mantissa; false when it is no exponent.
bool scan_exponent(std::string_view text, int& exponent) {
    if (!text.empty() && text[0] == '+') text.remove_prefix(1);
    int value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || end != text.data() + text.size() || value > 10'000 || value < -10'000) return false;
    exponent += value;
    return true;
}

bool scan(std::string_view text, Scanned& out) {
    std::size_t i = 0;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) out.negative = text[i++] == '-';
    constexpr int128 room = int128_max / 10, last_digit = int128_max % 10;
    bool any = false, point = false;
    for (; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '.' && !point) {
            point = true;
        } else if (c >= '0' && c <= '9') {
            any = true;
            const bool fits = out.mantissa < room || (out.mantissa == room && c - '0' <= last_digit);
            if (fits && !out.dropped_nonzero) {
                out.mantissa = out.mantissa * 10 + (c - '0');
                if (point) --out.exponent;
            } else {
                if (!out.dropped_nonzero) out.dropped_first = c - '0';
                out.dropped_nonzero |= c != '0';
                if (!point) ++out.exponent;
            }
        } else if ((c == 'e' || c == 'E') && any) {
            return scan_exponent(text.substr(i + 1), out.exponent);
        } else {
            return false;
        }
    }
    return any;
}

/// Requires: |scaled| < 2^48.
int128 round_scaled(double scaled, Rounding rounding) noexcept {
    switch (rounding) {
        case Rounding::down: return static_cast<std::int64_t>(std::trunc(scaled));
        case Rounding::up: return static_cast<std::int64_t>(scaled < 0 ? std::floor(scaled) : std::ceil(scaled));
        case Rounding::floor: return static_cast<std::int64_t>(std::floor(scaled));
        case Rounding::ceiling: return static_cast<std::int64_t>(std::ceil(scaled));
        case Rounding::half_even: return static_cast<std::int64_t>(std::nearbyint(scaled));
        case Rounding::half_up: return static_cast<std::int64_t>(std::round(scaled));
    }
    std::unreachable();
}

}  // namespace

Result<int128> parse_scaled(std::string_view text, int digits, int128 limit, const Rounding* rounding) {
    Scanned s;
    if (!scan(text, s)) return not_a_decimal(text);
    int shift = s.exponent + digits;  // mantissa × 10^shift is the raw value
    int128 raw = s.mantissa;
    if (s.dropped_nonzero && (shift >= 0 || s.dropped_first > 0) && shift >= 0) return too_large(text, digits, limit);
    for (; shift > 0 && raw != 0; --shift)
        if (multiply_overflows(raw, 10, raw)) return too_large(text, digits, limit);
    if (shift < 0) {
        const int128 unit = shift < -38 ? 0 : power_of_ten(-shift);
        const int128 rest = unit == 0 ? raw : raw % unit;
        if ((rest != 0 || s.dropped_nonzero) && !rounding)
            return fail(Errc::parse, "too many decimals: \"" + std::string(text.substr(0, 40)) + "\", at most " +
                                         std::to_string(digits) + " are kept");
        const int128 signed_raw = s.negative ? -raw : raw;
        // Dropped digits sit far below the rounding digit here; they only break exact ties, which 38 digits settle.
        raw = unit == 0 ? 0 : divide(signed_raw, unit, rounding ? *rounding : Rounding::down);
        if (s.negative) raw = -raw;
    }
    if (raw > limit) return too_large(text, digits, limit);
    return s.negative ? -raw : raw;
}

std::string print_scaled(int128 raw, int digits) {
    char buffer[64];
    char* const end = buffer + sizeof buffer;
    char* p = end;
    uint128 v = raw < 0 ? ~static_cast<uint128>(raw) + 1 : static_cast<uint128>(raw);
    bool significant = false;  // a digit behind the point was written, so zeros count from here on
    const auto next_digit = [&]() -> char {
        // Machine words as soon as the rest fits into one: a division of 128 bits takes ten times as long.
        const bool is_word = static_cast<std::uint64_t>(v >> 64) == 0;
        const uint128 rest = is_word ? uint128{static_cast<std::uint64_t>(v) / 10} : v / 10;
        const auto digit = static_cast<int>(static_cast<std::uint64_t>(v) - static_cast<std::uint64_t>(rest) * 10);
        v = rest;
        return static_cast<char>('0' + digit);
    };
    for (int i = 0; i < digits; ++i) {
        const char digit = next_digit();
        if (digit != '0' || significant) *--p = digit, significant = true;
    }
    if (significant) *--p = '.';
    do *--p = next_digit();
    while (v != 0);
    if (raw < 0) *--p = '-';
    return {p, end};
}

double scaled_to_double(int128 raw, int digits) noexcept {
    return static_cast<double>(to_long_double(raw) / to_long_double(power_of_ten(digits)));
}

Result<int128> scaled_from_double(double value, int digits, int128 limit, Rounding rounding) {
    if (!std::isfinite(value)) return fail(Errc::invalid_argument, "not a finite number: " + std::to_string(value));
    // Within 53 bits the product is exact enough: a double that stands for a decimal of these digits lands on it.
    const double unit = static_cast<double>(power_of_ten(digits)), scaled = value * unit;
    const double nearest = std::nearbyint(scaled);
    if (std::abs(scaled) < 0x1p48) {
        const bool is_whole = std::abs(scaled - nearest) <= std::abs(nearest) * 0x1p-52;  // two roundings away at most
        return round_scaled(is_whole ? nearest : scaled, rounding);
    }
    if (std::abs(scaled) < 0x1p51) {
        // Up to here no two decimals of these digits are the same double: the one that reads back as it is meant.
        if (nearest / unit == value) return static_cast<std::int64_t>(nearest);
        // The scaled number and the decimal that is meant, each wrong by half a unit of the last bit at most, lie on
        // the same side of where the rounding turns.
        const double below = std::floor(scaled), part = scaled - below, error = std::abs(scaled) * 0x1.1p-52;
        const bool to_nearest = rounding == Rounding::half_even || rounding == Rounding::half_up;
        const double room = to_nearest ? std::abs(part - 0.5) : std::min(part, 1 - part);
        if (room > error) return round_scaled(scaled, rounding);
    }
    // The shortest text that reads back as this double is the decimal a person means by it.
    char text[64];
    const auto [end, ec] = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific);
    ARGOSY_ASSERT(ec == std::errc{}, "a double prints in 64 characters");
    auto raw = parse_scaled({text, end}, digits, limit, &rounding);
    if (!raw) return fail(Errc::invalid_argument, "out of range: " + std::string(text, end));
    return raw;
}

}  // namespace detail

Result<Money> checked_notional(Price price, Qty qty) {
    int128 p;
    if (multiply_overflows(price.raw(), qty.raw(), p))
        return fail(Errc::invalid_argument,
                    "price " + to_string(price) + " × quantity " + to_string(qty) + " is beyond the range of money");
    return Money::from_raw(p);
}

Price divide(Money money, Qty qty, Rounding rounding) noexcept {
    return Price::from_raw(detail::narrow<std::int64_t>(divide(money.raw(), qty.raw(), rounding)));
}

Qty divide(Money money, Price price, Rounding rounding) noexcept {
    return Qty::from_raw(divide(money.raw(), int128{price.raw()}, rounding));
}

Result<Ratio> ratio_of(Money a, Money b, Rounding rounding) {
    bool ok = false;
    const int128 r = multiply_divide(a.raw(), 10'000'000'000, b.raw(), rounding, ok);
    if (!ok || !fits64(r))
        return fail(Errc::invalid_argument, to_string(a) + " / " + to_string(b) + " is out of range");
    return Ratio::from_raw(static_cast<std::int64_t>(r));
}

Money share(Money money, Qty part, Qty whole, Rounding rounding) noexcept {
    if (part == whole) return money;  // the usual full close; a 128-bit division costs more than all the rest of a fill
    if (part.is_zero()) return {};
    bool ok = false;
    const int128 r = multiply_divide(money.raw(), part.raw(), whole.raw(), rounding, ok);
    ARGOSY_ASSERT(ok, "a share of money left its range");
    return Money::from_raw(r);
}

namespace {
template <class D>
D constant(const char* text, std::size_t size) {
    const auto value = parse_decimal<D>({text, size});
    ARGOSY_ASSERT(value.has_value(), "a decimal constant in the source is malformed");
    return *value;
}
}  // namespace

inline namespace literals {
Price operator""_px(const char* text, std::size_t size) { return constant<Price>(text, size); }
Qty operator""_qty(const char* text, std::size_t size) { return constant<Qty>(text, size); }
Money operator""_money(const char* text, std::size_t size) { return constant<Money>(text, size); }
Ratio operator""_ratio(const char* text, std::size_t size) { return constant<Ratio>(text, size); }
}  // namespace literals

}  // namespace argosy
