#include "domain/order.hpp"

#include <gtest/gtest.h>

namespace argosy::domain {
namespace {

OrderRequest market(Qty qty) { return {.instrument = InstrumentId(0), .qty = qty}; }

std::string refusal(const OrderRequest& r) {
    const auto result = validate(r);
    return result ? "ok" : std::string(result.error().message().substr(0, result.error().message().find(':')));
}

TEST(Order, requests_name_the_rule_they_break) {
    EXPECT_EQ(refusal(market("1"_qty)), "ok");
    EXPECT_EQ(refusal(market("0"_qty)), "ORDER_QUANTITY");
    EXPECT_EQ(refusal({.qty = "1"_qty}), "ORDER_INSTRUMENT");
    auto r = market("1"_qty);
    r.limit_price = "5"_px;
    EXPECT_EQ(refusal(r), "ORDER_LIMIT_PRICE");
    r.type = OrderType::limit;
    r.post_only = true;
    EXPECT_EQ(refusal(r), "ok");
    r.time_in_force = TimeInForce::ioc;
    EXPECT_EQ(refusal(r), "ORDER_POST_ONLY");
    r = market("1"_qty);
    r.type = OrderType::trailing_stop;
    EXPECT_EQ(refusal(r), "ORDER_TRAIL");
    r.trail_rate = "0.02"_ratio;
    EXPECT_EQ(refusal(r), "ok");
    r.trail_offset = "2"_px;
    EXPECT_EQ(refusal(r), "ORDER_TRAIL");
    r = market("1"_qty);
    r.time_in_force = TimeInForce::gtd;
    EXPECT_EQ(refusal(r), "ORDER_EXPIRY");
    r = market("1"_qty);
    r.type = OrderType::stop_market;
    EXPECT_EQ(refusal(r), "ORDER_TRIGGER_PRICE");
}

TEST(Order, average_price_is_cost_over_filled) {
    Order o{.request = market("3"_qty), .filled = "3"_qty, .cost = "100"_money};
    EXPECT_EQ(o.average_price(), "33.3333333333"_px);
    EXPECT_EQ(o.open_qty(), "0"_qty);
}

}  // namespace
}  // namespace argosy::domain
