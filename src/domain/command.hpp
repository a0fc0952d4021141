#pragma once

#include <variant>

#include "domain/order.hpp"

namespace argosy::domain {

/// Sends an order. The request has passed the risk gate: execution/ makes these only from risk::Approved.
struct SubmitOrder {
    OrderId order;
    OrderRequest request;
};
struct CancelOrder {
    OrderId order;
};
/// Changes price or quantity of a working order; venues without replace get cancel and submit.
struct ReplaceOrder {
    OrderId order;
    Qty qty;              ///< the new total quantity
    Price limit_price;    ///< zero: unchanged
    Price trigger_price;  ///< zero: unchanged
};

/// What we ask of a venue.
using VenueCommand = std::variant<SubmitOrder, CancelOrder, ReplaceOrder>;

struct StartTrading {};
/// No new entries; exits and protection go on.
struct StopTrading {};
/// Cancel everything, flatten if asked, and latch: only a two-step reset clears it.
struct EmergencyStop {
    bool flatten = false;
    InlineString<96> reason;
};
/// Step one of the reset names the cause that was read; step two confirms it.
struct ResetEmergency {
    bool confirm = false;
};
/// Re-arms a latched risk state after a person has looked.
struct RearmRisk {};
/// An order by hand; it passes the same risk gate.
struct PlaceOrder {
    OrderRequest request;
};
struct RequestCancel {
    OrderId order;
};
struct ClosePosition {
    InstrumentId instrument;
};
struct EnableStrategy {
    StrategyId strategy;
    bool enabled = true;
};

/// What a person or another service asks of us.
using Command = std::variant<StartTrading, StopTrading, EmergencyStop, ResetEmergency, RearmRisk, PlaceOrder,
                             RequestCancel, ClosePosition, EnableStrategy>;

}  // namespace argosy::domain
