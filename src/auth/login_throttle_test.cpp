#include "auth/login_throttle.hpp"

#include <gtest/gtest.h>

namespace argosy::auth {
namespace {

const Time start = time_from_ns(1'800'000'000'000'000'000);

/// Fails from sources that never repeat, waiting no longer than needed; returns the longest wait.
Duration fail_often(LoginThrottle& throttle, const std::string& identity, int times, Time& now) {
    Duration longest{};
    for (int i = 0; i < times; ++i) {
        const std::string source = "10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250);
        const Duration wait = throttle.wait(identity, source, now);
        longest = std::max(longest, wait);
        now += wait;
        EXPECT_TRUE(throttle.begin(identity, source, now));
    }
    return longest;
}

TEST(LoginThrottle, LetsAFewMistakesPassThenDoublesTheWait) {
    LoginThrottle throttle;
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(throttle.begin("ada", "10.0.0.1", start)) << i;
    EXPECT_EQ(throttle.wait("ada", "10.0.0.1", start), 1s);
    const auto refused = throttle.begin("ada", "10.0.0.1", start);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), Errc::rate_limited);
    EXPECT_EQ(refused.error().hint(), "try again in 1 s");
    EXPECT_TRUE(throttle.begin("ada", "10.0.0.1", start + 1s));
    EXPECT_EQ(throttle.wait("ada", "10.0.0.1", start + 1s), 2s);
    EXPECT_TRUE(throttle.begin("ada", "10.0.0.1", start + 3s));
    EXPECT_EQ(throttle.wait("ada", "10.0.0.1", start + 3s), 4s);
}

TEST(LoginThrottle, SlowsAnIdentityFromManySourcesAndNeverForLong) {
    LoginThrottle throttle;
    Time now = start;
    EXPECT_EQ(fail_often(throttle, "ada", 40, now), 1min);
}

TEST(LoginThrottle, SlowsASourceThatTriesManyNames) {
    LoginThrottle throttle;
    Time now = start;
    for (int i = 0; i < 30; ++i) {
        const std::string name = "user" + std::to_string(i);
        now += throttle.wait(name, "2001:db8::1", now);
        EXPECT_TRUE(throttle.begin(name, "2001:db8::" + std::to_string(i), now));  // one network
    }
    EXPECT_EQ(throttle.wait("somebody", "2001:db8::ffff", now), 15min);
    EXPECT_EQ(throttle.wait("somebody", "2001:db8:0:1::1", now), Duration{}) << "another network";
}

TEST(LoginThrottle, DoesNotLockAPersonOutOfTheirOwnNetwork) {
    LoginThrottle throttle;
    Time now = start;
    EXPECT_TRUE(throttle.begin("ada", "192.0.2.1", now));
    throttle.succeed("ada", "192.0.2.1", now);
    fail_often(throttle, "ada", 20, now);
    EXPECT_GT(throttle.wait("ada", "192.0.2.2", now), Duration{});
    EXPECT_EQ(throttle.wait("ada", "192.0.2.1", now), Duration{});
}

TEST(LoginThrottle, GivesNoCleanSlateForASuccessOfOnesOwn) {
    LoginThrottle throttle;
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(throttle.begin("victim", "10.0.0.1", start));
    EXPECT_TRUE(throttle.begin("thief", "10.0.0.1", start));
    throttle.succeed("thief", "10.0.0.1", start);
    EXPECT_TRUE(throttle.begin("other", "10.0.0.1", start));
    EXPECT_GT(throttle.wait("third", "10.0.0.1", start), Duration{});
}

TEST(LoginThrottle, ForgetsAfterADay) {
    LoginThrottle throttle;
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(throttle.begin("ada", "10.0.0.1", start));
    EXPECT_TRUE(throttle.begin("ada", "10.0.0.1", start + 24h));
    EXPECT_EQ(throttle.wait("ada", "10.0.0.1", start + 24h), Duration{});
}

TEST(LoginThrottle, HoldsABoundedNumberOfEntries) {
    LoginThrottle throttle({.identities_max = 100, .sources_max = 50});
    for (int i = 0; i < 1000; ++i)
        static_cast<void>(throttle.begin("user" + std::to_string(i), "host" + std::to_string(i), start));
    EXPECT_EQ(throttle.identities(), 100u);
    EXPECT_EQ(throttle.sources(), 50u);
}

}  // namespace
}  // namespace argosy::auth
