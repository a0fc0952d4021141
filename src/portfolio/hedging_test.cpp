// An account in hedge mode: both legs of an instrument, worked out by hand.
#include <gtest/gtest.h>

#include "portfolio/portfolio.hpp"
#include "portfolio/test_support.hpp"

namespace argosy::portfolio {
namespace {

using namespace testing;

Portfolio::Settings hedged(Money usdt, MarginMode mode = MarginMode::cross) {
    auto s = cash(usdt);
    s.position_mode = PositionMode::hedging;
    s.margin_mode = mode;
    s.leverage = "10"_ratio;
    return s;
}

TEST(Hedging, two_strategies_keep_their_own_legs_prices_and_results) {
    const auto instruments = table({"BTC/USDT:USDT"});
    Portfolio p(instruments, hedged("1000"_money));
    p.on_fill(buy("1"_qty, "90"_px, {.fee = "0.09"_money}));
    p.on_fill(buy("2"_qty, "105"_px, {.fee = "0.21"_money}));
    p.on_fill(sell("2"_qty, "110"_px, {.strategy = beta, .fee = "0.22"_money}));
    p.on_mark(first, "120"_px, Time{});
    EXPECT_EQ(p.position(first, Leg::long_leg).average_price(), "100"_px);
    EXPECT_EQ(p.position(first, Leg::long_leg).unrealised(), "60"_money);
    EXPECT_EQ(p.position(first, Leg::short_leg).average_price(), "110"_px);
    EXPECT_EQ(p.position(first, Leg::short_leg).unrealised(), "-20"_money);
    EXPECT_EQ(p.totals(alpha)->pnl(), "59.7"_money);
    EXPECT_EQ(p.totals(beta)->pnl(), "-20.22"_money);
    EXPECT_EQ(*p.equity(), "1039.48"_money);
    EXPECT_EQ(p.exposure()->gross, "600"_money);
    EXPECT_EQ(p.exposure()->net, "120"_money);
}

TEST(Hedging, an_exit_closes_the_other_side_and_leaves_the_own_leg_alone) {
    const auto instruments = table({"BTC/USDT:USDT"});
    Portfolio p(instruments, hedged("1000"_money));
    p.on_fill(buy("3"_qty, "100"_px));
    p.on_fill(sell("2"_qty, "110"_px, {.strategy = beta}));
    p.on_fill(sell("1"_qty, "120"_px, {.purpose = OrderPurpose::take_profit}));
    EXPECT_EQ(p.position(first, Leg::long_leg).qty, "2"_qty);
    EXPECT_EQ(p.position(first, Leg::short_leg).qty, "-2"_qty);
    EXPECT_EQ(p.totals(alpha)->realised, "20"_money);
    p.on_fill(buy("2"_qty, "120"_px, {.strategy = beta, .purpose = OrderPurpose::stop_loss}));
    EXPECT_EQ(p.position(first, Leg::long_leg).qty, "2"_qty);
    EXPECT_EQ(p.position(first, Leg::short_leg).qty, Qty{});
    EXPECT_EQ(p.totals(beta)->realised, "-20"_money);
    p.on_mark(first, "120"_px, Time{});
    EXPECT_EQ(*p.equity(), "1040"_money) << "20 - 20 realised, 2 × 20 open";
}

TEST(Hedging, margin_is_held_for_both_legs) {
    const auto instruments = table({"BTC/USDT:USDT"});
    Portfolio p(instruments, hedged("1000"_money));
    p.on_fill(buy("3"_qty, "100"_px));
    p.on_fill(sell("2"_qty, "110"_px));
    p.on_mark(first, "120"_px, Time{});
    EXPECT_EQ(p.initial_margin(first), "60"_money) << "a tenth of 360 and of 240";
    EXPECT_EQ(p.maintenance_margin(first), "3"_money);
    EXPECT_EQ(p.available(Currency("USDT")), "980"_money) << "1000 + 60 - 20 - 60";
    EXPECT_NEAR(*p.margin_ratio(first), 3.0 / 1040, 1e-15);
}

TEST(Hedging, the_larger_leg_decides_where_a_cross_account_is_liquidated) {
    const auto instruments = table({"BTC/USDT:USDT"});
    Portfolio up(instruments, hedged("20"_money));
    up.on_fill(buy("3"_qty, "100"_px));
    up.on_fill(sell("2"_qty, "110"_px));
    // 20 + 3 (p - 100) + 2 (110 - p) = 0.005 × 5 p
    EXPECT_EQ(up.liquidation_price(first), "61.5384615384"_px);
    Portfolio down(instruments, hedged("20"_money));
    down.on_fill(buy("2"_qty, "100"_px));
    down.on_fill(sell("3"_qty, "110"_px));
    // 20 + 2 (p - 100) + 3 (110 - p) = 0.005 × 5 p
    EXPECT_EQ(down.liquidation_price(first), "146.3414634147"_px);
    down.on_fill(buy("1"_qty, "110"_px));
    EXPECT_FALSE(down.liquidation_price(first)) << "what one leg loses the other gains";
}

TEST(Hedging, isolated_legs_are_liquidated_each_by_itself) {
    const auto instruments = table({"BTC/USDT:USDT"});
    Portfolio p(instruments, hedged("1000"_money, MarginMode::isolated));
    p.on_fill(buy("2"_qty, "1000"_px));
    p.on_fill(sell("1"_qty, "1000"_px));
    EXPECT_EQ(p.position(first, Leg::long_leg).margin, "200"_money);
    EXPECT_EQ(p.position(first, Leg::short_leg).margin, "100"_money);
    EXPECT_EQ(p.available(Currency("USDT")), "700"_money);
    // Short: 100 + 1000 - p = 0.005 p; long: 200 + 2 p - 2000 = 0.01 p. The nearer one is named.
    EXPECT_NEAR(p.liquidation_price(first)->to_double(), 1094.527363184, 1e-9);
    p.on_mark(first, "950"_px, Time{});
    EXPECT_NEAR(p.liquidation_price(first)->to_double(), 904.5226130653, 1e-9);
    EXPECT_FALSE(p.is_liquidatable(first));
    p.on_mark(first, "904.5"_px, Time{});
    EXPECT_TRUE(p.is_liquidatable(first));
}

}  // namespace
}  // namespace argosy::portfolio
