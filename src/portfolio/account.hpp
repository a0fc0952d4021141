#pragma once

#include "base/decimal.hpp"
#include "domain/currency.hpp"

namespace argosy::portfolio {

/// The books of one currency: all P&L, fees and funding of the instruments that settle in it.
///
/// Invariants: equity() == deposits + realised + fees + funding + unrealised, to the last digit.
struct Account {
    domain::Currency currency;
    Money deposits;                 ///< less withdrawals
    Money realised, fees, funding;  ///< signed for us
    Money spot_cost;                ///< paid for spot and equity positions that are open
    Money unrealised;
    Money gross, net;  ///< notional of all positions at their marks: Σ |n| and Σ n

    /// What is in the account in cash.
    [[nodiscard]] Money cash() const noexcept { return settled() - spot_cost; }
    [[nodiscard]] Money equity() const noexcept { return settled() + unrealised; }
    /// Equity without unrealised P&L: the venue's wallet balance when there are no spot positions.
    [[nodiscard]] Money settled() const noexcept { return deposits + realised + fees + funding; }
    [[nodiscard]] bool is_empty() const noexcept { return equity().is_zero() && gross.is_zero(); }

    friend bool operator==(const Account&, const Account&) = default;
};

}  // namespace argosy::portfolio
