#include "features/clean_ticks.hpp"

#include <gtest/gtest.h>

namespace argosy::features {
namespace {

constexpr Time start = time_from_ns(1'700'000'000'000'000'000);

domain::Trade trade(int second, std::uint64_t id, Price price = "100"_px, Qty qty = "1"_qty) {
    return {.instrument = InstrumentId(0),
            .time = start + std::chrono::seconds(second),
            .price = price,
            .qty = qty,
            .venue_id = id};
}

TEST(CleanTicks, numbers_tell_repetitions_and_gaps) {
    const std::vector rows = {trade(0, 5), trade(0, 5), trade(0, 6), trade(1, 4), trade(2, 9), trade(1, 10)};
    const auto [ticks, counts] = clean(rows);
    EXPECT_EQ(counts, (TickCounts{.rows = 6, .kept = 3, .repeated = 1, .late = 2, .gaps = 1, .missing = 2}));
    EXPECT_TRUE(ticks[2].after_gap);
    EXPECT_FALSE(ticks[1].after_gap);
}

TEST(CleanTicks, without_numbers_equal_rows_are_repetitions_and_silence_is_a_gap) {
    const std::vector rows = {trade(0, 0), trade(0, 0), trade(0, 0, "101"_px), trade(60, 0), trade(119, 0)};
    const auto [ticks, counts] = clean(rows, {.silence = 60s});
    EXPECT_EQ(counts, (TickCounts{.rows = 5, .kept = 4, .repeated = 1, .gaps = 1}));
    EXPECT_TRUE(ticks[2].after_gap);
}

TEST(CleanTicks, prices_and_quantities_must_be_positive) {
    const std::vector rows = {trade(0, 1, Price{}), trade(0, 2, "100"_px, "-1"_qty), trade(0, 3, "-5"_px)};
    EXPECT_EQ(clean(rows).counts, (TickCounts{.rows = 3, .not_positive = 3}));
}

TEST(CleanTicks, outliers_are_marked_or_dropped) {
    std::vector<domain::Trade> rows;
    for (int i = 0; i < 20; ++i)
        rows.push_back(trade(i, static_cast<std::uint64_t>(i + 1), i % 2 ? "100"_px : "101"_px));
    rows.push_back(trade(20, 21, "1"_px));
    TickRules rules{.outliers = {.window = 10}};
    EXPECT_TRUE(clean(rows, rules).ticks.back().outlier);
    rules.outliers.action = OutlierAction::drop;
    EXPECT_EQ(clean(rows, rules).counts, (TickCounts{.rows = 21, .kept = 20, .outliers_dropped = 1}));
}

}  // namespace
}  // namespace argosy::features
