#include "strategy/parameters.hpp"

#include <gtest/gtest.h>

namespace argosy::strategy {
namespace {

constexpr ParameterSpec declaration[] = {
    {"fast", ParameterType::integer, 12, 1, 500, "bars", "period of the fast average"},
    {"threshold", ParameterType::number, 0.5, 0, 1, "", "level"},
    {"short", ParameterType::boolean, 1, 0, 1, "", "may sell short"},
};

TEST(Parameters, start_at_their_defaults_and_keep_what_is_set) {
    Parameters p(declaration);
    EXPECT_EQ(p.to_string(), "fast=12 threshold=0.5 short=1");
    ASSERT_TRUE(p.set("fast", "20"));
    ASSERT_TRUE(p.set("short", "false"));
    EXPECT_EQ(p.integer("fast"), 20U);
    EXPECT_FALSE(p.flag("short"));
}

TEST(Parameters, refuse_with_the_range_and_the_nearest_name) {
    Parameters p(declaration);
    EXPECT_EQ(p.set("fast", 0).error().message(),
              "fast = 0 is out of range, expected a whole number from 1 to 500 bars");
    EXPECT_FALSE(p.set("fast", 1.5));
    EXPECT_FALSE(p.set("threshold", "nan"));
    EXPECT_FALSE(p.set("threshold", "1e"));
    EXPECT_FALSE(p.set("short", 2));
    EXPECT_EQ(p.set("treshold", 0.2).error().hint(), "did you mean threshold?");
    EXPECT_EQ(p.set("zzz", 1).error().hint(), "it has: fast, threshold, short");
}

}  // namespace
}  // namespace argosy::strategy
