#include "features/computer.hpp"

#include <bit>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

#include "base/prng.hpp"
#include "indicators/registry.hpp"
#include "support/instrumented.hpp"

namespace argosy::features {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Time monday = time_from_ns(1'704'067'200'000'000'000);  // 2024-01-01T00:00Z

std::vector<domain::Bar> random_bars(std::size_t count, std::uint64_t seed = 3) {
    Prng prng(seed);
    std::vector<domain::Bar> bars;
    double price = 100;
    for (std::size_t i = 0; i < count; ++i) {
        const double open = price;
        price *= 1 + 0.01 * prng.normal();
        const auto px = [](double v) { return *from_double<Price>(v, Rounding::half_even); };
        bars.push_back({.open_time = monday + static_cast<std::int64_t>(i) * Duration(1h),
                        .open = px(open),
                        .high = px(std::max(open, price) * 1.004),
                        .low = px(std::min(open, price) * 0.995),
                        .close = px(price),
                        .volume = *from_double<Qty>(1 + prng.uniform(), Rounding::half_even)});
    }
    return bars;
}

FeatureSet of(std::vector<Feature> features) { return {.features = std::move(features)}; }

std::vector<domain::Bar> closes(std::vector<double> values) {
    auto bars = random_bars(values.size());
    for (std::size_t i = 0; i < bars.size(); ++i)
        bars[i].open = bars[i].high = bars[i].low = bars[i].close = *from_double<Price>(values[i], Rounding::half_even);
    return bars;
}

TEST(Features, returns_and_volatility_are_what_their_words_say) {
    const auto bars = closes({100, 110, 99, 99});
    const auto t = *compute(of({Returns{1}, Returns{2, ReturnKind::log}, RealisedVolatility{2}}), bars);
    EXPECT_THAT(t.columns, ElementsAre("return_1", "log_return_2", "volatility_2"));
    EXPECT_EQ(t.warm_up, 3u);
    EXPECT_TRUE(std::isnan(t.row(0)[0]) && std::isnan(t.row(1)[1]) && std::isnan(t.row(1)[2]));
    EXPECT_NEAR(t.row(1)[0], 0.1, 1e-15);
    EXPECT_DOUBLE_EQ(t.row(2)[1], std::log(0.99));
    const double a = std::log(1.1), b = std::log(0.9);
    EXPECT_NEAR(t.row(2)[2], std::sqrt((a * a + b * b) / 2), 1e-15);
    EXPECT_NEAR(t.row(3)[2], std::sqrt(b * b / 2), 1e-15);
    EXPECT_EQ(t.times[0], monday + 1h) << "a row is known at the close";
}

TEST(Features, the_calendar_is_a_circle_that_starts_on_monday_at_midnight) {
    auto bars = random_bars(24 * 7);
    const auto t = *compute(of({Calendar{CalendarPart::hour}, Calendar{CalendarPart::weekday}, FundingClock{}}), bars);
    EXPECT_THAT(t.columns,
                ElementsAre("hour_sin", "hour_cos", "weekday_sin", "weekday_cos", "funding_sin", "funding_cos"));
    // The bar from 05:00 closes at 06:00: a quarter of the day, three quarters of the way to the next settlement.
    const auto six = t.row(5);
    EXPECT_NEAR(six[0], 1, 1e-15);
    EXPECT_NEAR(six[1], 0, 1e-15);
    EXPECT_NEAR(six[4], -1, 1e-15);
    EXPECT_NEAR(t.row(7)[5], 1, 1e-15) << "08:00 is a settlement";
    EXPECT_NEAR(t.row(24 * 7 / 2 - 1)[3], -1, 1e-15) << "half a week";
    EXPECT_NEAR(t.row(24 * 7 - 1)[3], 1, 1e-15) << "the next Monday";
}

TEST(Features, an_indicator_is_that_of_the_registry) {
    const auto bars = random_bars(60);
    const auto t = *compute(of({IndicatorValue{.indicator = "rsi", .parameters = {{"period", 7}}},
                                IndicatorValue{.indicator = "bollinger", .output = "upper", .relative = true}}),
                            bars);
    EXPECT_THAT(t.columns, ElementsAre("rsi_7", "bollinger_upper"));
    const std::array arguments = {indicators::Argument{"period", 7}};
    auto rsi = *indicators::make("rsi", arguments), band = *indicators::make("bollinger");
    const auto rsi_column = columns(*rsi, bars)[0];
    for (std::size_t i = 0; i < bars.size(); ++i) {
        band->update(bars[i]);
        EXPECT_EQ(std::bit_cast<std::uint64_t>(t.row(i)[0]), std::bit_cast<std::uint64_t>(rsi_column[i]));
    }
    EXPECT_GT(t.row(59)[1], -0.1);
    EXPECT_LT(t.row(59)[1], 0.1);
}

TEST(Features, a_mood_counts_from_the_close_after_its_arrival) {
    const auto bars = random_bars(4);
    const auto t = *compute(of({Mood{.half_life = 1h}, Mood{.half_life = 1h, .measure = MoodMeasure::weight}}), bars,
                            std::vector<ScoredHeadline>{{0.5, monday + 2h}, {-1, monday + 2h + 1ns}});
    EXPECT_TRUE(std::isnan(t.row(0)[0]));
    EXPECT_EQ(t.row(1)[0], 0.5) << "it arrived exactly at the close";
    EXPECT_EQ(t.row(1)[1], 1);
    EXPECT_NEAR(t.row(2)[0], -0.25, 1e-12);
    EXPECT_NEAR(t.row(2)[1], 1, 1e-12);
}

TEST(Features, makes_no_computer_of_a_definition_without_sense) {
    const auto refusal = [](std::vector<Feature> features) {
        return std::string(Computer::make(of(std::move(features))).error().message());
    };
    EXPECT_THAT(refusal({}), HasSubstr("at least one"));
    EXPECT_THAT(refusal({Returns{}, Returns{}}), HasSubstr("feature 2: there is a column return_1 already"));
    EXPECT_THAT(refusal({IndicatorValue{.indicator = "rsj"}}), HasSubstr("unknown indicator \"rsj\""));
    EXPECT_THAT(refusal({IndicatorValue{.output = "upper"}}), HasSubstr("no output \"upper\""));
    EXPECT_THAT(refusal({IndicatorValue{.indicator = "correlation"}}), HasSubstr("compares two series"));
    EXPECT_THAT(refusal({IndicatorValue{.source = "mid"}}), HasSubstr("unknown source"));
    EXPECT_THAT(refusal({IndicatorValue{.parameters = {{"period", 0.5}}}}), HasSubstr("period"));
}

TEST(Features, headlines_come_in_the_order_of_their_arrival) {
    auto computer = *Computer::make(of({Mood{}}));
    ASSERT_TRUE(computer.on_headline({0.5, monday}));
    EXPECT_EQ(computer.on_headline({0.5, monday - 1ns}).error().code(), Errc::invalid_argument);
    EXPECT_EQ(computer.on_headline({1.5, monday}).error().code(), Errc::invalid_argument);
}

/// Every indicator of one series with all its outputs, and everything else.
FeatureSet everything() {
    FeatureSet set = of({Returns{1}, Returns{7}, Returns{3, ReturnKind::log}, RealisedVolatility{5}, Calendar{},
                         Calendar{CalendarPart::weekday}, FundingClock{}, Mood{}});
    for (const auto* spec : indicators::all_indicators())
        if (spec->feed != indicators::Feed::pair)
            for (const auto output : spec->outputs)
                set.features.push_back(
                    IndicatorValue{.indicator = std::string(spec->name), .output = std::string(output)});
    return set;
}

bool same_bits(std::span<const double> a, std::span<const double> b) {
    return std::ranges::equal(
        a, b, {}, [](double x) { return std::bit_cast<std::uint64_t>(x); },
        [](double x) { return std::bit_cast<std::uint64_t>(x); });
}

RC_GTEST_PROP(Features, streaming_batch_and_a_shorter_batch_have_the_same_bits, ()) {
    const auto count = *rc::gen::inRange<std::size_t>(1, testing::is_instrumented ? 100 : 300);
    const auto cut = *rc::gen::inRange<std::size_t>(1, count + 1);
    const auto bars = random_bars(count, *rc::gen::arbitrary<std::uint64_t>());
    std::vector<ScoredHeadline> headlines;
    Time t = monday;
    for (const int gap : *rc::gen::container<std::vector<int>>(20, rc::gen::inRange(0, 900)))
        headlines.push_back({(gap % 21 - 10) / 10.0, t += std::chrono::minutes(gap)});
    static const FeatureSet set = everything();
    const auto all = *compute(set, bars, headlines), part = *compute(set, std::span(bars).first(cut), headlines);
    auto computer = *Computer::make(set);
    std::size_t next = 0;
    for (std::size_t i = 0; i < count; ++i) {
        // A headline reaches the stream as soon as it has arrived, some even before their bar is over.
        for (; next < headlines.size() && headlines[next].arrived <= all.times[i] + 10min; ++next)
            RC_ASSERT(computer.on_headline(headlines[next]).has_value());
        computer.update(bars[i]);
        RC_ASSERT(same_bits(computer.values(), all.row(i)));
        if (i < cut) RC_ASSERT(same_bits(all.row(i), part.row(i)));
    }
}

TEST(Features, every_column_is_defined_from_the_warm_up_on_and_not_all_before) {
    FeatureSet set = standard_set(1h);
    set.features.push_back(Mood{});
    std::set<std::string> taken = {"fractals"};  // a value on some bars only
    for (const auto& column : Computer::make(set)->columns()) taken.insert(column);
    for (const auto* spec : indicators::all_indicators())  // first outputs: a pivot of one kind lacks levels of another
        if (spec->feed != indicators::Feed::pair && !taken.contains(std::string(spec->name)))
            set.features.push_back(IndicatorValue{.indicator = std::string(spec->name)});
    const auto t = *compute(set, random_bars(400), std::vector<ScoredHeadline>{{0, monday}});
    ASSERT_LT(t.warm_up, 400u);
    for (std::size_t i = t.warm_up - 1; i < t.rows(); ++i)
        for (std::size_t c = 0; c < t.columns.size(); ++c) EXPECT_FALSE(std::isnan(t.row(i)[c])) << t.columns[c];
    EXPECT_TRUE(std::ranges::any_of(t.row(t.warm_up - 2), [](double v) { return std::isnan(v); }));
}

}  // namespace
}  // namespace argosy::features
