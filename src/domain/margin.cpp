#include "domain/margin.hpp"

#include <algorithm>

namespace argosy::domain {
namespace {

constexpr Ratio one = Ratio::from_int(1);

/// A stretch of the tier table: margin(n) = rate × n - offset for a notional n up to `upper`.
struct Line {
    Money upper;
    Ratio rate;
    Money offset;
};

/// Calls visit(Line) for ascending stretches until it returns true; the last one has no upper end.
template <class Rate, class Visit>
void for_each_line(const Instrument& instrument, Rate rate_of, Visit visit) {
    Line line{};
    Money lower;
    for (const auto& tier : instrument.margin) {
        line.offset += scale(lower, rate_of(tier) - line.rate);
        line.rate = rate_of(tier);
        line.upper = &tier == &instrument.margin.back() ? Money::max() : tier.notional_max;
        if (visit(line)) return;
        lower = tier.notional_max;
    }
    if (instrument.margin.empty()) visit(Line{Money::max(), Ratio{}, Money{}});
}

template <class Rate>
Money tier_margin(const Instrument& instrument, Money notional, Rate rate_of) noexcept {
    Money margin;
    for_each_line(instrument, rate_of, [&](const Line& line) {
        margin = scale(notional, line.rate) - line.offset;
        return notional <= line.upper;
    });
    return margin;
}

/// numerator / (1 ± rate), rounded down; max when it leaves the range or the divisor is zero.
Money divide_by(Money numerator, Ratio divisor) noexcept {
    if (!divisor.is_positive()) return Money::max();
    bool ok = false;
    const int128 raw = multiply_divide(numerator.raw(), one.raw(), divisor.raw(), Rounding::floor, ok);
    return ok ? Money::from_raw(raw) : Money::max();
}

/// The price at which |qty| contracts have this notional; none when it is not a representable positive price.
std::optional<Price> price_of(const Instrument& instrument, Qty qty, Money notional, Rounding rounding) noexcept {
    int128 size;
    if (multiply_overflows(qty.abs().raw(), instrument.multiplier.raw(), size)) return {};
    bool ok = false;
    const int128 raw = instrument.is_inverse() ? multiply_divide(size, one.raw(), notional.raw(), rounding, ok)
                                               : multiply_divide(notional.raw(), one.raw(), size, rounding, ok);
    if (!ok || raw <= 0 || !fits64(raw)) return {};
    return Price::from_raw(static_cast<std::int64_t>(raw));
}

}  // namespace

Money maintenance_margin(const Instrument& instrument, Money notional) noexcept {
    return tier_margin(instrument, notional.abs(), [](const MarginTier& t) { return t.maintenance; });
}

Money initial_margin(const Instrument& instrument, Money notional, Ratio leverage) noexcept {
    ARGOSY_ASSERT(leverage >= one, "leverage is at least 1");
    if (instrument.margin.empty()) return notional.abs();
    const Money by_tier = tier_margin(instrument, notional.abs(), [](const MarginTier& t) { return t.initial; });
    if (leverage == one) return std::max(by_tier, notional.abs());
    bool ok = false;
    const Money by_leverage =
        Money::from_raw(multiply_divide(notional.abs().raw(), one.raw(), leverage.raw(), Rounding::ceiling, ok));
    ARGOSY_ASSERT(ok, "notional / leverage left the range of money");
    return std::max(by_tier, by_leverage);
}

Money notional_for_margin(const Instrument& instrument, Money margin, Ratio leverage, Ratio fee) noexcept {
    ARGOSY_ASSERT(leverage >= one && !margin.is_negative() && !fee.is_negative(),
                  "leverage is at least 1, margin and fee not negative");
    if (instrument.margin.empty()) return divide_by(margin, one + fee);
    Money by_tier;
    for_each_line(
        instrument, [](const MarginTier& t) { return t.initial; },
        [&](const Line& line) {
            by_tier = divide_by(margin + line.offset, line.rate + fee);
            return by_tier <= line.upper;
        });
    // n / leverage + fee × n = margin
    const int128 whole = int128{one.raw()} * one.raw() + int128{fee.raw()} * leverage.raw();
    bool ok = false;
    const int128 by_leverage =
        multiply_divide(margin.raw(), int128{leverage.raw()} * one.raw(), whole, Rounding::down, ok);
    ARGOSY_ASSERT(ok, "margin × leverage left the range of money");
    return std::min(by_tier, Money::from_raw(by_leverage));
}

std::optional<Price> liquidation_price(const Instrument& instrument, Qty qty, Money cost, Money collateral) noexcept {
    ARGOSY_ASSERT(!qty.is_zero(), "a flat position has no liquidation price");
    // With n the notional, unrealised P&L is ±n - cost; it rises with n for linear long and inverse short.
    const bool is_long = qty.is_positive();
    const bool rises = is_long != instrument.is_inverse();
    Money notional;
    for_each_line(
        instrument, [](const MarginTier& t) { return t.maintenance; },
        [&](const Line& line) {
            notional = rises ? divide_by(cost - collateral - line.offset, one - line.rate)
                             : divide_by(collateral - cost + line.offset, one + line.rate);
            return notional <= line.upper;
        });
    if (notional.is_positive())
        return price_of(instrument, qty, notional, is_long ? Rounding::floor : Rounding::ceiling);
    if (rises) return {};
    return is_long ? Price::max() : Price::from_raw(1);  // the collateral is gone: any price liquidates
}

}  // namespace argosy::domain
