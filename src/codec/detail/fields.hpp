#pragma once

// The fields of every domain type, listed once: JSON and bytes, writing and reading, all walk these lists.
// The order is that of the bytes: a change of a list is a new version of the byte form (bytes.hpp).
// codec_test.cpp holds every list against the number of members of its struct.

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "domain/bar.hpp"
#include "domain/command.hpp"
#include "domain/event.hpp"
#include "domain/fill.hpp"
#include "domain/instrument.hpp"
#include "domain/market_data.hpp"
#include "domain/order.hpp"
#include "domain/round_trip.hpp"
#include "domain/signal.hpp"
#include "domain/state.hpp"

namespace argosy::codec::detail {

template <class T>
inline constexpr bool is_id = false;
template <class Tag, class Rep>
inline constexpr bool is_id<Id<Tag, Rep>> = true;
template <class T>
inline constexpr bool is_decimal = false;
template <class Tag, int Digits, class Rep>
inline constexpr bool is_decimal<Decimal<Tag, Digits, Rep>> = true;

template <class X, class T>
concept Maybe = std::same_as<std::remove_const_t<X>, T>;

// A list is a function that calls v(name, member) in order; X is the type, const or not.
#define ARGOSY_FIELDS(Type, ...)                                \
    template <class V, Maybe<domain::Type> X>                   \
    void fields([[maybe_unused]] V& v, [[maybe_unused]] X& x) { \
        __VA_ARGS__;                                            \
    }
#define F(name) v(#name, x.name)

ARGOSY_FIELDS(Bar, F(open_time), F(open), F(high), F(low), F(close), F(volume), F(trade_count))
ARGOSY_FIELDS(Trade, F(instrument), F(time), F(price), F(qty), F(aggressor), F(venue_id))
ARGOSY_FIELDS(Quote, F(instrument), F(time), F(bid), F(ask), F(bid_qty), F(ask_qty))
ARGOSY_FIELDS(BarClosed, F(instrument), F(interval), F(bar))
ARGOSY_FIELDS(BookLevel, F(side), F(price), F(qty))
ARGOSY_FIELDS(BookUpdate, F(instrument), F(time), F(is_snapshot), F(first_seq), F(last_seq), F(prev_seq), F(levels))
ARGOSY_FIELDS(Funding, F(instrument), F(time), F(rate), F(mark_price))
ARGOSY_FIELDS(MarkPrice, F(instrument), F(time), F(price))

ARGOSY_FIELDS(OrderRequest, F(instrument), F(side), F(type), F(qty), F(limit_price), F(trigger_price), F(trail_offset),
              F(trail_rate), F(trigger_source), F(time_in_force), F(expire_at), F(post_only), F(reduce_only),
              F(purpose), F(strategy), F(decision), F(parent), F(decision_price))
ARGOSY_FIELDS(Order, F(id), F(request), F(status), F(filled), F(cost), F(created_at), F(updated_at), F(venue_order_id),
              F(reason))
ARGOSY_FIELDS(Fill, F(id), F(order), F(instrument), F(strategy), F(side), F(liquidity), F(purpose), F(qty), F(price),
              F(decision_price), F(fee), F(fee_currency), F(time))

ARGOSY_FIELDS(OrderAccepted, F(order), F(venue_order_id), F(time))
ARGOSY_FIELDS(OrderRejected, F(order), F(reason), F(time))
ARGOSY_FIELDS(OrderCanceled, F(order), F(filled), F(reason), F(time))
ARGOSY_FIELDS(OrderExpired, F(order), F(filled), F(time))
ARGOSY_FIELDS(CancelRejected, F(order), F(reason), F(time))
ARGOSY_FIELDS(OrderReplaced, F(order), F(qty), F(limit_price), F(trigger_price), F(time))
ARGOSY_FIELDS(ReplaceRejected, F(order), F(reason), F(time))
ARGOSY_FIELDS(OrderTriggered, F(order), F(time))
ARGOSY_FIELDS(OrderUnknown, F(order), F(reason), F(time))
ARGOSY_FIELDS(OrderFilled, F(fill))
ARGOSY_FIELDS(FundingPaid, F(instrument), F(amount), F(rate), F(time))
ARGOSY_FIELDS(Liquidated, F(instrument), F(price), F(time))

ARGOSY_FIELDS(SubmitOrder, F(order), F(request))
ARGOSY_FIELDS(CancelOrder, F(order))
ARGOSY_FIELDS(ReplaceOrder, F(order), F(qty), F(limit_price), F(trigger_price))

ARGOSY_FIELDS(StartTrading)
ARGOSY_FIELDS(StopTrading)
ARGOSY_FIELDS(EmergencyStop, F(flatten), F(reason))
ARGOSY_FIELDS(ResetEmergency, F(confirm))
ARGOSY_FIELDS(RearmRisk)
ARGOSY_FIELDS(PlaceOrder, F(request))
ARGOSY_FIELDS(RequestCancel, F(order))
ARGOSY_FIELDS(ClosePosition, F(instrument))
ARGOSY_FIELDS(EnableStrategy, F(strategy), F(enabled))
ARGOSY_FIELDS(NamedValue, F(name), F(value))
ARGOSY_FIELDS(SetLimits, F(values))
ARGOSY_FIELDS(SetRiskMode, F(state), F(cause))
ARGOSY_FIELDS(MoveStops, F(instrument), F(entry), F(stop), F(take_profit))
ARGOSY_FIELDS(SetParameters, F(strategy), F(values))
ARGOSY_FIELDS(CancelAll, F(instrument))
ARGOSY_FIELDS(PlaceOrderOnce, F(request), F(key), F(digest))
ARGOSY_FIELDS(SelectInstruments, F(instruments), F(all))
ARGOSY_FIELDS(RunCycle, F(type))
ARGOSY_FIELDS(ApplyVersion, F(version), F(limits), F(parameters), F(switches))

ARGOSY_FIELDS(Signal, F(instrument), F(strategy), F(direction), F(strength), F(confidence), F(horizon), F(time),
              F(expires_at), F(stop_price), F(regime), F(reason))
ARGOSY_FIELDS(Vote, F(strategy), F(direction), F(weight), F(strength), F(counted), F(veto), F(reason))
ARGOSY_FIELDS(Ballot, F(id), F(instrument), F(time), F(outcome), F(agreement), F(strength), F(regime), F(price),
              F(reason), F(votes))
ARGOSY_FIELDS(Alert, F(id), F(level), F(category), F(message), F(instrument), F(time))
ARGOSY_FIELDS(RoundTrip, F(strategy), F(instrument), F(side), F(exit_purpose), F(fees_complete), F(fill_count),
              F(bars_held), F(entry_number), F(entry_time), F(exit_time), F(entry_price), F(exit_price), F(qty_max),
              F(currency), F(gross), F(fees), F(funding), F(slippage), F(decided), F(mae), F(mfe), F(initial_risk),
              F(turnover))

ARGOSY_FIELDS(FeeTier, F(volume_min), F(maker), F(taker))
ARGOSY_FIELDS(MarginTier, F(notional_max), F(initial), F(maintenance))
ARGOSY_FIELDS(Instrument, F(symbol), F(venue), F(venue_symbol), F(kind), F(base), F(quote), F(settlement), F(tick_size),
              F(lot_size), F(qty_min), F(qty_max), F(notional_min), F(multiplier), F(fees), F(margin), F(hours))

#undef F
#undef ARGOSY_FIELDS

/// How an alternative of a variant is called on the wire: a name in JSON (messages.md), a number in bytes.
/// Numbers are never used again for something else, whatever the order of the variant.
struct Tag {
    std::uint8_t number;
    std::string_view name;
};
template <class T>
inline constexpr Tag tag_of{0, {}};

#define ARGOSY_TAG(Type, number, name)          \
    template <>                                 \
    inline constexpr Tag tag_of<domain::Type> { \
        number, name                            \
    }
ARGOSY_TAG(BarClosed, 1, "bar");
ARGOSY_TAG(Trade, 2, "trade");
ARGOSY_TAG(Quote, 3, "quote");
ARGOSY_TAG(BookUpdate, 4, "book");
ARGOSY_TAG(Funding, 5, "funding");
ARGOSY_TAG(MarkPrice, 6, "mark_price");

ARGOSY_TAG(OrderAccepted, 1, "order_accepted");
ARGOSY_TAG(OrderRejected, 2, "order_rejected");
ARGOSY_TAG(OrderCanceled, 3, "order_canceled");
ARGOSY_TAG(OrderExpired, 4, "order_expired");
ARGOSY_TAG(CancelRejected, 5, "cancel_rejected");
ARGOSY_TAG(OrderReplaced, 6, "order_replaced");
ARGOSY_TAG(ReplaceRejected, 7, "replace_rejected");
ARGOSY_TAG(OrderTriggered, 8, "order_triggered");
ARGOSY_TAG(OrderUnknown, 9, "order_unknown");
ARGOSY_TAG(OrderFilled, 10, "fill");
ARGOSY_TAG(FundingPaid, 11, "funding_paid");
ARGOSY_TAG(Liquidated, 12, "liquidated");

ARGOSY_TAG(SubmitOrder, 1, "submit_order");
ARGOSY_TAG(CancelOrder, 2, "cancel_order");
ARGOSY_TAG(ReplaceOrder, 3, "replace_order");

ARGOSY_TAG(StartTrading, 1, "start_trading");
ARGOSY_TAG(StopTrading, 2, "stop_trading");
ARGOSY_TAG(EmergencyStop, 3, "emergency_stop");
ARGOSY_TAG(ResetEmergency, 4, "reset_emergency");
ARGOSY_TAG(RearmRisk, 5, "rearm_risk");
ARGOSY_TAG(PlaceOrder, 6, "order_request");
ARGOSY_TAG(RequestCancel, 7, "cancel_request");
ARGOSY_TAG(ClosePosition, 8, "close_position");
ARGOSY_TAG(EnableStrategy, 9, "enable_strategy");
ARGOSY_TAG(SetLimits, 10, "set_limits");
ARGOSY_TAG(SetRiskMode, 11, "set_risk_mode");
ARGOSY_TAG(MoveStops, 12, "move_stops");
ARGOSY_TAG(SetParameters, 13, "set_parameters");
ARGOSY_TAG(CancelAll, 14, "cancel_all_request");
ARGOSY_TAG(PlaceOrderOnce, 15, "order_request_once");
ARGOSY_TAG(SelectInstruments, 16, "select_instruments");
ARGOSY_TAG(RunCycle, 17, "run_cycle");
ARGOSY_TAG(ApplyVersion, 18, "apply_version");
#undef ARGOSY_TAG

/// A person or a client may leave out what has a good default; what we write ourselves is always complete.
template <class T>
inline constexpr bool may_omit_fields =
    std::same_as<T, domain::OrderRequest> || std::same_as<T, domain::EmergencyStop> ||
    std::same_as<T, domain::ResetEmergency> || std::same_as<T, domain::EnableStrategy> ||
    std::same_as<T, domain::SetRiskMode> || std::same_as<T, domain::MoveStops> || std::same_as<T, domain::CancelAll> ||
    std::same_as<T, domain::SelectInstruments> || std::same_as<T, domain::Instrument> ||
    std::same_as<T, domain::FeeTier>;

}  // namespace argosy::codec::detail
