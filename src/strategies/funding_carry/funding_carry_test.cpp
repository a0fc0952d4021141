#include "strategies/funding_carry/funding_carry.hpp"

#include <gtest/gtest.h>

#include "support/strategy_stage.hpp"

namespace argosy::strategies::funding_carry {
namespace {

using testing::refusal;
using testing::StrategyStage;

Time hour(int h) { return Time{} + std::chrono::hours{h}; }

TEST(FundingCarry, takes_the_paid_side_while_funding_is_persistent) {
    StrategyStage stage(descriptor(), "window=2 entry=0.0003 exit=0.0001 agreeing=1");
    stage.funding(hour(0), "0.0004"_ratio);
    stage.funding(hour(8), "0.0004"_ratio);    // mean 0.0004
    stage.funding(hour(16), "0.0001"_ratio);   // mean 0.00025: still pays, the opinion is renewed
    stage.funding(hour(24), "-0.0002"_ratio);  // mean -0.00005
    stage.funding(hour(32), "-0.0005"_ratio);  // mean -0.00035
    EXPECT_EQ(stage.heard(), "2:sell 3:sell 4:hold 5:buy");
    EXPECT_EQ(stage.last().reason.view(), "mean funding -0.0350 %, 100 % of 2 agree");
}

TEST(FundingCarry, expires_when_settlements_stop_coming) {
    StrategyStage stage(descriptor(), "window=2");
    stage.funding(hour(0), "0.0004"_ratio);
    stage.funding(hour(8), "0.0004"_ratio);
    EXPECT_EQ(stage.last().expires_at, hour(8 + 3 * 8));
}

TEST(FundingCarry, does_not_take_one_extreme_for_persistence) {
    StrategyStage stage(descriptor(), "window=4 entry=0.0003 agreeing=0.75");
    for (const auto rate : {"-0.0001"_ratio, "-0.0001"_ratio, "-0.0001"_ratio, "0.0100"_ratio})
        stage.funding(hour(0), rate);
    EXPECT_EQ(stage.heard(), "4:hold") << "the mean is high, but three of four were negative";
}

TEST(FundingCarry, needs_a_perpetual_and_ordered_levels) {
    EXPECT_EQ(refusal(descriptor(), "", {"BTC/USDT"}), "BTC/USDT is no perpetual and pays no funding");
    EXPECT_EQ(refusal(descriptor(), "exit=0.001"), "exit = 0.001 must not be above entry = 0.0003");
    EXPECT_TRUE(descriptor().needs_funding);
}

}  // namespace
}  // namespace argosy::strategies::funding_carry
