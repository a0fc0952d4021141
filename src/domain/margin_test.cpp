#include "domain/margin.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace argosy::domain {
namespace {

/// Three tiers; the maintenance amounts a venue would print are 0, 50 and 16 300.
Instrument with_tiers(std::string_view symbol, Ratio multiplier = Ratio::from_int(1)) {
    auto i = *parse_symbol(symbol);
    i.multiplier = multiplier;
    i.margin = {{"50000"_money, "0.008"_ratio, "0.004"_ratio},
                {"250000"_money, "0.01"_ratio, "0.005"_ratio},
                {"1000000"_money, "0.14"_ratio, "0.07"_ratio}};
    return i;
}

TEST(Margin, each_tier_holds_for_its_part_of_the_notional) {
    const auto i = with_tiers("BTC/USDT:USDT");
    EXPECT_EQ(maintenance_margin(i, "50000"_money), "200"_money);
    EXPECT_EQ(maintenance_margin(i, "-60000"_money), "250"_money);      // 60000 × 0.005 - 50
    EXPECT_EQ(maintenance_margin(i, "300000"_money), "4700"_money);     // 300000 × 0.07 - 16300
    EXPECT_EQ(maintenance_margin(i, "2000000"_money), "123700"_money);  // the last rate goes on
    EXPECT_EQ(initial_margin(i, "50000"_money, "200"_ratio),
              "400"_money);  // the tier asks more than 250
    EXPECT_EQ(initial_margin(i, "50000"_money, "10"_ratio), "5000"_money);
}

TEST(Margin, without_tiers_there_is_no_leverage) {
    const auto i = *parse_symbol("BTC/USDT");
    EXPECT_EQ(maintenance_margin(i, "50000"_money), Money{});
    EXPECT_EQ(initial_margin(i, "50000"_money, "10"_ratio), "50000"_money);
    EXPECT_EQ(notional_for_margin(i, "123"_money, "10"_ratio), "123"_money);
}

TEST(Margin, liquidation_prices_match_hand_calculation) {
    const auto linear = with_tiers("BTC/USDT:USDT");
    // long 1 at 40000 with 4000: 4000 + p - 40000 = 0.004 p -> p = 36000 / 0.996
    EXPECT_EQ(liquidation_price(linear, "1"_qty, "40000"_money, "4000"_money), "36144.5783132530"_px);
    // short 1 at 40000 with 4000: 4000 + 40000 - p = 0.004 p -> p = 44000 / 1.004
    EXPECT_EQ(liquidation_price(linear, "-1"_qty, "-40000"_money, "4000"_money), "43824.7011952192"_px);
    // long 10 at 40000 with 40000 in the third tier: p = (360000 - 16300) / (10 × 0.93)
    EXPECT_EQ(liquidation_price(linear, "10"_qty, "400000"_money, "40000"_money), "36956.9892473118"_px);
    const auto inverse = [] {
        auto i = with_tiers("BTC/USD:BTC", "100"_ratio);
        i.margin = {{"1000"_money, "0.01"_ratio, "0.005"_ratio}};
        return i;
    }();
    // long 1000 × 100 USD at 50000 (2 BTC) with 0.2 BTC: 0.2 + 2 - n = 0.005 n -> p = 100000
    // × 1.005 / 2.2
    EXPECT_EQ(liquidation_price(inverse, "1000"_qty, "-2"_money, "0.2"_money), "45681.8181818181"_px);
    // short: 0.2 + n - 2 = 0.005 n -> p = 100000 × 0.995 / 1.8
    EXPECT_EQ(liquidation_price(inverse, "-1000"_qty, "2"_money, "0.2"_money), "55277.7777777778"_px);
}

TEST(Margin, a_fully_backed_position_has_no_liquidation_price) {
    EXPECT_FALSE(liquidation_price(with_tiers("BTC/USDT:USDT"), "1"_qty, "40000"_money, "40000"_money));
    EXPECT_FALSE(liquidation_price(with_tiers("BTC/USD:BTC", "100"_ratio), "-1000"_qty, "2"_money, "2"_money));
}

RC_GTEST_PROP(Margin, at_the_liquidation_price_and_not_before_the_margin_is_gone, ()) {
    const auto i = with_tiers("BTC/USDT:USDT");
    const auto side = *rc::gen::element(1, -1);
    const Qty qty = Qty::from_raw(side * *rc::gen::inRange<std::int64_t>(1'000, 3'000'000'000));
    const Price entry = Price::from_raw(*rc::gen::inRange<std::int64_t>(1'000'000'000, 900'000'000'000'000));
    const Money cost = entry * qty;
    const Money collateral = scale(cost.abs(), Ratio::from_raw(*rc::gen::inRange<std::int64_t>(0, 9'000'000'000)));
    const auto price = liquidation_price(i, qty, cost, collateral);
    RC_PRE(price.has_value());
    const auto is_gone = [&](Price p) {
        return collateral + i.worth(p, qty) - cost <= maintenance_margin(i, i.notional(p, qty));
    };
    RC_ASSERT(is_gone(*price));
    RC_ASSERT(!is_gone(Price::from_raw(price->raw() + side)));
}

RC_GTEST_PROP(Margin, notional_for_margin_inverts_initial_margin_and_fee, ()) {
    const auto i = with_tiers("BTC/USDT:USDT");
    const Money margin =
        Money::from_raw(int128{*rc::gen::inRange<std::int64_t>(0, 500'000'000'000)} * 1'000'000'000'000);
    const Ratio leverage = Ratio::from_int(*rc::gen::inRange(1, 126));
    const Ratio fee = Ratio::from_raw(*rc::gen::inRange<std::int64_t>(0, 20'000'000));
    const auto needed = [&](Money n) { return initial_margin(i, n, leverage) + scale(n, fee, Rounding::down); };
    const Money most = notional_for_margin(i, margin, leverage, fee);
    RC_ASSERT(needed(most) <= margin);
    RC_ASSERT(needed(most + "0.000001"_money) > margin);
}

}  // namespace
}  // namespace argosy::domain
