#include "features/clean_bars.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace argosy::features {
namespace {

constexpr Time start = time_from_ns(1'700'000'000'000'000'000);

domain::Bar bar(int minute, double close, double high = 0, double low = 0) {
    const auto price = [](double v) { return *from_double<Price>(v, Rounding::half_even); };
    return {.open_time = start + std::chrono::minutes(minute),
            .open = price(close),
            .high = price(high == 0 ? close : high),
            .low = price(low == 0 ? close : low),
            .close = price(close),
            .volume = "1"_qty};
}

TEST(CleanBars, each_fault_has_its_rule_and_its_count) {
    auto zero_price = bar(1, 100);
    zero_price.low = Price{};
    auto negative_volume = bar(1, 100);
    negative_volume.volume = "-1"_qty;
    const std::vector rows = {bar(0, 100), zero_price,  negative_volume, bar(1, 100, 99, 99), bar(1, 101),
                              bar(1, 101), bar(1, 102), bar(0, 100),     bar(2, 103)};
    const auto clean_rows = clean(rows, 1min);
    EXPECT_EQ(
        clean_rows.counts,
        (BarCounts{.rows = 9, .kept = 3, .not_positive = 2, .broken = 1, .repeated = 1, .conflicts = 1, .late = 1}));
    EXPECT_EQ(clean_rows.bars, (std::vector<CleanBar>{{bar(0, 100)}, {bar(1, 101)}, {bar(2, 103)}}));
}

TEST(CleanBars, a_gap_is_marked_and_filled_only_when_asked_and_short) {
    const std::vector rows = {bar(0, 100), bar(3, 101), bar(4, 102)};
    const auto marked = clean(rows, 1min);
    ASSERT_EQ(marked.bars.size(), 3u);
    EXPECT_TRUE(marked.bars[1].after_gap);
    EXPECT_FALSE(marked.bars[2].after_gap);
    EXPECT_EQ(marked.counts, (BarCounts{.rows = 3, .kept = 3, .gaps = 1, .missing = 2}));

    const auto filled = clean(rows, 1min, {.gaps = GapAction::carry, .carry_max = 2});
    ASSERT_EQ(filled.bars.size(), 5u);
    EXPECT_TRUE(filled.bars[1].carried && filled.bars[2].carried);
    EXPECT_EQ(filled.bars[2].bar.open_time, start + 2min);
    EXPECT_EQ(filled.bars[2].bar.close, bar(0, 100).close);
    EXPECT_EQ(filled.bars[2].bar.volume, Qty{});
    EXPECT_EQ(filled.counts.carried, 2u);
    EXPECT_EQ(clean(rows, 1min, {.gaps = GapAction::carry, .carry_max = 1}).bars.size(), 3u);
}

TEST(CleanBars, an_outlier_is_marked_or_dropped_and_its_time_counts_as_missing) {
    std::vector<domain::Bar> rows;
    for (int i = 0; i < 20; ++i) rows.push_back(bar(i, i % 2 == 0 ? 100 : 101));
    rows.push_back(bar(20, 200));
    rows.push_back(bar(21, 100));
    BarRules rules{.outliers = {.window = 10}};
    const auto marked = clean(rows, 1min, rules);
    EXPECT_EQ(marked.counts, (BarCounts{.rows = 22, .kept = 22, .outliers_marked = 1}));
    EXPECT_TRUE(marked.bars[20].outlier);
    rules.outliers.action = OutlierAction::drop;
    const auto dropped = clean(rows, 1min, rules);
    EXPECT_EQ(dropped.counts, (BarCounts{.rows = 22, .kept = 21, .gaps = 1, .missing = 1, .outliers_dropped = 1}));
    EXPECT_TRUE(dropped.bars.back().after_gap);
}

RC_GTEST_PROP(CleanBars, every_row_is_accounted_for_and_what_is_left_is_sound, ()) {
    std::vector<domain::Bar> rows;
    int minute = 0;
    for (const int n : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1000))) {
        minute += n % 5 - 1;
        rows.push_back(bar(minute, 50 + n % 100, n % 7 == 0 ? 40 : 0, n % 11 == 0 ? -1 : 0));
    }
    const BarRules rules{.gaps = GapAction::carry, .outliers = {.window = 5, .action = OutlierAction::drop}};
    const auto [bars, c] = clean(rows, 1min, rules);
    RC_ASSERT(c.rows == c.kept + c.not_positive + c.broken + c.repeated + c.conflicts + c.late + c.outliers_dropped);
    RC_ASSERT(bars.size() == c.kept + c.carried);
    for (std::size_t i = 0; i < bars.size(); ++i) {
        RC_ASSERT(domain::broken_rule(bars[i].bar).empty());
        if (i > 0) RC_ASSERT(bars[i].bar.open_time > bars[i - 1].bar.open_time);
    }
}

}  // namespace
}  // namespace argosy::features
