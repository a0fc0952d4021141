#include "learning/dataset.hpp"

#include <gtest/gtest.h>

#include "support/test_models.hpp"

namespace argosy::learning {
namespace {

features::Table table_of(const std::vector<double>& closes) {
    auto bars = testing::walk(closes.size(), 0);
    for (std::size_t i = 0; i < closes.size(); ++i)
        bars[i].open = bars[i].high = bars[i].low = bars[i].close = *from_double<Price>(closes[i], Rounding::half_even);
    return *features::compute(testing::one_return(), bars);
}

TEST(Dataset, a_row_ends_before_its_label_is_known) {
    const auto data = *make_dataset(table_of({100, 110, 99, 120, 121}), {.horizon = 2});
    ASSERT_EQ(data.rows(), 2u);  // the first bar has no return, the last two no label
    EXPECT_FLOAT_EQ(data.values[0], 0.1f);
    EXPECT_EQ(data.labels[0], 1);  // 110 to 120
    EXPECT_EQ(data.labels[1], 1);  // 99 to 121
    EXPECT_DOUBLE_EQ(data.changes[0], std::log(120.0 / 110));
    EXPECT_EQ(data.times[0], testing::market_start + 2h);
    EXPECT_EQ(data.labels_known[0], testing::market_start + 4h);
}

TEST(Dataset, a_rise_must_be_larger_than_the_threshold_and_a_change_is_the_return) {
    const auto table = table_of({100, 100, 101, 90});
    EXPECT_EQ(make_dataset(table, {.horizon = 1, .threshold = 0.02})->labels[0], 0);
    EXPECT_EQ(make_dataset(table, {.horizon = 1, .threshold = 0.005})->labels[0], 1);
    EXPECT_FLOAT_EQ(make_dataset(table, {.target = Target::change, .horizon = 1})->labels[1],
                    static_cast<float>(std::log(90.0 / 101)));
}

TEST(Dataset, refuses_a_series_that_leaves_no_row) {
    EXPECT_FALSE(make_dataset(table_of({100, 101, 102}), {.horizon = 2}));
    EXPECT_TRUE(make_dataset(table_of({100, 101, 102}), {.horizon = 1}));
    EXPECT_FALSE(make_dataset(table_of({}), {.horizon = 1}));
}

}  // namespace
}  // namespace argosy::learning
