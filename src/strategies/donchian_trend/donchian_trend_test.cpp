#include "strategies/donchian_trend/donchian_trend.hpp"

#include <gtest/gtest.h>

#include "support/strategy_stage.hpp"

namespace argosy::strategies::donchian_trend {
namespace {

using testing::refusal;
using testing::StrategyStage;

TEST(DonchianTrend, follows_a_break_and_leaves_at_the_shorter_channel) {
    StrategyStage stage(descriptor(), "entry=3 exit=2 atr=1 stop_atr=2");
    stage.closes({10, 11, 10});
    stage.close(12);  // above 11, the highest of three; range 2
    EXPECT_EQ(stage.last().stop_price, "8"_px);
    EXPECT_EQ(stage.last().reason.view(), "close 12, channel 10 to 11");
    stage.close(13);
    stage.close(11);  // below 12, the lowest of two, but not below 10, the lowest of three
    EXPECT_EQ(stage.last().stop_price, Price{});
    stage.close(9);  // below 11, the lowest of three; range 2
    EXPECT_EQ(stage.last().stop_price, "13"_px);
    EXPECT_EQ(stage.heard(), "4:buy 6:hold 7:sell");
}

TEST(DonchianTrend, turns_round_when_both_channels_break) {
    StrategyStage stage(descriptor(), "entry=3 exit=3 atr=1 stop_atr=0");
    stage.closes({10, 11, 10, 12, 13, 12, 11});
    EXPECT_EQ(stage.heard(), "4:buy 7:sell");
    EXPECT_EQ(stage.last().stop_price, Price{}) << "stop_atr = 0 asks for none";
}

TEST(DonchianTrend, does_not_count_a_touch_of_the_channel) {
    StrategyStage stage(descriptor(), "entry=3 exit=2 atr=1");
    stage.closes({10, 11, 10, 11});
    EXPECT_EQ(stage.heard(), "4:hold");
}

TEST(DonchianTrend, refuses_an_exit_that_is_slower_than_the_entry) {
    EXPECT_EQ(refusal(descriptor(), "entry=20 exit=21"), "exit = 21 must not be above entry = 20");
}

}  // namespace
}  // namespace argosy::strategies::donchian_trend
