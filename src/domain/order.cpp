#include "domain/order.hpp"

#include <utility>

namespace argosy::domain {
namespace {

template <class... Types>
constexpr bool is_one_of(OrderType t, Types... types) {
    return (((1u << static_cast<unsigned>(types)) | ...) >> static_cast<unsigned>(t) & 1) != 0;
}
constexpr bool has_limit(OrderType t) {
    return is_one_of(t, OrderType::limit, OrderType::stop_limit, OrderType::take_profit_limit);
}
constexpr bool has_trigger(OrderType t) {
    return is_one_of(t, OrderType::stop_market, OrderType::stop_limit, OrderType::take_profit_market,
                     OrderType::take_profit_limit);
}

/// A quantity of something, by market or limit until canceled: what nearly every order is, told by few comparisons.
bool is_plain(const OrderRequest& r) {
    const bool is_limit = r.type == OrderType::limit;
    const auto unused = r.trigger_price.raw() | r.trail_offset.raw() | r.trail_rate.raw() | to_ns(r.expire_at) |
                        static_cast<std::int64_t>(r.time_in_force);
    return static_cast<unsigned>(r.type) <= static_cast<unsigned>(OrderType::limit) && unused == 0 &&
           r.limit_price.is_positive() == is_limit && (is_limit || !r.post_only) && r.qty.is_positive() &&
           !r.instrument.is_none();
}

}  // namespace

Price Order::average_price() const noexcept { return divide(cost, filled, Rounding::half_even); }

const char* broken_rule(const OrderRequest& r) noexcept {
    if (is_plain(r)) [[likely]]
        return nullptr;
    const bool trailing = r.type == OrderType::trailing_stop;
    if (r.instrument.is_none()) return "ORDER_INSTRUMENT: no instrument is named";
    if (!r.qty.is_positive()) return "ORDER_QUANTITY: the quantity must be positive";
    if (has_limit(r.type) != r.limit_price.is_positive())
        return "ORDER_LIMIT_PRICE: limit orders, and only they, have a positive limit price";
    if (has_trigger(r.type) != r.trigger_price.is_positive())
        return "ORDER_TRIGGER_PRICE: stop and take-profit orders, and only they, have a positive trigger";
    if (trailing != (r.trail_offset.is_positive() != r.trail_rate.is_positive()))
        return "ORDER_TRAIL: trailing stops, and only they, have either an offset or a rate";
    if (r.post_only && r.type != OrderType::limit) return "ORDER_POST_ONLY: only limit orders can be post-only";
    if (r.post_only && (r.time_in_force == TimeInForce::ioc || r.time_in_force == TimeInForce::fok))
        return "ORDER_POST_ONLY: an immediate order cannot be post-only";
    if ((r.time_in_force == TimeInForce::gtd) != (r.expire_at != Time{}))
        return "ORDER_EXPIRY: gtd orders, and only they, have an expiry time";
    return nullptr;
}

Result<> validate(const OrderRequest& request) {
    if (const char* why = broken_rule(request)) return fail(Errc::invalid_argument, why);
    return {};
}

std::string_view to_string(Side s) noexcept { return s == Side::buy ? "buy" : "sell"; }

std::string_view to_string(OrderType t) noexcept {
    switch (t) {
        case OrderType::market: return "market";
        case OrderType::limit: return "limit";
        case OrderType::stop_market: return "stop_market";
        case OrderType::stop_limit: return "stop_limit";
        case OrderType::take_profit_market: return "take_profit_market";
        case OrderType::take_profit_limit: return "take_profit_limit";
        case OrderType::trailing_stop: return "trailing_stop";
    }
    std::unreachable();
}

std::string_view to_string(TimeInForce t) noexcept {
    switch (t) {
        case TimeInForce::gtc: return "gtc";
        case TimeInForce::ioc: return "ioc";
        case TimeInForce::fok: return "fok";
        case TimeInForce::gtd: return "gtd";
        case TimeInForce::day: return "day";
    }
    std::unreachable();
}

std::string_view to_string(TriggerSource s) noexcept {
    switch (s) {
        case TriggerSource::last: return "last";
        case TriggerSource::mark: return "mark";
        case TriggerSource::index: return "index";
    }
    std::unreachable();
}

std::string_view to_string(OrderPurpose p) noexcept {
    switch (p) {
        case OrderPurpose::entry: return "entry";
        case OrderPurpose::exit: return "exit";
        case OrderPurpose::stop_loss: return "stop_loss";
        case OrderPurpose::take_profit: return "take_profit";
        case OrderPurpose::trailing_stop: return "trailing_stop";
        case OrderPurpose::time_stop: return "time_stop";
        case OrderPurpose::liquidation: return "liquidation";
        case OrderPurpose::manual: return "manual";
        case OrderPurpose::flatten: return "flatten";
    }
    std::unreachable();
}

std::string_view to_string(OrderStatus s) noexcept {
    switch (s) {
        case OrderStatus::created: return "created";
        case OrderStatus::in_flight: return "in_flight";
        case OrderStatus::accepted: return "accepted";
        case OrderStatus::partially_filled: return "partially_filled";
        case OrderStatus::cancel_in_flight: return "cancel_in_flight";
        case OrderStatus::unknown: return "unknown";
        case OrderStatus::filled: return "filled";
        case OrderStatus::canceled: return "canceled";
        case OrderStatus::rejected: return "rejected";
        case OrderStatus::expired: return "expired";
    }
    std::unreachable();
}

}  // namespace argosy::domain
