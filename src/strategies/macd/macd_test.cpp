#include "strategies/macd/macd.hpp"

#include <gtest/gtest.h>

#include "support/strategy_stage.hpp"

namespace argosy::strategies::macd {
namespace {

using testing::refusal;
using testing::StrategyStage;

// fast = 1 is the close; slow = 2 and signal = 2 move two thirds of the way.
//  bar   close   slow      macd     signal   histogram
//   3     12     11.5      0.5      1        -0.5
//   4     15     13.8333   1.1667   1.1111    0.0556
//   5     12     12.6111  -0.6111  -0.0370   -0.5741
TEST(Macd, turns_with_the_histogram) {
    StrategyStage stage(descriptor(), "fast=1 slow=2 signal=2");
    stage.closes({9, 12, 12, 15, 12});
    EXPECT_EQ(stage.heard(), "3:sell 4:buy 5:sell");
    EXPECT_EQ(stage.signals()[1].signal.reason.view(), "macd 1.16667, signal 1.11111");
}

TEST(Macd, with_the_zero_line_stays_out_while_macd_and_histogram_disagree) {
    StrategyStage stage(descriptor(), "fast=1 slow=2 signal=2 zero_line=true");
    stage.closes({9, 12, 12, 15, 12});
    EXPECT_EQ(stage.heard(), "3:hold 4:buy 5:sell");
}

TEST(Macd, refuses_averages_in_the_wrong_order) {
    EXPECT_EQ(refusal(descriptor(), "fast=30"), "fast = 30 must be below slow = 26");
}

}  // namespace
}  // namespace argosy::strategies::macd
