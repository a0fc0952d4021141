#pragma once

#include <string>

#include "base/decimal.hpp"
#include "domain/instrument.hpp"
#include "domain/order.hpp"

namespace argosy::sim::detail {

/// The order breaks no rule of the venue; where it does, rule_refusal says which.
[[nodiscard]] bool keeps_rules(const domain::Instrument& instrument, const domain::OrderRequest& request,
                               Price reference) noexcept;

/// The venue's rule that the order breaks, as CATEGORY_CONDITION: numbers; empty when it breaks none.
/// reference is the price its notional is taken at; zero when none is known.
[[nodiscard]] std::string rule_refusal(const domain::Instrument& instrument, const domain::OrderRequest& request,
                                       Price reference);

/// Money for messages: at most 8 decimals.
[[nodiscard]] std::string short_text(Money amount);

}  // namespace argosy::sim::detail
