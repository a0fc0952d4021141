#include "features/definition.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/read.hpp"

namespace argosy::features {
namespace {

using ::testing::HasSubstr;

TEST(Definition, is_read_from_yaml) {
    const auto set = config::read_yaml<FeatureSet>(R"(
name: mine
interval: 15m
features:
  - {type: returns, bars: 4, kind: log}
  - {type: indicator, indicator: bollinger, parameters: {period: 30}, output: upper, relative: true}
  - {type: calendar, part: weekday}
  - {type: mood, half_life: 2h, measure: dispersion}
)");
    ASSERT_TRUE(set) << set.error().describe();
    EXPECT_EQ(set->interval, Duration(15min));
    ASSERT_EQ(set->features.size(), 4u);
    EXPECT_EQ(std::get<IndicatorValue>(set->features[1]).parameters.at("period"), 30);
    EXPECT_EQ(std::get<Mood>(set->features[3]).measure, MoodMeasure::dispersion);
}

TEST(Definition, comes_back_from_json_with_its_hash) {
    const FeatureSet set = standard_set(1h);
    const auto back = read_feature_set(to_json(set));
    ASSERT_TRUE(back) << back.error().describe();
    EXPECT_EQ(hash_of(*back), hash_of(set));
    EXPECT_EQ(to_json(*back), to_json(set));
}

TEST(Definition, the_hash_changes_with_what_is_computed_and_not_with_the_name) {
    const FeatureSet set = standard_set(1h);
    FeatureSet other = set;
    other.name = "another";
    EXPECT_EQ(hash_of(other), hash_of(set));
    other.interval = 2h;
    EXPECT_NE(hash_of(other), hash_of(set));
    other = set;
    std::swap(other.features[0], other.features[1]);
    EXPECT_NE(hash_of(other), hash_of(set));
    other = set;
    std::get<RealisedVolatility>(other.features[5]).bars += 1;
    EXPECT_NE(hash_of(other), hash_of(set));
}

TEST(Definition, the_hash_is_that_of_earlier_versions) {
    // Models name it: it may change only with `arithmetic` in definition.cpp.
    EXPECT_EQ(hash_of({.name = "x", .interval = 1h, .features = {Returns{.bars = 3}}}),
              "6d62cd46313de5f21c96ce0ea582feae3b57d91dbaf1a19cd510d6d5bfc2ad1e");
}

TEST(Definition, names_what_is_wrong) {
    const auto message = [](std::string_view json) { return std::string(read_feature_set(json).error().message()); };
    EXPECT_THAT(message(R"({"features": []})"), HasSubstr("features"));
    EXPECT_THAT(message(R"({"features": [{"type": "returns", "bars": 0}]})"), HasSubstr("bars"));
    EXPECT_THAT(message(R"({"features": [{"type": "return"}]})"), HasSubstr("return"));
}

}  // namespace
}  // namespace argosy::features
