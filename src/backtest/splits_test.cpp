#include "backtest/splits.hpp"

#include <gtest/gtest.h>

namespace argosy::backtest {
namespace {

Time day(int n) { return *parse_iso8601("2020-01-01") + 24h * n; }
Span days(int from, int to) { return {day(from), day(to)}; }

TEST(Splits, roll_a_training_span_in_front_of_each_test_span) {
    const auto splits = make_splits({.train = 24h * 30, .test = 24h * 10}, days(0, 60));
    ASSERT_TRUE(splits);
    const std::vector<Split> expected = {
        {{days(0, 30)}, days(30, 40)}, {{days(10, 40)}, days(40, 50)}, {{days(20, 50)}, days(50, 60)}};
    EXPECT_EQ(*splits, expected);
}

TEST(Splits, anchored_train_on_everything_before) {
    const auto splits = make_splits({.kind = WindowKind::anchored, .train = 24h * 30, .test = 24h * 10}, days(0, 50));
    ASSERT_TRUE(splits);
    const std::vector<Split> expected = {{{days(0, 30)}, days(30, 40)}, {{days(0, 40)}, days(40, 50)}};
    EXPECT_EQ(*splits, expected);
}

TEST(Splits, keep_a_last_test_span_of_at_least_half_the_length) {
    EXPECT_EQ(make_splits({.train = 24h * 30, .test = 24h * 10}, days(0, 45))->back().test, days(40, 45));
    EXPECT_EQ(make_splits({.train = 24h * 30, .test = 24h * 10}, days(0, 44))->back().test, days(30, 40));
}

TEST(Splits, purge_cuts_the_end_of_the_training_span) {
    const auto splits = make_splits({.train = 24h * 30, .test = 24h * 10, .purge = 24h * 2}, days(0, 40));
    ASSERT_TRUE(splits);
    EXPECT_EQ(splits->front().train, (std::vector<Span>{days(0, 28)}));
    EXPECT_EQ(splits->front().test, days(30, 40));
}

TEST(Splits, folds_test_each_part_and_train_on_the_purged_and_embargoed_rest) {
    const auto splits =
        make_splits({.kind = WindowKind::folds, .folds = 3, .purge = 24h * 1, .embargo = 24h * 2}, days(0, 30));
    ASSERT_TRUE(splits);
    const std::vector<Split> expected = {
        {{days(12, 30)}, days(0, 10)}, {{days(0, 9), days(22, 30)}, days(10, 20)}, {{days(0, 19)}, days(20, 30)}};
    EXPECT_EQ(*splits, expected);
}

TEST(Splits, refuse_what_leaves_nothing_to_train_or_test_on) {
    EXPECT_FALSE(make_splits({.train = 24h * 30, .test = 24h * 10}, days(0, 30)));
    EXPECT_FALSE(make_splits({.train = 24h * 30, .test = 24h * 10, .purge = 24h * 30}, days(0, 90)));
    EXPECT_FALSE(make_splits({.kind = WindowKind::folds, .folds = 2, .embargo = 24h * 30}, days(0, 30)));
}

}  // namespace
}  // namespace argosy::backtest
