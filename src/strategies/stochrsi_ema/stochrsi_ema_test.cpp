#include "strategies/stochrsi_ema/stochrsi_ema.hpp"

#include <gtest/gtest.h>

#include "support/strategy_stage.hpp"

namespace argosy::strategies::stochrsi_ema {
namespace {

using testing::refusal;
using testing::StrategyStage;

// With a range of two bars and k = 1, K is 100 when the RSI rose and 0 when it fell; D is the mean of two K.
//  bar  close   RSI    K    D    EMA(2)
//   4   12      83.3  100        11.39
//   5   11      50      0   50   11.13
//   6   13      80.8  100   50   12.38    K crosses above D out of 0, above the average: buy
//   7   14      88.1  100  100   13.46
//   8   13.5    63.8    0   50   13.49    K crosses below D out of 100, still above the average: leave
//   9   12      24.0    0    0   12.50
//  10   12.2    34.9  100   50   12.30    K crosses above D, but below the average: nothing
//  11   11.5    17.4    0   50   11.77    K crosses below D out of 100, below the average: sell
//  12   14      82.5  100   50   13.26    and round
constexpr auto tiny = "rsi=2 stoch=2 k=1 d=2 ema=2 atr=1 stop_atr=2";

TEST(StochRsiEma, takes_crossings_out_of_the_extremes_on_the_side_of_the_trend) {
    StrategyStage stage(descriptor(), tiny);
    stage.closes({10, 11, 10, 12, 11, 13});
    EXPECT_EQ(stage.last().stop_price, "9"_px) << "two true ranges of 2 below 13";
    stage.closes({14, 13.5, 12, 12.2, 11.5});
    EXPECT_EQ(stage.last().stop_price, "12.9"_px);
    stage.close(14);
    EXPECT_EQ(stage.heard(), "6:buy 8:hold 11:sell 12:buy");
    EXPECT_EQ(stage.last().reason.view(), "k 100.0, d 50.0, close 14, ema 13.2554");
}

TEST(StochRsiEma, leaves_when_the_close_loses_the_average) {
    StrategyStage stage(descriptor(), tiny);
    stage.closes({10, 11, 10, 12, 11, 13, 14, 15, 14});
    // bar 8: K stays at 100; bar 9: K falls and 14 is below the average of 14.2
    EXPECT_EQ(stage.heard(), "6:buy 9:sell");
}

TEST(StochRsiEma, needs_one_bar_more_than_its_indicators) {
    StrategyStage stage(descriptor());
    EXPECT_EQ(stage.strategy().warm_up(), 200U);
    EXPECT_EQ(StrategyStage(descriptor(), "ema=2").strategy().warm_up(), 33U) << "15 + 13 + 2 + 2 and the crossing";
}

TEST(StochRsiEma, refuses_levels_in_the_wrong_order) {
    EXPECT_EQ(refusal(descriptor(), "oversold=80"), "oversold = 80 must be below overbought = 80");
}

}  // namespace
}  // namespace argosy::strategies::stochrsi_ema
