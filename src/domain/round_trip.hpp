#pragma once

#include "base/decimal.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "domain/currency.hpp"
#include "domain/order.hpp"

namespace argosy::domain {

/// One trade in the sense of reports: a strategy's position in one instrument from flat to flat. A reversal closes one
/// and opens another; partial exits belong to it. (domain::Trade is a print of the market.)
///
/// Unit:     all money is in `currency`: the reporting currency, at the rate of the exit, or the settlement currency
///           when that rate was missing.
/// Source:   portfolio/trades.hpp makes them, performance/ counts them.
struct RoundTrip {
    StrategyId strategy;  ///< none: by hand, or after the strategy had gone
    InstrumentId instrument;
    Side side = Side::buy;                           ///< buy: long
    OrderPurpose exit_purpose = OrderPurpose::exit;  ///< of the last fill
    bool fees_complete = true;                       ///< false: a fee in another currency had no rate, `fees` lacks it
    std::uint32_t fill_count = 0;
    std::uint32_t bars_held = 0;
    std::uint32_t entry_number = 0;  ///< of those that began in this instrument at the same instant: 0 is the first
    Time entry_time{}, exit_time{};  ///< of the first and of the last fill
    Price entry_price, exit_price;   ///< average over all entries, over all exits
    Qty qty_max;                     ///< largest size held, positive
    Currency currency;
    Money gross;          ///< realised P&L before costs
    Money fees, funding;  ///< signed for our account: negative was paid
    Money slippage;       ///< what fills cost against the decision price: positive is a cost, part of gross
    Money decided;        ///< Σ notional at the decision prices; zero: no fill knew its decision price
    Money mae, mfe;       ///< worst (<= 0) and best (>= 0) unrealised P&L within the trade
    Money initial_risk;   ///< loss at the first stop price, positive; zero: no stop was known
    Money turnover;       ///< Σ notional over all fills, positive

    /// Net profit or loss: what decides between win and loss.
    [[nodiscard]] Money net() const noexcept { return gross + fees + funding; }
    /// Fill prices against decision prices in basis points, positive is a cost. Requires: decided != 0.
    [[nodiscard]] double slippage_bps() const noexcept { return slippage.to_double() / decided.to_double() * 10'000; }
    [[nodiscard]] Duration held() const noexcept { return exit_time - entry_time; }

    friend bool operator==(const RoundTrip&, const RoundTrip&) = default;
};

}  // namespace argosy::domain
