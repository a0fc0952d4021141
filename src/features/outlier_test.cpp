#include "features/outlier.hpp"

#include <gtest/gtest.h>

namespace argosy::features {
namespace {

/// A filter that has seen returns of about one percent to and fro.
OutlierFilter warm(OutlierRules rules = {.window = 9, .distance = 10, .move_min = 0.01}) {
    OutlierFilter filter(rules);
    double price = 100;
    for (std::size_t i = 0; i < 20; ++i) {
        EXPECT_FALSE(filter.judge(price));
        price *= i % 2 == 0 ? 1.01 : 1 / 1.01;
    }
    return filter;
}

TEST(OutlierFilter, a_spike_does_not_fit_and_what_follows_does) {
    auto filter = warm();
    EXPECT_TRUE(filter.judge(130));
    EXPECT_FALSE(filter.judge(100.5));
    EXPECT_TRUE(filter.judge(60));
    EXPECT_FALSE(filter.judge(101));
}

TEST(OutlierFilter, a_new_level_is_believed_after_three_prices) {
    auto filter = warm();
    EXPECT_TRUE(filter.judge(150));
    EXPECT_TRUE(filter.judge(151));
    EXPECT_TRUE(filter.judge(150));
    EXPECT_FALSE(filter.judge(151));
    EXPECT_FALSE(filter.judge(150));
}

TEST(OutlierFilter, judges_nothing_before_the_window_is_full) {
    OutlierFilter filter({.window = 5});
    EXPECT_FALSE(filter.judge(100));
    EXPECT_FALSE(filter.judge(1000));
    EXPECT_FALSE(filter.judge(1));
}

TEST(OutlierFilter, a_small_move_in_a_dead_market_is_none) {
    OutlierFilter filter({.window = 5, .move_min = 0.01});
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(filter.judge(100));
    EXPECT_FALSE(filter.judge(100.9));
    EXPECT_TRUE(filter.judge(102.5));
}

}  // namespace
}  // namespace argosy::features
