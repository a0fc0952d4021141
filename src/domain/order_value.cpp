#include "domain/order_value.hpp"

#include <algorithm>

namespace argosy::domain {
namespace {

/// In doubles, which do not overflow: nothing is computed from it but this comparison.
bool fits(const Instrument& i, double qty, double price, double rate) {
    const double units = qty * i.multiplier.to_double();
    const double value = i.is_inverse() ? units / price : units * price;
    const double largest_step = std::max({qty, units, i.is_inverse() ? 0 : qty * price, value, value * rate});
    return largest_step <= order_value_max;
}

}  // namespace

Result<> validate_value(const Instrument& i, Qty qty, std::initializer_list<Price> prices, Ratio rate) {
    if (qty <= order_qty_always_fits && i.is_plain() && rate <= Ratio::from_int(1)) [[likely]]
        return {};
    const double units = qty.to_double(), factor = std::max(rate.to_double(), 1.0);
    // A market order before the first price is counted by its units alone.
    bool all_fit = units * std::max(i.multiplier.to_double(), 1.0) <= order_value_max;
    for (const Price p : prices)
        if (p.is_positive()) all_fit = all_fit && fits(i, units, p.to_double(), factor);
    if (all_fit) return {};
    return fail(Errc::invalid_argument, "ORDER_VALUE: the quantity, or its value at this price, is beyond 10^15",
                "look at the number of digits");
}

Result<> validate_value(const Instrument& instrument, const OrderRequest& r, Price last, Ratio rate) {
    return validate_value(instrument, r.qty, {r.limit_price, r.trigger_price, last}, rate);
}

}  // namespace argosy::domain
