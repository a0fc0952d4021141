#include "backtest/monte_carlo.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace argosy::backtest {
namespace {

// Returns of -10 %, +50 %, -10 % on 100: the two losses are apart in one of three orders (drawdown 10 %), side by side
// in the others (1 - 0.9² = 19 %).
const std::vector<double> apart = {-10, 45, -13.5};

TEST(MonteCarlo, shuffled_trades_show_the_drawdowns_that_might_have_been) {
    const auto r = shuffle_trades(apart, 100, {.resamples = 3000, .seed = 5});
    EXPECT_NEAR(r.observed, 0.10, 1e-12);
    EXPECT_NEAR(r.worse, 2.0 / 3, 0.03);
    EXPECT_NEAR(r.max_drawdown.low, 0.10, 1e-12);
    EXPECT_NEAR(r.max_drawdown.middle, 0.19, 1e-12);
    EXPECT_NEAR(r.max_drawdown.high, 0.19, 1e-12);
}

TEST(MonteCarlo, the_worst_order_is_worse_than_none) {
    const std::vector<double> together = {-10, -9, 40.5};
    const auto r = shuffle_trades(together, 100, {.resamples = 500, .seed = 5});
    EXPECT_NEAR(r.observed, 0.19, 1e-12);
    EXPECT_EQ(r.worse, 0);
}

TEST(MonteCarlo, the_same_seed_gives_the_same_draws) {
    const MonteCarloSettings one{.resamples = 50, .seed = 1}, two{.resamples = 50, .seed = 2};
    EXPECT_EQ(shuffle_trades(apart, 100, one).worse, shuffle_trades(apart, 100, one).worse);
    EXPECT_NE(shuffle_trades(apart, 100, one).worse, shuffle_trades(apart, 100, two).worse);
}

TEST(MonteCarlo, without_trades_there_is_nothing_to_shuffle) {
    EXPECT_EQ(shuffle_trades({}, 100, {}).max_drawdown, Quantiles{});
}

TEST(MonteCarlo, resampled_days_lose_as_often_as_their_signs_say) {
    const std::vector<double> gains(40, 0.01), losses(40, -0.01);
    EXPECT_EQ(resample_days(gains, 40, 365, {}).loss, 0);
    EXPECT_EQ(resample_days(losses, 40, 365, {}).loss, 1);
    std::vector<double> mixed;
    for (int i = 0; i < 200; ++i) mixed.push_back(i % 2 == 0 ? 0.01 : -0.0099);
    const auto r = resample_days(mixed, 200, 365, {.resamples = 2000, .seed = 3});
    EXPECT_GT(r.loss, 0.3);
    EXPECT_LT(r.loss, 0.6);
    ASSERT_TRUE(r.intervals.sharpe);
    EXPECT_LT(r.intervals.sharpe->low, r.intervals.sharpe->high);
}

}  // namespace
}  // namespace argosy::backtest
