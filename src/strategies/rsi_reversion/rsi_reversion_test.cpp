#include "strategies/rsi_reversion/rsi_reversion.hpp"

#include <gtest/gtest.h>

#include "support/strategy_stage.hpp"

namespace argosy::strategies::rsi_reversion {
namespace {

using testing::refusal;
using testing::StrategyStage;

TEST(RsiReversion, buys_low_sells_high_and_leaves_in_the_middle) {
    StrategyStage stage(descriptor(), "period=2");
    //                RSI:   0   50   90   90   21.4
    stage.closes({100, 99, 98, 99, 103, 103, 99});
    EXPECT_EQ(stage.heard(), "3:buy 4:hold 5:sell 7:buy");
    EXPECT_EQ(stage.last().reason.view(), "rsi 21.43");
}

TEST(RsiReversion, stays_out_of_a_flat_market) {
    StrategyStage stage(descriptor(), "period=2");
    stage.closes({100, 100, 100, 100, 100});
    EXPECT_EQ(stage.heard(), "3:hold");
}

TEST(RsiReversion, refuses_levels_in_the_wrong_order) {
    EXPECT_EQ(refusal(descriptor(), "oversold=60"), "expected oversold < exit < overbought, got 60 < 50 < 70");
    EXPECT_NE(refusal(descriptor(), "exit=70"), "");
}

}  // namespace
}  // namespace argosy::strategies::rsi_reversion
