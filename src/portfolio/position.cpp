#include "portfolio/position.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"

namespace argosy::portfolio {

std::optional<Price> average_price(Money worth, Qty qty, Ratio multiplier, bool is_inverse) noexcept {
    if (qty.is_zero() || (is_inverse && worth.is_zero())) return {};
    if (!is_inverse && multiplier == Ratio::from_int(1)) {  // the same without the factors that cancel out
        const int128 raw = divide(worth.raw(), qty.raw(), Rounding::half_even);
        return fits64(raw) ? std::optional(Price::from_raw(static_cast<std::int64_t>(raw))) : std::nullopt;
    }
    // linear: worth / (qty × multiplier); inverse: qty × multiplier / -worth. Digits: 8 + 10 = 18, those of money.
    int128 size;
    if (multiply_overflows(qty.raw(), multiplier.raw(), size)) return {};
    constexpr int128 one = 10'000'000'000;
    bool ok = false;
    const int128 raw = is_inverse ? multiply_divide(size, one, (-worth).raw(), Rounding::half_even, ok)
                                  : multiply_divide(worth.raw(), one, size, Rounding::half_even, ok);
    if (!ok || !fits64(raw)) return {};
    return Price::from_raw(static_cast<std::int64_t>(raw));
}

std::string_view to_string(Effect e) noexcept {
    switch (e) {
        case Effect::opened: return "opened";
        case Effect::increased: return "increased";
        case Effect::reduced: return "reduced";
        case Effect::closed: return "closed";
        case Effect::flipped: return "flipped";
    }
    std::unreachable();
}

Change apply_fill(Position& p, const domain::Instrument& instrument, Qty qty, Money worth, Price price,
                  Time time) noexcept {
    ARGOSY_ASSERT(!qty.is_zero(), "a fill has a quantity");
    Change change;
    const bool adds = p.is_flat() || p.is_long() == qty.is_positive();
    const bool was_flat = p.is_flat();
    p.updated_at = time;
    if (adds) {
        change = {was_flat ? Effect::opened : Effect::increased, Qty{}, qty.abs(), Money{}};
        p.cost += worth;
    } else {
        change.closed = std::min(qty.abs(), p.qty.abs());
        change.opened = qty.abs() - change.closed;
        const bool is_full = change.closed == p.qty.abs();
        // The closing part of the fill, in the fill's direction; what flips over keeps the rest of the fill's worth.
        const Money out = change.opened.is_zero()
                              ? worth
                              : instrument.worth(price, qty.is_negative() ? -change.closed : change.closed);
        const Money in = is_full ? p.cost : share(p.cost, change.closed, p.qty.abs(), Rounding::half_even);
        change.realised = -(in + out);
        p.cost -= in;
        p.cost += worth - out;
        change.effect = !is_full ? Effect::reduced : change.opened.is_zero() ? Effect::closed : Effect::flipped;
    }
    p.realised += change.realised;
    p.qty += qty;
    if (was_flat || change.effect == Effect::flipped) p.opened_at = time;
    return change;
}

void revalue(Position& position, const domain::Instrument& instrument, Price mark) noexcept {
    position.mark = mark;
    position.value = position.is_flat() ? Money{} : instrument.worth(mark, position.qty);
}

}  // namespace argosy::portfolio
