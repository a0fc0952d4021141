#pragma once

#include <string>
#include <string_view>

#include "base/decimal.hpp"
#include "base/error.hpp"
#include "base/id.hpp"
#include "base/inline_string.hpp"
#include "base/time.hpp"

namespace argosy::domain {

enum class Side : std::uint8_t { buy, sell };
[[nodiscard]] constexpr Side opposite(Side s) noexcept { return s == Side::buy ? Side::sell : Side::buy; }
/// +qty for a buy, -qty for a sell: how fills add up to a position.
[[nodiscard]] constexpr Qty signed_qty(Side s, Qty qty) noexcept { return s == Side::buy ? qty : -qty; }

enum class OrderType : std::uint8_t {
    market,
    limit,
    stop_market,         ///< becomes a market order when the price passes the trigger against us
    stop_limit,          ///< becomes a limit order then
    take_profit_market,  ///< becomes a market order when the price passes the trigger in our favour
    take_profit_limit,
    trailing_stop,  ///< a stop_market whose trigger follows the best price at trail_offset or trail_rate
};

enum class TimeInForce : std::uint8_t {
    gtc,  ///< good till canceled
    ioc,  ///< immediate or cancel: what does not fill at once is canceled
    fok,  ///< fill or kill: all at once or nothing
    gtd,  ///< good till expire_at
    day,  ///< good till the session closes
};

/// Which price arms a trigger.
enum class TriggerSource : std::uint8_t { last, mark, index };

/// Why the order exists: reports split costs by it and a restart re-adopts protection by it.
enum class OrderPurpose : std::uint8_t {
    entry,
    exit,
    stop_loss,
    take_profit,
    trailing_stop,
    time_stop,
    liquidation,
    manual,
    flatten
};

enum class OrderStatus : std::uint8_t {
    created,           ///< approved, not yet sent
    in_flight,         ///< sent, no answer yet
    accepted,          ///< the venue has it, nothing filled
    partially_filled,  ///< the venue has it, something filled
    cancel_in_flight,  ///< we asked to cancel, no answer yet; it may still fill
    unknown,           ///< sent, and the outcome cannot be told; only the venue's answer ends it
    filled,
    canceled,
    rejected,
    expired,
};
/// Nothing can happen to the order any more.
[[nodiscard]] constexpr bool is_final(OrderStatus s) noexcept { return s >= OrderStatus::filled; }

/// What somebody wants to trade. Prices and quantities that a type does not use stay zero.
struct OrderRequest {
    InstrumentId instrument;
    Side side = Side::buy;
    OrderType type = OrderType::market;
    Qty qty;
    Price limit_price;    ///< limit types
    Price trigger_price;  ///< stop and take-profit types
    Price trail_offset;   ///< trailing stop: distance in price, or
    Ratio trail_rate;     ///< ... as a fraction of the best price
    TriggerSource trigger_source = TriggerSource::last;
    TimeInForce time_in_force = TimeInForce::gtc;
    Time expire_at{};          ///< gtd
    bool post_only = false;    ///< reject rather than take
    bool reduce_only = false;  ///< may only shrink the position, never open or flip
    OrderPurpose purpose = OrderPurpose::entry;
    StrategyId strategy;   ///< none: manual or risk
    DecisionId decision;   ///< none: not caused by a ballot
    OrderId parent;        ///< bracket child: the entry it protects
    Price decision_price;  ///< the price when the decision was made, for slippage

    friend bool operator==(const OrderRequest&, const OrderRequest&) = default;
};

/// A rule that the order breaks and that needs no market or account to see (a limit order without a limit price ...),
/// as ORDER_CONDITION: text; null when it breaks none.
[[nodiscard]] const char* broken_rule(const OrderRequest& request) noexcept;
/// The same as a result. Errors: invalid_argument with that text.
[[nodiscard]] Result<> validate(const OrderRequest& request);

/// An order as we know it: the request and everything reported since.
struct Order {
    OrderId id;
    OrderRequest request;
    OrderStatus status = OrderStatus::created;
    Qty filled;
    Money cost;  ///< Σ price × qty over fills, before the multiplier
    Time created_at{};
    Time updated_at{};
    InlineString<64> venue_order_id;
    InlineString<96> reason;  ///< why it was rejected, canceled or expired

    [[nodiscard]] Qty open_qty() const noexcept { return request.qty - filled; }
    [[nodiscard]] bool is_open() const noexcept { return !is_final(status); }
    /// Requires: filled > 0.
    [[nodiscard]] Price average_price() const noexcept;
};

[[nodiscard]] std::string_view to_string(Side) noexcept;
[[nodiscard]] std::string_view to_string(OrderType) noexcept;
[[nodiscard]] std::string_view to_string(TimeInForce) noexcept;
[[nodiscard]] std::string_view to_string(TriggerSource) noexcept;
[[nodiscard]] std::string_view to_string(OrderPurpose) noexcept;
[[nodiscard]] std::string_view to_string(OrderStatus) noexcept;

}  // namespace argosy::domain
