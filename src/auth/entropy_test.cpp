#include "auth/entropy.hpp"

#include <gtest/gtest.h>

#include "support/seeded_entropy.hpp"

namespace argosy::auth {
namespace {

TEST(Entropy, OfTheSystemNeverRepeats) {
    SystemEntropy system;
    EXPECT_EQ(random_text(system).size(), 43u);
    EXPECT_NE(random_text(system), random_text(system));
}

TEST(Entropy, WithTheSameSeedRepeats) {
    argosy::testing::SeededEntropy one(7), same(7), other(8);
    const std::string text = random_text(one);
    EXPECT_EQ(text, random_text(same));
    EXPECT_NE(text, random_text(other));
    EXPECT_NE(text, random_text(one));
}

TEST(ConstantTime, ComparesContent) {
    EXPECT_TRUE(equal_constant_time("", ""));
    EXPECT_TRUE(equal_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_constant_time("abc", "abcd"));
}

}  // namespace
}  // namespace argosy::auth
