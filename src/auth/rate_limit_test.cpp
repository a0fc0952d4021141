#include "auth/rate_limit.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace argosy::auth {
namespace {

const Time start = time_from_ns(1'800'000'000'000'000'000);

RateLimiter make(std::int64_t quota = 10, Duration window = 60s, std::size_t buckets_max = 1000) {
    return std::move(
        *RateLimiter::make({{.name = "orders", .quota = quota, .window = window}, {.name = "read"}}, buckets_max));
}

TEST(RateLimit, LetsTheQuotaThroughAtOnceThenRefillsEvenly) {
    RateLimiter limiter = make();
    for (int left = 9; left >= 0; --left) {
        const auto verdict = limiter.take(0, "ada", start);
        EXPECT_TRUE(verdict.is_allowed);
        EXPECT_EQ(verdict.remaining, left);
    }
    const auto refused = limiter.take(0, "ada", start);
    EXPECT_FALSE(refused.is_allowed);
    EXPECT_EQ(refused.retry_after, 6s);
    EXPECT_EQ(refused.refilled_in, 60s);
    EXPECT_FALSE(limiter.take(0, "ada", start + 6s - 1ns).is_allowed);
    EXPECT_TRUE(limiter.take(0, "ada", start + 6s).is_allowed);
    EXPECT_FALSE(limiter.take(0, "ada", start + 6s).is_allowed);
}

TEST(RateLimit, CountsIdentitiesAndRoutesApart) {
    RateLimiter limiter = make(1);
    EXPECT_TRUE(limiter.take(limiter.policy("orders"), "ada", start).is_allowed);
    EXPECT_FALSE(limiter.take(limiter.policy("orders"), "ada", start).is_allowed);
    EXPECT_TRUE(limiter.take(limiter.policy("orders"), "bob", start).is_allowed);
    EXPECT_TRUE(limiter.take(limiter.policy("read"), "ada", start).is_allowed);
}

TEST(RateLimit, TakesARequestThatCostsMore) {
    RateLimiter limiter = make();
    EXPECT_EQ(limiter.take(0, "ada", start, 7).remaining, 3);
    const auto refused = limiter.take(0, "ada", start, 5);
    EXPECT_FALSE(refused.is_allowed);
    EXPECT_EQ(refused.retry_after, 12s);
    EXPECT_EQ(refused.remaining, 3) << "a refused request costs nothing";
}

TEST(RateLimit, IsNotFilledByAClockThatGoesBack) {
    RateLimiter limiter = make(1);
    EXPECT_TRUE(limiter.take(0, "ada", start).is_allowed);
    const auto refused = limiter.take(0, "ada", start - 1h);
    EXPECT_FALSE(refused.is_allowed);
    EXPECT_EQ(refused.remaining, 0);
}

TEST(RateLimit, HoldsABoundedNumberOfBuckets) {
    RateLimiter limiter = make(10, 60s, 100);
    for (int i = 0; i < 10'000; ++i) static_cast<void>(limiter.take(0, "net" + std::to_string(i), start));
    EXPECT_EQ(limiter.buckets(), 100u);
}

TEST(RateLimit, IsToldInHeaders) {
    RateLimiter limiter = make();
    static_cast<void>(limiter.take(0, "ada", start, 10));
    const auto verdict = limiter.take(0, "ada", start + 1500ms);
    EXPECT_EQ(rate_limit_policy_header(limiter.at(0)), R"("orders";q=10;w=60)");
    EXPECT_EQ(rate_limit_header(limiter.at(0), verdict), R"("orders";r=0;t=59)");
    EXPECT_EQ(retry_after_s(verdict), 5);
}

TEST(RateLimit, RefusesPoliciesThatMakeNoSense) {
    EXPECT_FALSE(RateLimiter::make({{.name = ""}}));
    EXPECT_FALSE(RateLimiter::make({{.name = "a\"b"}}));
    EXPECT_FALSE(RateLimiter::make({{.name = "a", .quota = 0}}));
    EXPECT_FALSE(RateLimiter::make({{.name = "a", .window = 0s}}));
    EXPECT_FALSE(RateLimiter::make({{.name = "a"}, {.name = "a"}}));
}

RC_GTEST_PROP(RateLimit, NeverLetsMoreThanTwoQuotasThroughAWindow, ()) {
    const auto quota = *rc::gen::inRange<std::int64_t>(1, 20);
    RateLimiter limiter = make(quota, 60s);
    const auto steps_ms = *rc::gen::container<std::vector<int>>(200, rc::gen::inRange(0, 2000));
    std::vector<Time> allowed;
    Time now = start;
    for (const int step : steps_ms) {
        now += std::chrono::milliseconds(step);
        if (limiter.take(0, "ada", now).is_allowed) allowed.push_back(now);
        const auto within = std::ranges::count_if(allowed, [&](Time t) { return t > now - 60s; });
        RC_ASSERT(within <= 2 * quota);
    }
}

}  // namespace
}  // namespace argosy::auth
