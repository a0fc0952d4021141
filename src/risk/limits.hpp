#pragma once

#include <cstdint>
#include <vector>

#include "base/decimal.hpp"
#include "base/error.hpp"
#include "base/time.hpp"

namespace argosy::risk {

/// An upper bound in money, as a fraction of a base, or both: the smaller one holds. Zero means no bound.
struct Cap {
    Money amount;
    Ratio of_base;
};

/// Limits of one instrument.
struct InstrumentLimits {
    /// Base: the order's quantity. Window: one order. Action: refuse. Reset: none.
    Qty order_qty_max;
    /// Base: |position + open orders that could fill on that side|. Window: now. Action: refuse what would
    /// increase it. Reset: as orders end and the position shrinks.
    Qty position_max;
    /// Base: worst-case |exposure| of the instrument, of equity. Window: now. Action: refuse what would increase it.
    /// Reset: as exposure falls. The limit of all instruments (Limits::instrument_exposure) holds beside it.
    Cap exposure_max;
    /// Margin that a new position locks, as a fraction of its notional: 1 / leverage; 1 is fully paid.
    Ratio initial_margin = Ratio::from_int(1);
};

/// Every pre-trade limit. Zero means no limit. Money is in the account currency.
///
/// Exposure is the worst case: position plus every open, in-flight or unknown order that could still fill on
/// that side, at the last price. Orders that only shrink a position are refused by none of the limits marked (e).
struct Limits {
    /// (e) Base: price × qty of the order. Window: one order. Action: refuse. Reset: none.
    Money order_notional_max;
    /// Base: |order price - last price| / last price; only the aggressive side for shrinking orders.
    /// Window: one order. Action: refuse. Reset: none.
    Ratio price_band;
    /// By InstrumentId; instruments beyond the end have the defaults.
    std::vector<InstrumentLimits> instruments;
    /// (e) Base: Σ worst-case |exposure|, of equity. Window: now. Action: refuse. Reset: as exposure falls.
    Cap gross_exposure;
    /// (e) Base: |Σ signed worst-case exposure|, of equity. Window: now. Action: refuse. Reset: the same.
    Cap net_exposure;
    /// (e) Base: worst-case |exposure| of one instrument, of equity. Window: now. Action: refuse. Reset: the same.
    Cap instrument_exposure;
    /// (e) Base: Σ worst-case |exposure| of one strategy, of equity. Window: now. Action: refuse. Reset: the same.
    Cap strategy_exposure;
    /// (e) Base: orders not final, unknown ones included. Window: now. Action: refuse. Reset: as orders end.
    std::uint32_t open_orders_max = 0;
    /// (e) The same for one instrument.
    std::uint32_t open_orders_per_instrument_max = 0;
    /// (e) Base: approved orders, a token bucket of this size that refills evenly over the window. Shrinking orders
    /// take tokens that are not there yet: a stop is never refused, and entries wait longer for it.
    /// Action: refuse. Reset: with time.
    std::uint32_t order_rate_max = 0;
    Duration order_rate_window = 1s;
    /// Tokens of the bucket that only shrinking orders may use, so that with exits the rate stays below the maximum.
    std::uint32_t order_rate_reserve = 0;
    /// (e) Base: instruments with a position or an entry that could open one. Window: now. Action: refuse an
    /// entry in one more instrument. Reset: as positions close.
    std::uint32_t concurrent_trades_max = 0;
    /// (e) Base: approved entries, less those that ended without a fill. Window: the risk day.
    /// Action: refuse. Reset: at the start of the risk day.
    std::uint32_t daily_trades_max = 0;
    /// (e) Base: equity at the start of the risk day - equity now, of the former. Window: the risk day.
    /// Action: refuse. Reset: at the start of the risk day, or when the loss is made good.
    Cap daily_loss;
    /// (e) Base: equity at start or last re-arm - equity now, of the former; deposits and withdrawals taken out.
    /// Window: since then. Action: refuse. Reset: re-arm, or when the loss is made good.
    Cap total_loss;
    /// Base: time since the instrument's last price. Window: now. Action: refuse, shrinking orders pass.
    /// Reset: with the next price.
    Duration data_age_max{};
    /// (e) Base: margin available less margin of open entries. Window: now. Action: refuse what needs more.
    /// Reset: as margin is freed. Off only for venues that do their own accounting.
    bool check_margin = true;

    /// The limits of an instrument, or the defaults.
    [[nodiscard]] InstrumentLimits of(std::size_t instrument) const noexcept {
        return instrument < instruments.size() ? instruments[instrument] : InstrumentLimits{};
    }
};

/// All broken rules at once: negative limits, margins outside (0, 1], a reserve that leaves entries no token.
/// Errors: invalid_argument.
[[nodiscard]] Result<> validate(const Limits& limits);

}  // namespace argosy::risk
