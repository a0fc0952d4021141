#include "base/assert.hpp"

#include <gtest/gtest.h>

TEST(Assert, a_broken_rule_stops_the_process_and_says_which) {
    EXPECT_DEATH(ARGOSY_ASSERT(1 + 1 == 3, "arithmetic"), "assertion failed: arithmetic");
}
