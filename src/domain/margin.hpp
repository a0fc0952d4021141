#pragma once

#include <optional>

#include "base/decimal.hpp"
#include "domain/instrument.hpp"

/// Margin by the venue's tier table, and the price at which a position is liquidated.
///
/// Tiers are progressive: each rate holds for the part of the notional between the previous tier's notional_max and its
/// own, which is what venues print as rate × notional - maintenance amount.
/// Beyond the last tier its rates go on.
/// Known limits: the liquidation fee is not part of the liquidation price.
namespace argosy::domain {

/// What must remain so that a position of this notional stays open; zero without tiers.
///
/// Unit:     notional and result in the settlement currency; the sign of notional does not matter.
/// Source:   "tax bracket", https://www.binance.com/en/support/articles/360033162192
[[nodiscard]] Money maintenance_margin(const Instrument& instrument, Money notional) noexcept;

/// What must be there to open a position of this notional: notional / leverage, but never less than the tiers ask; the
/// whole notional without tiers.
///
/// Requires: leverage >= 1.
[[nodiscard]] Money initial_margin(const Instrument& instrument, Money notional, Ratio leverage) noexcept;

/// The largest notional whose initial margin plus fee × notional is not above `margin`, rounded down.
///
/// Requires: leverage >= 1, margin >= 0, fee >= 0.
[[nodiscard]] Money notional_for_margin(const Instrument& instrument, Money margin, Ratio leverage,
                                        Ratio fee = {}) noexcept;

/// The mark price at which collateral + unrealised P&L falls to the maintenance margin.
///
/// Shape:    qty signed; cost is the position's worth() when it was opened; collateral is what else backs it (isolated:
///           its own margin; cross: balance + other positions' unrealised - their maintenance).
/// Rounding: to the first price (10 decimals), coming from the mark, at which the condition holds.
/// Requires: qty != 0. None when no positive price liquidates it.
[[nodiscard]] std::optional<Price> liquidation_price(const Instrument& instrument, Qty qty, Money cost,
                                                     Money collateral) noexcept;

}  // namespace argosy::domain
