#include <gtest/gtest.h>

#include "services/gateway/gatekeeper.hpp"

namespace argosy::services::gateway {
namespace {

const Time start = *parse_iso8601("2024-03-01T12:00:00Z");

auth::RateLimiter limiter(const RateLimits& limits) { return *auth::RateLimiter::make(rates(limits)); }

int allowed_at(auth::RateLimiter& limiter, std::string_view policy, Time now, int asked) {
    int allowed = 0;
    for (int i = 0; i < asked; ++i) allowed += limiter.take(limiter.policy(policy), "ada", now).is_allowed ? 1 : 0;
    return allowed;
}

TEST(Rates, changes_come_at_once_up_to_the_burst_and_then_at_their_rate) {
    auto all = limiter({.requests_per_minute = 120, .burst = 5});
    EXPECT_EQ(allowed_at(all, "write", start, 20), 5);
    EXPECT_EQ(allowed_at(all, "write", start + 1s, 20), 2) << "two a second";
    EXPECT_EQ(allowed_at(all, "write", start + 60s, 20), 5) << "never more than the burst";
}

TEST(Rates, every_kind_of_route_has_a_limit_of_its_own) {
    auto all = limiter({.sign_ins_per_minute = 1,
                        .orders_per_minute = 2,
                        .requests_per_minute = 3,
                        .burst = 3,
                        .reads_per_minute = 4});
    EXPECT_EQ(allowed_at(all, "login", start, 9), 1);
    EXPECT_EQ(allowed_at(all, "order", start, 9), 2);
    EXPECT_EQ(allowed_at(all, "write", start, 9), 3);
    EXPECT_EQ(allowed_at(all, "read", start, 9), 4);
}

TEST(Rates, the_ends_of_their_range_are_good_policies) {
    EXPECT_TRUE(auth::RateLimiter::make(rates({1'000'000, 1'000'000, 60'000, 1, 1'000'000})));
    EXPECT_TRUE(auth::RateLimiter::make(rates({1, 1, 1, 1'440, 1})));
}

}  // namespace
}  // namespace argosy::services::gateway
