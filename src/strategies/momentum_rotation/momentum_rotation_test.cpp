#include "strategies/momentum_rotation/momentum_rotation.hpp"

#include <gtest/gtest.h>

#include "support/strategy_stage.hpp"

namespace argosy::strategies::momentum_rotation {
namespace {

using testing::refusal;
using testing::StrategyStage;

const StrategyStage::Scene three{.symbols = {"BTC/USDT:USDT", "ETH/USDT:USDT", "XRP/USDT:USDT"},
                                 .start = time_from_ns(0) + 1h};

/// Blocks of two hours begin with the bars that close at an even hour: bars 1, 3, 5 ...
constexpr auto quick = "lookback=2 rebalance=2 top=1";

void round(StrategyStage& stage, double btc, double eth, double xrp) {
    stage.close(btc, 0);
    stage.close(eth, 1);
    stage.close(xrp, 2);
}

TEST(MomentumRotation, holds_the_strongest_and_looks_again_every_block) {
    StrategyStage stage(descriptor(), quick, three);
    round(stage, 10, 10, 10);
    round(stage, 10, 10, 10);
    round(stage, 11, 12, 9);  // +10, +20, -10 %
    EXPECT_EQ(stage.heard(), "3:buy@1 3:hold 3:hold@2");
    EXPECT_EQ(stage.signals()[0].signal.reason.view(), "place 1 of 3, +20.00 %");
    round(stage, 20, 12, 9);  // not yet
    round(stage, 20, 12, 9);  // +82, 0, 0 %
    EXPECT_EQ(stage.heard(), "3:buy@1 3:hold 3:hold@2 5:buy 5:hold@1");
}

TEST(MomentumRotation, holds_nothing_that_falls_and_sells_the_weakest_when_asked) {
    StrategyStage stage(descriptor(), "lookback=2 rebalance=2 top=2 bottom=1", three);
    round(stage, 10, 10, 10);
    round(stage, 10, 10, 10);
    round(stage, 11, 9, 8);
    EXPECT_EQ(stage.heard(), "3:buy 3:hold@1 3:sell@2");
}

TEST(MomentumRotation, breaks_a_tie_by_the_order_of_the_instruments) {
    StrategyStage stage(descriptor(), quick, three);
    for (int i = 0; i < 3; ++i) round(stage, 10 + i, 10 + i, 10);
    EXPECT_EQ(stage.heard(), "3:buy 3:hold@1 3:hold@2");
}

TEST(MomentumRotation, does_not_wait_for_a_bar_that_does_not_come) {
    StrategyStage stage(descriptor(), quick, three);
    round(stage, 10, 10, 10);
    round(stage, 10, 10, 10);
    stage.close(11, 0);
    stage.close(12, 1);  // the third has no bar 3
    EXPECT_EQ(stage.heard(), "");
    stage.close(11, 0);
    EXPECT_EQ(stage.heard(), "4:buy@1 4:hold") << "the third is not ranked before it has a momentum";
}

TEST(MomentumRotation, drops_an_instrument_without_a_bar_in_the_last_block) {
    StrategyStage stage(descriptor(), quick, three);
    round(stage, 10, 10, 10);
    round(stage, 10, 10, 10);
    round(stage, 11, 12, 13);
    for (int i = 4; i <= 5; ++i) {
        stage.close(12, 0);
        stage.close(12, 1);
    }
    stage.close(12, 0);  // bar 6 ends the round of bar 5
    EXPECT_EQ(stage.heard(), "3:buy@2 3:hold@1 3:hold 6:hold@2 6:buy");
    EXPECT_EQ(stage.signals()[3].signal.reason.view(), "no recent bar");
}

TEST(MomentumRotation, refuses_to_hold_more_than_there_is) {
    EXPECT_EQ(refusal(descriptor(), "top=2 bottom=1", {"BTC/USDT", "ETH/USDT"}),
              "top + bottom = 2 + 1 must be from 1 to the 2 instruments");
    EXPECT_NE(refusal(descriptor(), "top=0", {"BTC/USDT", "ETH/USDT"}), "");
}

}  // namespace
}  // namespace argosy::strategies::momentum_rotation
