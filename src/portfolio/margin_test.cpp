#include "domain/margin.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "portfolio/portfolio.hpp"
#include "portfolio/test_support.hpp"

namespace argosy::portfolio {
namespace {

using namespace testing;

Portfolio::Settings leveraged(MarginMode mode, Ratio leverage = "10"_ratio) {
    auto s = cash("1000"_money);
    s.margin_mode = mode;
    s.leverage = leverage;
    return s;
}

TEST(PortfolioMargin, isolated_positions_set_their_margin_aside) {
    const auto instruments = table({"BTC/USDT:USDT"});
    Portfolio p(instruments, leveraged(MarginMode::isolated));
    p.on_fill(buy("2"_qty, "1000"_px));
    EXPECT_EQ(p.position(first).margin, "200"_money);
    EXPECT_EQ(p.available(Currency("USDT")), "800"_money);
    // 200 + 2 p - 2000 = 0.005 × 2 p
    EXPECT_EQ(p.liquidation_price(first), "904.5226130653"_px);
    p.on_fill(sell("1"_qty, "1100"_px));
    EXPECT_EQ(p.position(first).margin, "100"_money);
    EXPECT_EQ(p.available(Currency("USDT")), "1000"_money) << "900 of cash came free and 100 were earned";
    ASSERT_TRUE(p.move_margin(first, "50"_money));
    EXPECT_EQ(p.liquidation_price(first), "854.2713567839"_px);
    EXPECT_FALSE(p.move_margin(first, "5000"_money));
    EXPECT_FALSE(p.move_margin(first, "-151"_money));
    p.on_fill(sell("3"_qty, "1100"_px));
    EXPECT_EQ(p.position(first).margin, "220"_money) << "the flipped position has its own";
}

TEST(PortfolioMargin, in_cross_mode_the_whole_account_backs_a_position) {
    const auto instruments = table({"BTC/USDT:USDT", "ETH/USDT:USDT"});
    Portfolio p(instruments, leveraged(MarginMode::cross));
    p.on_fill(buy("2"_qty, "1000"_px));
    p.on_fill(sell("10"_qty, "100"_px, {.instrument = second}));
    // 1000 - 5 (maintenance of the other) + 2 p - 2000 = 0.01 p
    EXPECT_EQ(p.liquidation_price(first), "505.0251256281"_px);
    p.on_mark(second, "110"_px, Time{});
    // 1000 - 100 - 5.5 + 2 p - 2000 = 0.01 p
    EXPECT_EQ(p.liquidation_price(first), "555.5276381909"_px);
    EXPECT_EQ(p.available(Currency("USDT")), "590"_money) << "1000 - 100 lost - 200 - 110 held";
    EXPECT_NEAR(*p.margin_ratio(first), 15.5 / 900, 1e-15);
    EXPECT_FALSE(p.is_liquidatable(first));
    p.on_mark(first, "555.5276381909"_px, Time{});
    EXPECT_TRUE(p.is_liquidatable(first));
}

TEST(PortfolioMargin, buying_power_leaves_room_for_the_fee) {
    auto instruments = table({});
    auto i = *domain::parse_symbol("BTC/USDT:USDT");
    i.margin = {{Money::from_int(5'000), "0.01"_ratio, "0.005"_ratio},
                {Money::from_int(1'000'000), "0.5"_ratio, "0.1"_ratio}};
    i.fees = {{Money{}, "0.0002"_ratio, "0.001"_ratio}};
    ASSERT_TRUE(instruments.add(i));
    Portfolio p(instruments, leveraged(MarginMode::cross));
    p.on_mark(first, "100"_px, Time{});
    const Money power = p.buying_power(first, Side::buy);
    const Money needed = domain::initial_margin(i, power, "10"_ratio) + scale(power, "0.001"_ratio);
    EXPECT_LE(needed, "1000"_money);
    EXPECT_GT(needed, "999"_money);
}

TEST(PortfolioMargin, an_order_against_the_position_may_close_it_and_use_its_margin) {
    const auto instruments = table({"BTC/USDT:USDT"});
    for (const auto mode : {MarginMode::cross, MarginMode::isolated}) {
        Portfolio p(instruments, leveraged(mode));
        p.on_fill(buy("50"_qty, "100"_px));
        EXPECT_EQ(p.buying_power(first, Side::buy), "5000"_money);
        EXPECT_EQ(p.buying_power(first, Side::sell), "15000"_money);
        p.on_mark(first, "110"_px, Time{});  // 500 gained: both modes can use it once the position is closed
        EXPECT_EQ(p.buying_power(first, Side::sell), "20500"_money);
    }
}

TEST(PortfolioMargin, spot_buys_with_cash_and_sells_what_is_there) {
    const auto instruments = table({"BTC/USDT"});
    Portfolio p(instruments, cash("1000"_money));
    p.on_mark(first, "100"_px, Time{});
    EXPECT_EQ(p.buying_power(first, Side::buy), "1000"_money);
    EXPECT_EQ(p.buying_power(first, Side::sell), Money{});
    p.on_fill(buy("4"_qty, "100"_px));
    p.on_mark(first, "150"_px, Time{});
    EXPECT_EQ(p.buying_power(first, Side::buy), "600"_money);
    EXPECT_EQ(p.buying_power(first, Side::sell), "600"_money);
    EXPECT_FALSE(p.liquidation_price(first));
    EXPECT_EQ(p.initial_margin(first), Money{});
}

TEST(PortfolioMargin, inverse_margin_is_in_the_base) {
    const auto instruments = table({"BTC/USD:BTC"});
    Portfolio::Settings s;
    s.reporting = Currency("BTC");
    s.deposits = {{Currency("BTC"), "1"_money}};
    s.leverage = "10"_ratio;
    s.margin_mode = MarginMode::isolated;
    Portfolio p(instruments, s);
    p.on_fill(buy("1000"_qty, "50000"_px));
    EXPECT_EQ(p.position(first).margin, "0.2"_money);
    EXPECT_EQ(p.position(first).average_price(), "50000"_px);
    EXPECT_EQ(p.position(first).exposure(), "2"_money);
    EXPECT_EQ(p.liquidation_price(first), "45681.8181818181"_px);
    p.on_mark(first, "40000"_px, Time{});
    EXPECT_EQ(p.position(first).unrealised(), "-0.5"_money);
    EXPECT_TRUE(p.is_liquidatable(first));
}

RC_GTEST_PROP(PortfolioMargin, at_the_liquidation_price_the_position_can_be_liquidated_and_not_before, ()) {
    const auto instruments = table({"BTC/USDT:USDT"});
    auto settings = leveraged(*rc::gen::element(MarginMode::cross, MarginMode::isolated),
                              Ratio::from_int(*rc::gen::inRange(1, 50)));
    settings.position_mode = *rc::gen::element(PositionMode::netting, PositionMode::hedging);
    Portfolio p(instruments, settings);
    for (int k = 0; k < 3; ++k) {
        const auto side = *rc::gen::element(Side::buy, Side::sell);
        const Qty qty = Qty::from_raw(*rc::gen::inRange<std::int64_t>(100'000, 900'000'000));
        p.on_fill(fill(side, qty, Price::from_raw(*rc::gen::inRange<std::int64_t>(900'000, 1'100'000) * 1'000'000)));
    }
    p.on_mark(first, "100"_px, Time{});
    const auto price = p.liquidation_price(first);
    RC_PRE(price.has_value() && !p.is_liquidatable(first));
    const auto step = *price < "100"_px ? Price::from_raw(1) : Price::from_raw(-1);
    p.on_mark(first, *price, Time{});
    RC_ASSERT(p.is_liquidatable(first));
    p.on_mark(first, *price + step, Time{});
    RC_ASSERT(!p.is_liquidatable(first));
}

}  // namespace
}  // namespace argosy::portfolio
