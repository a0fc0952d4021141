#include "strategies/ema_cross/ema_cross.hpp"

#include <gtest/gtest.h>

#include "support/strategy_stage.hpp"

namespace argosy::strategies::ema_cross {
namespace {

using testing::refusal;
using testing::StrategyStage;

// fast = 1 is the close itself; slow = 3 moves half the way and starts at the mean of three.
TEST(EmaCross, turns_with_the_averages) {
    StrategyStage stage(descriptor(), "fast=1 slow=3");
    //             slow:      11  11.5  11.25  12.125
    stage.closes({10, 11, 12, 12, 11, 13});
    EXPECT_EQ(stage.heard(), "3:buy 5:sell 6:buy");
    EXPECT_EQ(stage.signals()[1].signal.reason.view(), "fast 11, slow 11.25");
    EXPECT_EQ(stage.last().horizon, Duration(3h));
}

TEST(EmaCross, has_no_direction_where_the_averages_are_equal_from_the_start) {
    StrategyStage stage(descriptor(), "fast=1 slow=2");
    stage.closes({10, 10, 10, 11});
    EXPECT_EQ(stage.heard(), "2:hold 4:buy");
}

TEST(EmaCross, refuses_averages_in_the_wrong_order) {
    EXPECT_EQ(refusal(descriptor(), "fast=26 slow=26"), "fast = 26 must be below slow = 26");
    EXPECT_EQ(refusal(descriptor(), "fast=25 slow=26"), "");
}

}  // namespace
}  // namespace argosy::strategies::ema_cross
