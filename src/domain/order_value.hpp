#pragma once

#include <initializer_list>

#include "base/error.hpp"
#include "domain/instrument.hpp"
#include "domain/order.hpp"

/// What an order may be worth, so that nothing that is computed from it leaves the range of its type.
namespace argosy::domain {

/// Units, and money of the settlement or the account currency: far beyond every market, and far inside the ranges of
/// Qty and Money, so that sums over all that an account can hold are inside them too.
inline constexpr double order_value_max = 1e15;
/// So many units of what is counted in the account's own currency are below it at every price that there is.
inline constexpr Qty order_qty_always_fits = Qty::from_int(1'000'000);

/// Whether qty at each of these prices can be counted exactly; a price of zero is none. `rate` turns the settlement
/// currency into that of the account; zero: not known.
/// Errors: invalid_argument with a reason of the form ORDER_VALUE: text.
[[nodiscard]] Result<> validate_value(const Instrument& instrument, Qty qty, std::initializer_list<Price> prices,
                                      Ratio rate);

/// The same of an order, whose own prices count and the last one. Requires: validate(request).
[[nodiscard]] Result<> validate_value(const Instrument& instrument, const OrderRequest& request, Price last,
                                      Ratio rate);

}  // namespace argosy::domain
