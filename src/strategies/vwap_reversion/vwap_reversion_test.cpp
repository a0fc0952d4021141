#include "strategies/vwap_reversion/vwap_reversion.hpp"

#include <gtest/gtest.h>

#include "support/strategy_stage.hpp"

namespace argosy::strategies::vwap_reversion {
namespace {

using testing::refusal;
using testing::StrategyStage;

// period = 2 and equal volumes: the VWAP is the mean of two closes, the distance half the last change, and its
// deviation half the difference of two distances.
TEST(VwapReversion, fades_a_far_close_and_leaves_at_the_vwap) {
    StrategyStage stage(descriptor(), "period=2 entry=1.5 exit=0.25 stop=3.8");
    stage.closes({10, 10, 12});  // distance 1, sd 0.5: +2
    EXPECT_EQ(stage.last().stop_price, "12.9"_px);
    stage.closes({12, 11});  // at the VWAP; distance -0.5, sd 0.25: -2
    EXPECT_EQ(stage.last().stop_price, "10.55"_px);
    EXPECT_EQ(stage.heard(), "3:sell 4:hold 5:buy");
    EXPECT_EQ(stage.last().reason.view(), "-2.00 sd from vwap 11.5");
}

TEST(VwapReversion, gives_up_beyond_the_stop_until_the_close_is_back) {
    StrategyStage stage(descriptor(), "period=2 entry=1.5 exit=0.25 stop=3.8");
    stage.closes({10, 10, 12, 12, 11});
    stage.close(9);  // -4: beyond the stop
    stage.close(8);  // -2: not again
    stage.close(8);  // 0: forgiven
    stage.close(7);  // -2
    EXPECT_EQ(stage.heard(), "3:sell 4:hold 5:buy 6:hold 9:buy");
}

TEST(VwapReversion, passes_over_hours_without_a_trade) {
    StrategyStage stage(descriptor(), "period=2 entry=1.5 exit=0.25 stop=3.8");
    for (int i = 0; i < 4; ++i) stage.bar({10, 10, 10, 10, 0});
    stage.closes({10, 10, 12});
    EXPECT_EQ(stage.heard(), "6:hold 7:sell");
}

TEST(VwapReversion, refuses_levels_in_the_wrong_order) {
    EXPECT_EQ(refusal(descriptor(), "stop=2"), "expected exit < entry < stop, got 0.25 < 2 < 2");
}

}  // namespace
}  // namespace argosy::strategies::vwap_reversion
