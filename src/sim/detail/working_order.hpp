#pragma once

#include <algorithm>

#include "base/decimal.hpp"
#include "base/time.hpp"
#include "domain/instrument.hpp"
#include "domain/order.hpp"
#include "sim/state.hpp"

namespace argosy::sim::detail {

/// An order at the venue, or on its way there.
struct WorkingOrder : OrderState {
    Money reserved;  ///< of the free balance, until it fills or ends
    bool has_arrived = false;
    bool is_fresh = false;  ///< it began to work within the event at hand
    bool in_path = false;   ///< it began to work inside a bar, at a known point of its path

    void parts(this auto& self, auto& archive) {
        archive(self.id, self.request, self.filled, self.stage, self.expires_at, self.active_from, self.trigger,
                self.best, self.queue_ahead, self.traded_ahead);
        archive(self.reserved, self.has_arrived, self.is_fresh, self.in_path);
    }

    [[nodiscard]] bool is_buy() const noexcept { return request.side == domain::Side::buy; }
    [[nodiscard]] Qty open() const noexcept { return request.qty - filled; }
    [[nodiscard]] bool is_immediate() const noexcept {
        return request.time_in_force == domain::TimeInForce::ioc || request.time_in_force == domain::TimeInForce::fok;
    }
    [[nodiscard]] bool is_trailing() const noexcept { return request.type == domain::OrderType::trailing_stop; }
    [[nodiscard]] bool is_take_profit() const noexcept {
        return request.type == domain::OrderType::take_profit_market ||
               request.type == domain::OrderType::take_profit_limit;
    }
    /// A stop whose trigger does not move.
    [[nodiscard]] bool is_fixed_stop() const noexcept {
        return request.type == domain::OrderType::stop_market || request.type == domain::OrderType::stop_limit;
    }
    /// What its slippage is measured from. What waits for a price was decided at that price, wherever it stands by now:
    /// a trigger that was moved or trails, the limit of a take profit. Everything else at the price of the decision.
    [[nodiscard]] Price decision_price() const noexcept {
        if (trigger.is_positive()) return trigger;
        const bool is_profit = request.purpose == domain::OrderPurpose::take_profit && has_limit();
        return is_profit ? request.limit_price : request.decision_price;
    }
    [[nodiscard]] bool has_limit() const noexcept { return request.limit_price.is_positive(); }
    /// Acts on a falling price: buy limits and take-profits, sell stops.
    [[nodiscard]] bool acts_on_fall() const noexcept {
        const bool is_stop = stage == Stage::armed && !is_take_profit();
        return is_buy() != is_stop;
    }
    /// Its trigger follows the mark (or index) price of an instrument that has one.
    [[nodiscard]] bool watches_mark() const noexcept {
        return stage == Stage::armed && request.trigger_source != domain::TriggerSource::last;
    }
};

/// The smallest price step there is: "trades through 100" means 100 ± this or beyond.
inline constexpr Price price_epsilon = Price::from_raw(1);

/// Where a price must get for something to happen to the order: at or below `lo`, at or above `hi`.
struct Reach {
    Price lo = Price::from_raw(INT64_MIN);
    Price hi = Price::max();
    static constexpr Reach anywhere() noexcept { return {Price::max(), Price::max()}; }
};

/// The price whose passing triggers or fills the order. Requires: armed or resting.
[[nodiscard]] inline Price level_of(const WorkingOrder& o) noexcept {
    return o.stage == Stage::armed ? o.trigger : o.request.limit_price;
}

[[nodiscard]] inline Reach reach_of(const WorkingOrder& o) noexcept {
    switch (o.stage) {
        case Stage::held: return {};
        case Stage::market:
        case Stage::arrived: return Reach::anywhere();
        case Stage::resting: break;
        case Stage::armed:
            if (!o.is_trailing()) break;
            if (o.best.is_zero()) return Reach::anywhere();
            return o.is_buy() ? Reach{o.best - price_epsilon, o.trigger} : Reach{o.trigger, o.best + price_epsilon};
    }
    Reach reach;
    (o.acts_on_fall() ? reach.lo : reach.hi) = level_of(o);
    return reach;
}

/// Moves a trailing stop after the best price. Rounds the trigger to the tick away from the market.
inline void follow(WorkingOrder& o, Price price, Price tick) noexcept {
    if (!o.best.is_zero() && (o.is_buy() ? price >= o.best : price <= o.best)) return;
    o.best = price;
    const Price distance =
        o.request.trail_offset.is_positive() ? o.request.trail_offset : scale(price, o.request.trail_rate);
    o.trigger = o.is_buy() ? round_to_step(price + distance, tick, Rounding::ceiling)
                           : round_to_step(price - distance, tick, Rounding::floor);
}

}  // namespace argosy::sim::detail
