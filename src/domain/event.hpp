#pragma once

#include <variant>

#include "domain/fill.hpp"
#include "domain/market_data.hpp"
#include "domain/order.hpp"

namespace argosy::domain {

/// What a market tells everybody.
using MarketEvent = std::variant<BarClosed, Trade, Quote, BookUpdate, Funding, MarkPrice>;

struct OrderAccepted {
    OrderId order;
    InlineString<64> venue_order_id;
    Time time{};
};
struct OrderRejected {
    OrderId order;
    InlineString<96> reason;
    Time time{};
};
/// filled is the venue's count at the end: a fill that we have not seen yet shows as a difference.
struct OrderCanceled {
    OrderId order;
    Qty filled;
    InlineString<96> reason;
    Time time{};
};
struct OrderExpired {
    OrderId order;
    Qty filled;
    Time time{};
};
/// The venue refuses to cancel, mostly because the order is final already.
struct CancelRejected {
    OrderId order;
    InlineString<96> reason;
    Time time{};
};
/// The venue took the new quantity and prices of a ReplaceOrder; the order keeps its id and what it filled.
struct OrderReplaced {
    OrderId order;
    Qty qty;              ///< the new total quantity
    Price limit_price;    ///< zero: unchanged
    Price trigger_price;  ///< zero: unchanged
    Time time{};
};
/// The venue refuses to replace; the order stands as it was, or is final already.
struct ReplaceRejected {
    OrderId order;
    InlineString<96> reason;
    Time time{};
};
/// A stop or take-profit was triggered and is now a market or limit order.
struct OrderTriggered {
    OrderId order;
    Time time{};
};
/// We sent it and cannot tell what became of it. Never a rejection: only the venue's answer ends it.
struct OrderUnknown {
    OrderId order;
    InlineString<96> reason;
    Time time{};
};
struct OrderFilled {
    Fill fill;
};
/// Funding paid (negative: by us) on an open position.
struct FundingPaid {
    InstrumentId instrument;
    Money amount;  ///< in the settlement currency, signed for our account
    Ratio rate;
    Time time{};
};
/// The venue closed the position because margin ran out; the fills come as OrderFilled.
struct Liquidated {
    InstrumentId instrument;
    Price price;
    Time time{};
};

/// What a venue tells us about our orders and account.
using VenueEvent =
    std::variant<OrderAccepted, OrderRejected, OrderCanceled, OrderExpired, CancelRejected, OrderReplaced,
                 ReplaceRejected, OrderTriggered, OrderUnknown, OrderFilled, FundingPaid, Liquidated>;

/// When the event happened at the venue.
[[nodiscard]] inline Time time_of(const VenueEvent& event) noexcept {
    return std::visit(
        [](const auto& e) {
            if constexpr (requires { e.fill; })
                return e.fill.time;
            else
                return e.time;
        },
        event);
}

}  // namespace argosy::domain
