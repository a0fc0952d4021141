#include "sim/detail/refusal.hpp"

namespace argosy::sim::detail {
namespace {

using Reason = std::string;

template <class D>
Reason off_grid(std::string_view name, std::string_view what, D value, D step) {
    return Reason(std::string(name) + ": " + std::string(what) + " " + to_string(value) + " is not a multiple of " +
                  to_string(step));
}

Reason price_refusal(const domain::Instrument& i, const domain::OrderRequest& r) {
    const auto off_tick = [&](Price p) { return p.is_positive() && !is_multiple(p, i.tick_size); };
    if (off_tick(r.limit_price)) return off_grid("INSTRUMENT_TICK", "limit price", r.limit_price, i.tick_size);
    if (off_tick(r.trigger_price)) return off_grid("INSTRUMENT_TICK", "trigger price", r.trigger_price, i.tick_size);
    return {};
}

Reason quantity_refusal(const domain::Instrument& i, const domain::OrderRequest& r) {
    if (!is_multiple(r.qty, i.lot_size)) return off_grid("INSTRUMENT_LOT", "quantity", r.qty, i.lot_size);
    if (r.qty < i.qty_min)
        return Reason("INSTRUMENT_QTY_MIN: quantity " + to_string(r.qty) + " is below " + to_string(i.qty_min));
    if (i.qty_max.is_positive() && r.qty > i.qty_max)
        return Reason("INSTRUMENT_QTY_MAX: quantity " + to_string(r.qty) + " is above " + to_string(i.qty_max));
    return {};
}

}  // namespace

std::string short_text(Money amount) {
    return to_string(round_to_step(amount, Money::from_raw(10'000'000'000), Rounding::half_even));
}

bool keeps_rules(const domain::Instrument& i, const domain::OrderRequest& r, Price reference) noexcept {
    const auto on_tick = [&](Price p) { return p.is_zero() || is_multiple(p, i.tick_size); };
    const auto is_large_enough = [&] {
        return r.reduce_only || i.notional_min.is_zero() || reference.is_zero() ||
               i.notional(reference, r.qty) >= i.notional_min;
    };
    return !domain::broken_rule(r) && on_tick(r.limit_price) && on_tick(r.trigger_price) &&
           is_multiple(r.qty, i.lot_size) && r.qty >= i.qty_min && (i.qty_max.is_zero() || r.qty <= i.qty_max) &&
           is_large_enough();
}

Reason rule_refusal(const domain::Instrument& i, const domain::OrderRequest& r, Price reference) {
    if (const char* broken = domain::broken_rule(r)) return broken;
    if (const Reason reason = price_refusal(i, r); !reason.empty()) return reason;
    if (const Reason reason = quantity_refusal(i, r); !reason.empty()) return reason;
    if (r.reduce_only || i.notional_min.is_zero() || reference.is_zero()) return {};
    const Money notional = i.notional(reference, r.qty);
    if (notional < i.notional_min)
        return Reason("INSTRUMENT_NOTIONAL_MIN: " + short_text(notional) + " is below " + short_text(i.notional_min));
    return {};
}

}  // namespace argosy::sim::detail
