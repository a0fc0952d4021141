#include "strategies/grid/grid.hpp"

#include <gtest/gtest.h>

#include "support/strategy_stage.hpp"

namespace argosy::strategies::grid {
namespace {

using testing::refusal;
using testing::StrategyStage;

TEST(Grid, scales_in_and_out_by_levels) {
    StrategyStage stage(descriptor(), "anchor=4 spacing=0.1 levels=2");
    stage.closes({100, 100, 100, 100});
    stage.close(80);  // average 95, levels 9.5 apart: 1.58 steps below
    EXPECT_EQ(stage.last().strength, 0.5);
    EXPECT_EQ(stage.last().stop_price, "66.5"_px) << "one step beyond the last level";
    stage.close(76);  // 2 steps below 95
    EXPECT_EQ(stage.last().strength, 1);
    stage.close(85.5);  // 1 step below: one level is given back
    EXPECT_EQ(stage.last().strength, 0.5);
    stage.close(95);
    EXPECT_EQ(stage.heard(), "4:hold 5:buy 6:buy 7:buy 8:hold");
    EXPECT_EQ(stage.signals()[2].signal.reason.view(), "level 2 of 2, anchor 95, close 76");
}

TEST(Grid, does_nothing_between_two_levels) {
    StrategyStage stage(descriptor(), "anchor=4 spacing=0.1 levels=2");
    stage.closes({100, 100, 100, 100, 80, 84, 78, 85});  // from 0.5 to 1.9 steps below 95
    EXPECT_EQ(stage.heard(), "4:hold 5:buy");
}

TEST(Grid, leaves_when_the_price_runs_away_and_starts_again_near_the_average) {
    StrategyStage stage(descriptor(), "anchor=4 spacing=0.1 levels=2");
    stage.closes({100, 100, 100, 100});
    stage.close(125);  // average 106.25: 1.76 steps above
    EXPECT_EQ(stage.last().stop_price, "138.12"_px);
    stage.close(150);  // 4.1 steps above: beyond the grid
    EXPECT_EQ(stage.last().reason.view(), "left at 0 of 2, anchor 106.25, close 150");
    stage.closes({150, 150});  // 18.75 and 6.25 away from averages of 131.25 and 143.75
    stage.close(120);          // average 142.5: 1.58 steps below
    EXPECT_EQ(stage.heard(), "4:hold 5:sell 6:hold 9:buy");
}

TEST(Grid, refuses_levels_below_zero) {
    EXPECT_EQ(refusal(descriptor(), "levels=9 spacing=0.1"), "levels = 9 at spacing = 0.1 reach below a price of zero");
}

}  // namespace
}  // namespace argosy::strategies::grid
