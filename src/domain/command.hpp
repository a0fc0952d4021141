#pragma once

#include <string>
#include <variant>
#include <vector>

#include "domain/order.hpp"
#include "domain/state.hpp"

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
/// A setting by the name that the configuration has for it, as text: "daily_loss.amount", "2500".
struct NamedValue {
    std::string name;
    std::string value;
};
/// Other risk limits from now on; what is not named stays. "position_size" is the fraction of equity that books which
/// size by one give to a position.
struct SetLimits {
    std::vector<NamedValue> values;
};
/// Worse at once, and latched until a person goes back; `normal` ends it. A loss that would cause the state is still
/// watched: it causes it again.
struct SetRiskMode {
    RiskState state = RiskState::crisis;
    InlineString<96> cause;
};
/// Other levels for what protects an open position.
struct MoveStops {
    InstrumentId instrument;
    OrderId entry;      ///< none: every bracket of the instrument
    Price stop;         ///< zero: unchanged
    Price take_profit;  ///< zero: unchanged
};
/// Other parameters for a strategy, from its next bar on; what is not named stays.
struct SetParameters {
    StrategyId strategy;
    std::vector<NamedValue> values;
};
/// Cancels every open order that protects nothing.
struct CancelAll {
    InstrumentId instrument;  ///< none: of all
};
/// A PlaceOrder that is done once however often it is asked for.
struct PlaceOrderOnce {
    OrderRequest request;
    InlineString<128> key;     ///< names the wish
    std::uint64_t digest = 0;  ///< of what was asked: the same key with another digest is refused
};
/// New positions in these instruments only.
struct SelectInstruments {
    std::vector<InstrumentId> instruments;
    bool all = false;  ///< no selection: in every one
};
/// Does now what a cycle looks for: see CycleType.
struct RunCycle {
    CycleType type = CycleType::entry;
};
/// A version of the settings, with what a running engine takes of it: all of it, or nothing.
struct ApplyVersion {
    std::uint64_t version = 0;
    std::vector<NamedValue> limits;         ///< as in SetLimits, but for "position_size"
    std::vector<SetParameters> parameters;  ///< each strategy once
    std::vector<EnableStrategy> switches;
};

/// What a person or another service asks of us.
using Command = std::variant<StartTrading, StopTrading, EmergencyStop, ResetEmergency, RearmRisk, PlaceOrder,
                             RequestCancel, ClosePosition, EnableStrategy, SetLimits, SetRiskMode, MoveStops,
                             SetParameters, CancelAll, PlaceOrderOnce, SelectInstruments, RunCycle, ApplyVersion>;

/// The command only takes risk away: it is done even when it cannot be remembered.
[[nodiscard]] constexpr bool is_protective(const Command& command) noexcept {
    return std::holds_alternative<EmergencyStop>(command) || std::holds_alternative<StopTrading>(command) ||
           std::holds_alternative<RequestCancel>(command) || std::holds_alternative<CancelAll>(command);
}

}  // namespace argosy::domain
