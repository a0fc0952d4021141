#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/decimal.hpp"
#include "base/inline_string.hpp"
#include "base/time.hpp"

namespace argosy::domain {
struct Instrument;
}

namespace argosy::risk {

/// Why an order or a size was refused; printed as CATEGORY_CONDITION. docs/risk.md has a line for each.
enum class Reason : std::uint8_t {
    none,
    order_malformed,
    order_quantity_step,
    order_quantity_min,
    order_quantity_max,
    order_quantity_limit,
    order_price_tick,
    order_price_band,
    order_notional_min,
    order_notional_limit,
    order_rate,
    data_price_missing,
    data_rate_missing,
    data_stale,
    state_emergency,
    state_stopped,
    state_crisis,
    state_entries_blocked,
    lock_all,
    lock_instrument,
    position_limit,
    position_short,
    position_reduce,
    exposure_gross,
    exposure_net,
    exposure_instrument,
    exposure_limit,
    exposure_strategy,
    open_orders_limit,
    open_orders_instrument,
    trades_concurrent,
    trades_daily,
    loss_daily,
    loss_total,
    margin_available,
    size_equity,
    size_price_missing,
    size_stop_missing,
    size_volatility_missing,
    size_trades_few,
    size_edge_missing,
    size_strength,
    size_state,
};
/// "POSITION_LIMIT", "DATA_STALE" ...
[[nodiscard]] std::string_view to_string(Reason reason) noexcept;

/// What the two numbers of a refusal measure.
enum class Measure : std::uint8_t { none, qty, price, money, ratio, count, duration, until };

/// A refused order, without text: the numbers are rendered by describe() when somebody wants to read them.
struct Refusal {
    Reason reason = Reason::none;
    Measure measure = Measure::none;
    int128 value = 0;  ///< raw decimal, count or nanoseconds, by measure
    int128 limit = 0;
    InlineString<96> detail;  ///< for people: which rule, which cause; may be empty
};

/// "POSITION_LIMIT: 12.5 > 10 BTC": reason, value, relation, limit and unit, then the detail.
[[nodiscard]] std::string describe(const Refusal& refusal, const domain::Instrument& instrument);

}  // namespace argosy::risk
