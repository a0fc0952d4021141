#include "strategies/supertrend/supertrend.hpp"

#include <gtest/gtest.h>

#include "support/strategy_stage.hpp"

namespace argosy::strategies::supertrend {
namespace {

using testing::refusal;
using testing::StrategyStage;

// period = 1 and multiplier = 1: the bands lie one true range around the middle of the bar.
TEST(Supertrend, turns_at_the_band_and_puts_the_stop_there) {
    StrategyStage stage(descriptor(), "period=1 multiplier=1");
    stage.bar({10, 10, 10, 10});
    stage.bar({10, 12, 10, 12});  // range 2, middle 11: lower band 9
    EXPECT_EQ(stage.last().stop_price, "9"_px);
    stage.bar({12, 12, 11, 11});  // range 1, middle 11.5: the lower band rises to 10.5, the upper falls to 12.5
    stage.bar({11, 11, 9, 9});    // closes below 10.5; range 2, middle 10: upper band 12
    EXPECT_EQ(stage.heard(), "2:buy 4:sell");
    EXPECT_EQ(stage.last().stop_price, "12"_px);
    EXPECT_EQ(stage.last().reason.view(), "close 9, line 12");
}

}  // namespace
}  // namespace argosy::strategies::supertrend
