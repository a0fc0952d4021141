#include "strategies/trade_flow/trade_flow.hpp"

#include <gtest/gtest.h>

#include "support/strategy_stage.hpp"

namespace argosy::strategies::trade_flow {
namespace {

using domain::Side;
using testing::refusal;
using testing::StrategyStage;

TEST(TradeFlow, follows_the_heavier_side_and_leaves_when_it_is_no_longer_heavier) {
    StrategyStage stage(descriptor(), "window=3 entry=0.5 exit=0 stop=0.02");
    stage.trade(100, 1, Side::buy);
    stage.trade(100, 1, Side::sell);
    stage.trade(100, 4, Side::buy);  // 5 - 1 of 6: 0.67
    EXPECT_EQ(stage.last().stop_price, "98"_px);
    EXPECT_EQ(stage.last().reason.view(), "imbalance +0.67 of 6 traded");
    stage.trade(101, 2, Side::sell);  // 4 - 3 of 7: 0.14
    stage.trade(101, 2, Side::sell);  // 4 - 4 of 8: 0
    stage.trade(100, 4, Side::sell);  // -8 of 8
    EXPECT_EQ(stage.last().stop_price, "102"_px);
    EXPECT_EQ(stage.heard(), "3:buy 5:hold 6:sell");
}

TEST(TradeFlow, does_not_let_fractions_add_up_to_an_error) {
    StrategyStage stage(descriptor(), "window=2 entry=1 exit=0.5 stop=0");
    for (int i = 0; i < 1000; ++i) stage.trade(100, 0.1, i % 2 == 0 ? Side::buy : Side::sell);
    stage.trade(100, 0.3, Side::sell);  // two sales: exactly -1
    EXPECT_EQ(stage.heard(), "2:hold 1001:sell");
    EXPECT_EQ(stage.last().stop_price, Price{});
}

TEST(TradeFlow, refuses_an_exit_that_is_no_lower_than_the_entry) {
    EXPECT_EQ(refusal(descriptor(), "entry=0.5 exit=0.5"), "exit = 0.5 must be below entry = 0.5");
}

}  // namespace
}  // namespace argosy::strategies::trade_flow
