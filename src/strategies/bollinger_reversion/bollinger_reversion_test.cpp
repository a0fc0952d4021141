#include "strategies/bollinger_reversion/bollinger_reversion.hpp"

#include <gtest/gtest.h>

#include "support/strategy_stage.hpp"

namespace argosy::strategies::bollinger_reversion {
namespace {

using testing::refusal;
using testing::StrategyStage;

//  bar  close  mean    sd      bands
//   4    7     9       1.414    7.586 to 10.414   below the band
//   5    8     8.333   1.247    7.086 to  9.581   back inside: buy, stop 2 sd below the mean
//   6    9     8       0.816    7.184 to  8.816   beyond the mean: leave; above the band
//   7    8.8   8.6     0.432    8.168 to  9.032   back inside: sell
//   8    8.6   8.8                                beyond the mean: leave
TEST(BollingerReversion, fades_the_return_into_the_bands) {
    StrategyStage stage(descriptor(), "period=3 deviations=1 stop_deviations=2");
    stage.closes({10, 10, 10, 7, 8});
    EXPECT_EQ(stage.last().stop_price, "5.84"_px);
    stage.closes({9, 8.8});
    EXPECT_EQ(stage.last().stop_price, "9.46"_px);
    stage.close(8.6);
    EXPECT_EQ(stage.heard(), "4:hold 5:buy 6:hold 7:sell 8:hold");
}

TEST(BollingerReversion, without_confirmation_fades_the_break_itself) {
    StrategyStage stage(descriptor(), "period=3 deviations=1 stop_deviations=2 confirm=false");
    stage.closes({10, 10, 7});
    EXPECT_EQ(stage.heard(), "3:buy");
}

TEST(BollingerReversion, does_not_enter_beyond_its_own_stop) {
    StrategyStage stage(descriptor(), "period=3 deviations=1 stop_deviations=1.3 confirm=false");
    stage.closes({10, 10, 7});  // the stop would be at 9 - 1.3 x 1.414 = 7.16
    EXPECT_EQ(stage.heard(), "3:hold");
}

TEST(BollingerReversion, refuses_a_stop_inside_the_bands) {
    EXPECT_EQ(refusal(descriptor(), "stop_deviations=2"), "stop_deviations = 2 must be above deviations = 2");
}

}  // namespace
}  // namespace argosy::strategies::bollinger_reversion
