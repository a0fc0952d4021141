#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/assert.hpp"
#include "base/error.hpp"
#include "base/int128.hpp"

/// Exact decimals: prices, quantities, money and ratios as scaled integers, never binary floating point.
///
/// Invariants: an operation that leaves the range stops the process (operators) or returns an error
///             (checked_ functions); nothing wraps. Bytes from outside only enter through parse_decimal
///             and from_double, which check.
/// Known limits: the range of each type is stated at its alias below; ADR 0001 gives the reasons.
namespace argosy {

namespace detail {
template <class Rep>
inline constexpr int128 rep_max = sizeof(Rep) == 16 ? int128_max : int128{INT64_MAX};

template <class Rep>
[[nodiscard]] constexpr Rep narrow(int128 v) noexcept {
    if constexpr (sizeof(Rep) == 8) ARGOSY_ASSERT(fits64(v), "a decimal left its range");
    return static_cast<Rep>(v);
}

Result<int128> parse_scaled(std::string_view text, int digits, int128 limit, const Rounding* rounding);
std::string print_scaled(int128 raw, int digits);
double scaled_to_double(int128 raw, int digits) noexcept;
Result<int128> scaled_from_double(double value, int digits, int128 limit, Rounding rounding);
}  // namespace detail

/// A decimal number with a fixed number of digits behind the point, tagged by what it measures.
template <class Tag, int Digits, class Rep>
class Decimal {
public:
    static constexpr int digits = Digits;
    using rep = Rep;

    constexpr Decimal() = default;
    /// The number raw × 10^-Digits.
    [[nodiscard]] static constexpr Decimal from_raw(Rep raw) noexcept { return Decimal(raw); }
    /// A whole number. Requires: in range (asserted).
    [[nodiscard]] static constexpr Decimal from_int(std::int64_t whole) noexcept {
        return Decimal(detail::narrow<Rep>(int128{whole} * one_raw()));
    }
    [[nodiscard]] static constexpr Decimal max() noexcept { return Decimal(static_cast<Rep>(detail::rep_max<Rep>)); }

    [[nodiscard]] constexpr Rep raw() const noexcept { return raw_; }
    [[nodiscard]] constexpr bool is_zero() const noexcept { return raw_ == 0; }
    [[nodiscard]] constexpr bool is_positive() const noexcept { return raw_ > 0; }
    [[nodiscard]] constexpr bool is_negative() const noexcept { return raw_ < 0; }
    /// The nearest double, for indicators and statistics; money never comes back from it unrounded.
    [[nodiscard]] double to_double() const noexcept {
        if constexpr (sizeof(Rep) == 8) {
            return static_cast<double>(raw_) / static_cast<double>(one_raw());
        } else {
            if (fits64(raw_))
                return static_cast<double>(static_cast<std::int64_t>(raw_)) / static_cast<double>(one_raw());
            return detail::scaled_to_double(raw_, Digits);
        }
    }
    [[nodiscard]] constexpr Decimal abs() const noexcept { return raw_ < 0 ? -*this : *this; }

    friend constexpr auto operator<=>(Decimal, Decimal) = default;
    friend constexpr bool operator==(Decimal, Decimal) = default;
    constexpr Decimal operator-() const noexcept { return Decimal{} - *this; }
    friend constexpr Decimal operator+(Decimal a, Decimal b) noexcept {
        Rep r;
        const bool overflow = __builtin_add_overflow(a.raw_, b.raw_, &r);
        ARGOSY_ASSERT(!overflow, "a decimal sum left its range");
        return Decimal(r);
    }
    friend constexpr Decimal operator-(Decimal a, Decimal b) noexcept {
        Rep r;
        const bool overflow = __builtin_sub_overflow(a.raw_, b.raw_, &r);
        ARGOSY_ASSERT(!overflow, "a decimal difference left its range");
        return Decimal(r);
    }
    constexpr Decimal& operator+=(Decimal b) noexcept { return *this = *this + b; }
    constexpr Decimal& operator-=(Decimal b) noexcept { return *this = *this - b; }
    /// Whole multiples. Requires: in range (asserted).
    friend Decimal operator*(Decimal a, std::int64_t n) noexcept {
        int128 p;
        const bool overflow = multiply_overflows(a.raw_, n, p);
        ARGOSY_ASSERT(!overflow, "a decimal multiple left its range");
        return Decimal(detail::narrow<Rep>(p));
    }

private:
    [[nodiscard]] static constexpr std::int64_t one_raw() noexcept {
        std::int64_t v = 1;
        for (int i = 0; i < Digits; ++i) v *= 10;
        return v;
    }
    constexpr explicit Decimal(Rep raw) noexcept : raw_(raw) {}
    Rep raw_ = 0;
};

/// A price or a price difference in quote currency; 10 decimals, up to ±922,337,203.
using Price = Decimal<struct PriceTag, 10, std::int64_t>;
/// A quantity in base units (contracts, coins, shares); 8 decimals, far beyond ±10^12.
using Qty = Decimal<struct QtyTag, 8, int128>;
/// Money in one currency; 18 decimals, up to ±1.7 × 10^20. Price × Qty is exact in it.
using Money = Decimal<struct MoneyTag, 18, int128>;
/// A dimensionless number: fee rate, funding rate, leverage, multiplier, fraction; 10 decimals.
using Ratio = Decimal<struct RatioTag, 10, std::int64_t>;

/// Exact inverse of to_string; also accepts '+', leading zeros and an exponent ("9.64e-05").
/// Errors: parse, when the text is no decimal number, needs more digits than D keeps, or is too large.
template <class D>
[[nodiscard]] Result<D> parse_decimal(std::string_view text) {
    auto raw = detail::parse_scaled(text, D::digits, detail::rep_max<typename D::rep>, nullptr);
    if (!raw) return std::unexpected(std::move(raw).error());
    return D::from_raw(static_cast<typename D::rep>(*raw));
}

/// The same for text with more digits than D keeps (floating-point artefacts in files), rounded as told.
template <class D>
[[nodiscard]] Result<D> parse_decimal(std::string_view text, Rounding rounding) {
    auto raw = detail::parse_scaled(text, D::digits, detail::rep_max<typename D::rep>, &rounding);
    if (!raw) return std::unexpected(std::move(raw).error());
    return D::from_raw(static_cast<typename D::rep>(*raw));
}

/// The nearest decimal in the direction told. Errors: invalid_argument for NaN, infinity, out of range.
template <class D>
[[nodiscard]] Result<D> from_double(double value, Rounding rounding) {
    auto raw = detail::scaled_from_double(value, D::digits, detail::rep_max<typename D::rep>, rounding);
    if (!raw) return std::unexpected(std::move(raw).error());
    return D::from_raw(static_cast<typename D::rep>(*raw));
}

/// The shortest plain text: no exponent, no trailing zeros, "-" only before a non-zero number.
template <class Tag, int Digits, class Rep>
[[nodiscard]] std::string to_string(Decimal<Tag, Digits, Rep> value) {
    return detail::print_scaled(value.raw(), Digits);
}

/// price × quantity, exact (10 + 8 = 18 decimals). Requires: in range (asserted; see checked_notional).
[[nodiscard]] inline Money operator*(Price price, Qty qty) noexcept {
    if (fits64(qty.raw()))  // 64 × 64 bits always fits 128
        return Money::from_raw(int128{price.raw()} * static_cast<std::int64_t>(qty.raw()));
    int128 p;
    const bool overflow = multiply_overflows(price.raw(), qty.raw(), p);
    ARGOSY_ASSERT(!overflow, "price × quantity left the range of money");
    return Money::from_raw(p);
}
[[nodiscard]] inline Money operator*(Qty qty, Price price) noexcept { return price * qty; }

/// price × quantity for numbers from outside. Errors: invalid_argument when beyond the range of Money.
[[nodiscard]] Result<Money> checked_notional(Price price, Qty qty);

/// value × ratio, rounded to the digits of value. Requires: in range (asserted).
template <class D>
[[nodiscard]] D scale(D value, Ratio ratio, Rounding rounding = Rounding::half_even) noexcept {
    if (ratio == Ratio::from_int(1)) return value;
    bool ok = false;
    const int128 r = multiply_divide(value.raw(), ratio.raw(), 10'000'000'000, rounding, ok);
    ARGOSY_ASSERT(ok, "value × ratio left its range");
    return D::from_raw(detail::narrow<typename D::rep>(r));
}

/// money / quantity as a price. Requires: qty != 0, in range (asserted).
[[nodiscard]] Price divide(Money money, Qty qty, Rounding rounding) noexcept;
/// money / price as a quantity: what an amount of money buys. Requires: price != 0.
[[nodiscard]] Qty divide(Money money, Price price, Rounding rounding) noexcept;
/// a / b of one kind as a ratio. Requires: b != 0. Errors: invalid_argument when beyond ±9.2 × 10^8.
[[nodiscard]] Result<Ratio> ratio_of(Money a, Money b, Rounding rounding);

/// money × part / whole, e.g. the cost of the part of a position that closes. Requires: whole != 0.
[[nodiscard]] Money share(Money money, Qty part, Qty whole, Rounding rounding) noexcept;

/// value rounded to a whole number of steps, e.g. a price to the tick. Requires: step > 0.
template <class D>
[[nodiscard]] D round_to_step(D value, D step, Rounding rounding) noexcept {
    return D::from_raw(detail::narrow<typename D::rep>(divide(int128{value.raw()}, int128{step.raw()}, rounding) *
                                                       int128{step.raw()}));
}

/// The value is a whole number of steps. Requires: step > 0.
template <class D>
[[nodiscard]] constexpr bool is_multiple(D value, D step) noexcept {
    if (fits64(value.raw()) && fits64(step.raw()))  // several times cheaper than a 128-bit remainder
        return static_cast<std::int64_t>(value.raw()) % static_cast<std::int64_t>(step.raw()) == 0;
    return value.raw() % step.raw() == 0;
}

inline namespace literals {
/// "1.25"_px, "0.001"_qty, "100"_money, "0.0004"_ratio: constants in tests and defaults; a bad one aborts.
[[nodiscard]] Price operator""_px(const char* text, std::size_t size);
[[nodiscard]] Qty operator""_qty(const char* text, std::size_t size);
[[nodiscard]] Money operator""_money(const char* text, std::size_t size);
[[nodiscard]] Ratio operator""_ratio(const char* text, std::size_t size);
}  // namespace literals

}  // namespace argosy
