#include "resilience/retry.hpp"

#include <gtest/gtest.h>

#include "base/prng.hpp"

namespace argosy::resilience {
namespace {

TEST(RetryWait, is_drawn_from_a_span_that_doubles_up_to_its_bound) {
    const RetryOptions options{.wait = 25ms, .wait_max = 250ms};
    const Duration bounds[] = {25ms, 50ms, 100ms, 200ms, 250ms, 250ms};
    for (std::uint32_t retry = 1; retry <= 6; ++retry) {
        EXPECT_EQ(retry_wait(options, retry, 0.0), 0s);
        EXPECT_EQ(retry_wait(options, retry, 0.5), bounds[retry - 1] / 2);
        EXPECT_LT(retry_wait(options, retry, 0.999999), bounds[retry - 1]);
    }
    EXPECT_LT(retry_wait(options, 4'000'000'000, 0.9), 250ms);
}

TEST(RetryBudget, gives_the_reserve_and_then_a_part_of_the_requests) {
    RetryBudget budget({.budget = 0.2, .reserve = 2});
    EXPECT_TRUE(budget.take());
    EXPECT_TRUE(budget.take());
    EXPECT_FALSE(budget.take());
    for (int i = 0; i < 4; ++i) budget.earn();
    EXPECT_FALSE(budget.take()) << "four fifths are no whole retry";
    for (int i = 0; i < 2; ++i) budget.earn();
    EXPECT_TRUE(budget.take());
    EXPECT_FALSE(budget.take());
}

TEST(RetryBudget, never_gives_more_than_its_part_whatever_the_order) {
    Prng random(7);
    RetryBudget budget({.budget = 0.2, .reserve = 10});
    double requests = 0, retries = 0;
    for (int i = 0; i < 100'000; ++i) {
        if (random.below(3) == 0) {
            budget.earn();
            requests += 1;
        } else if (budget.take()) {
            retries += 1;
        }
        ASSERT_LE(retries, 10 + 0.2 * requests + 1e-6);
    }
    EXPECT_GT(retries, 0.19 * requests) << "and it does give it";
}

}  // namespace
}  // namespace argosy::resilience
