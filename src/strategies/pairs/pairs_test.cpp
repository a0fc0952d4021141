#include "strategies/pairs/pairs.hpp"

#include <gtest/gtest.h>

#include "support/strategy_stage.hpp"

namespace argosy::strategies::pairs {
namespace {

using testing::refusal;
using testing::StrategyStage;

const StrategyStage::Scene two{.symbols = {"ETH/USDT:USDT", "BTC/USDT:USDT"}};

/// Nine hours in which both prices alternate between 100 and 110, then an hour of 115.5 against 110.
///
/// The regression meets the mean of the five upper points; the last one lies 0.8 e above it and the others 0.2 e
/// below, with e = log 1.05. So the deviation is e x sqrt(0.08), z is 2 x sqrt 2 = 2.83, and the hedge ratio is
/// 1 + 0.2 e / log 1.1 = 1.1024.
void open_at_bar_10(StrategyStage& stage) {
    for (int i = 1; i <= 9; ++i) {
        stage.close(i % 2 ? 100 : 110, 0);
        stage.close(i % 2 ? 100 : 110, 1);
    }
    stage.close(115.5, 0);
    stage.close(110, 1);
}

constexpr auto quick = "window=10 entry=2.8 exit=0.5 stop=4 patience=0";

TEST(Pairs, sells_the_dear_leg_and_buys_the_cheap_one_until_the_spread_closes) {
    StrategyStage stage(descriptor(), quick, two);
    open_at_bar_10(stage);
    ASSERT_EQ(stage.heard(), "10:sell 10:buy@1");
    EXPECT_EQ(stage.last().reason.view(), "spread +2.83 sd, hedge ratio 1.102");
    EXPECT_NEAR(stage.signals()[0].signal.strength, 1 / 1.1024, 1e-4);
    EXPECT_EQ(stage.signals()[1].signal.strength, 1);
    stage.close(100, 0);
    stage.close(100, 1);  // on the line again
    EXPECT_EQ(stage.heard(), "10:sell 10:buy@1 11:hold 11:hold@1");
}

TEST(Pairs, gives_up_on_a_spread_beyond_the_stop_until_it_has_closed) {
    StrategyStage stage(descriptor(), quick, two);
    open_at_bar_10(stage);
    stage.close(110.25, 0);
    stage.close(100, 1);  // 2 e away: z = 2 / sqrt 0.08 = 7.07
    EXPECT_EQ(stage.heard(), "10:sell 10:buy@1 11:hold 11:hold@1");
    const auto before = stage.signals().size();
    stage.close(120, 0);
    stage.close(100, 1);
    EXPECT_EQ(stage.signals().size(), before) << "wider still, but given up";
}

TEST(Pairs, closes_a_spread_that_does_not_move) {
    StrategyStage stage(descriptor(), "window=10 entry=2.8 exit=0.5 stop=4 patience=2", two);
    open_at_bar_10(stage);
    for (int i = 0; i < 2; ++i) {
        stage.close(115.5, 0);
        stage.close(110, 1);
    }
    EXPECT_EQ(stage.heard(), "10:sell 10:buy@1 12:hold 12:hold@1");
}

TEST(Pairs, waits_for_both_legs) {
    StrategyStage stage(descriptor(), quick, two);
    for (int i = 0; i < 30; ++i) stage.close(100 + i, 0);
    EXPECT_EQ(stage.heard(), "");
}

TEST(Pairs, does_not_trade_what_does_not_move_together) {
    StrategyStage stage(descriptor(), "window=10 entry=0.1 exit=0.05 stop=20 correlation=0.5 patience=0", two);
    for (int i = 0; i < 40; ++i) {
        stage.close(i % 2 ? 100 : 110, 0);
        stage.close(i % 4 < 2 ? 100 : 110, 1);
    }
    EXPECT_EQ(stage.heard(), "10:hold 10:hold@1");
}

TEST(Pairs, refuses_anything_but_two_instruments_and_ordered_levels) {
    EXPECT_EQ(refusal(descriptor(), "", {"BTC/USDT"}), "pairs trades two instruments, got 1");
    EXPECT_EQ(refusal(descriptor(), "exit=2", {"BTC/USDT", "ETH/USDT"}), "expected exit < entry < stop, got 2 < 2 < 4");
}

}  // namespace
}  // namespace argosy::strategies::pairs
