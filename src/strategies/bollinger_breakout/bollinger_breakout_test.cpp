#include "strategies/bollinger_breakout/bollinger_breakout.hpp"

#include <gtest/gtest.h>

#include "support/strategy_stage.hpp"

namespace argosy::strategies::bollinger_breakout {
namespace {

using testing::refusal;
using testing::StrategyStage;

// period = 2: the bands lie half a deviation, a quarter of the last change, around the mean of two closes.
TEST(BollingerBreakout, follows_a_close_outside_the_bands_to_the_middle) {
    StrategyStage stage(descriptor(), "period=2 deviations=0.5");
    stage.closes({10, 10});  // no width, no break
    stage.close(12);         // mean 11, upper band 11.5
    EXPECT_EQ(stage.last().stop_price, "11"_px);
    stage.close(12);  // at the mean
    stage.close(11);  // mean 11.5, lower band 11.25
    EXPECT_EQ(stage.last().stop_price, "11.5"_px);
    stage.close(13);  // mean 12, upper band 12.5
    EXPECT_EQ(stage.heard(), "2:hold 3:buy 4:hold 5:sell 6:buy");
    EXPECT_EQ(stage.last().reason.view(), "close 13, bands 11.5 to 12.5");
}

// Widths: 0.005, 0.086, 0.077: the break of bar 4 comes after a wide bar, that of bar 5 after the narrowest of two.
TEST(BollingerBreakout, with_a_squeeze_needs_narrow_bands_before_the_break) {
    StrategyStage stage(descriptor(), "period=2 deviations=0.5 squeeze=2");
    stage.closes({10, 10.1, 12, 14, 16});
    EXPECT_EQ(stage.heard(), "4:hold 5:buy");
}

}  // namespace
}  // namespace argosy::strategies::bollinger_breakout
