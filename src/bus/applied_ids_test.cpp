#include "bus/applied_ids.hpp"

#include <gtest/gtest.h>

namespace argosy::bus {
namespace {

TEST(AppliedIds, AnIdCountsOnce) {
    AppliedIds ids;
    EXPECT_TRUE(ids.insert({1, 2}));
    EXPECT_FALSE(ids.insert({1, 2}));
    EXPECT_TRUE(ids.insert({2, 1}));
}

TEST(AppliedIds, RemembersTheNewestAndForgetsTheOldest) {
    AppliedIds ids(2);
    for (std::uint64_t i = 1; i <= 3; ++i) EXPECT_TRUE(ids.insert({0, i}));
    EXPECT_EQ(ids.size(), 2u);
    EXPECT_FALSE(ids.insert({0, 3}));
    EXPECT_TRUE(ids.insert({0, 1})) << "forgotten";
}

}  // namespace
}  // namespace argosy::bus
