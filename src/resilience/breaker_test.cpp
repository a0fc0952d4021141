#include "resilience/breaker.hpp"

#include <gtest/gtest.h>

#include "base/prng.hpp"

namespace argosy::resilience {
namespace {

using Outcome = Breaker::Outcome;

/// One call that begins and ends at once; false: none was allowed.
bool call(Breaker& breaker, Outcome outcome, Duration now) {
    const auto permit = breaker.begin(now);
    if (permit) breaker.end(*permit, outcome, now);
    return permit.has_value();
}

TEST(Breaker, opens_after_failures_in_a_row_and_not_one_before) {
    Breaker breaker({.consecutive_failures = 3});
    for (int i = 0; i < 2; ++i) call(breaker, Outcome::failure, 0s);
    EXPECT_EQ(breaker.state(), BreakerState::closed);
    call(breaker, Outcome::success, 0s);
    for (int i = 0; i < 2; ++i) call(breaker, Outcome::failure, 0s);
    EXPECT_EQ(breaker.state(), BreakerState::closed);
    call(breaker, Outcome::failure, 0s);
    EXPECT_EQ(breaker.state(), BreakerState::open);
    EXPECT_FALSE(breaker.begin(1s));
}

TEST(Breaker, opens_at_half_of_the_window_but_not_on_few_calls) {
    Breaker breaker({.consecutive_failures = 5, .failure_rate = 0.5, .window = 100, .calls_min = 20});
    for (int i = 0; i < 18; ++i) call(breaker, i % 2 == 0 ? Outcome::failure : Outcome::success, 0s);
    EXPECT_EQ(breaker.state(), BreakerState::closed) << "18 calls say too little";
    call(breaker, Outcome::success, 0s);
    call(breaker, Outcome::failure, 0s);
    EXPECT_EQ(breaker.state(), BreakerState::open) << "10 of 20 failed";
}

TEST(Breaker, forgets_what_has_left_the_window) {
    Breaker breaker({.consecutive_failures = 100, .failure_rate = 0.5, .window = 10, .calls_min = 10});
    for (int i = 0; i < 4; ++i) call(breaker, Outcome::failure, 0s);
    for (int i = 0; i < 10; ++i) call(breaker, Outcome::success, 0s);
    for (int i = 0; i < 4; ++i) call(breaker, Outcome::failure, 0s);
    EXPECT_EQ(breaker.state(), BreakerState::closed) << "4 of the newest 10";
    call(breaker, Outcome::failure, 0s);
    EXPECT_EQ(breaker.state(), BreakerState::open);
}

TEST(Breaker, tries_again_after_the_pause_one_call_at_a_time) {
    Breaker breaker({.consecutive_failures = 1, .pause = 2s, .trials = 2});
    call(breaker, Outcome::failure, 10s);
    EXPECT_EQ(breaker.retry_after(11s), 1s);
    EXPECT_FALSE(breaker.begin(Duration(12s) - 1ns));
    const auto trial = breaker.begin(12s);
    ASSERT_TRUE(trial);
    EXPECT_EQ(breaker.state(), BreakerState::half_open);
    EXPECT_FALSE(breaker.begin(12s)) << "one is under way";
    breaker.end(*trial, Outcome::success, 12s);
    EXPECT_EQ(breaker.state(), BreakerState::half_open) << "one success is not enough";
    EXPECT_TRUE(call(breaker, Outcome::success, 12s));
    EXPECT_EQ(breaker.state(), BreakerState::closed);
    EXPECT_TRUE(call(breaker, Outcome::success, 12s));
}

TEST(Breaker, pauses_longer_after_each_failed_trial_up_to_the_bound) {
    Breaker breaker({.consecutive_failures = 1, .pause = 2s, .pause_max = 6s});
    Duration now = 0s;
    call(breaker, Outcome::failure, now);
    for (const Duration pause : {2s, 4s, 6s, 6s}) {
        EXPECT_EQ(breaker.retry_after(now), pause);
        now += pause;
        EXPECT_TRUE(call(breaker, Outcome::failure, now));
    }
    now += 6s;
    EXPECT_TRUE(call(breaker, Outcome::success, now));
    EXPECT_TRUE(call(breaker, Outcome::success, now));
    call(breaker, Outcome::failure, now);
    EXPECT_EQ(breaker.retry_after(now), 2s) << "a recovery makes the next pause short again";
}

TEST(Breaker, a_trial_that_says_nothing_makes_room_for_another) {
    Breaker breaker({.consecutive_failures = 1, .pause = 1s, .trial_timeout = 5s});
    call(breaker, Outcome::failure, 0s);
    EXPECT_TRUE(call(breaker, Outcome::unknown, 1s));
    EXPECT_EQ(breaker.state(), BreakerState::half_open);
    ASSERT_TRUE(breaker.begin(1s));  // nobody tells its end
    EXPECT_FALSE(breaker.begin(5s));
    EXPECT_TRUE(breaker.begin(6s));
}

TEST(Breaker, what_was_begun_before_the_opening_changes_nothing_afterwards) {
    Breaker breaker({.consecutive_failures = 1, .pause = 1s});
    const auto late = breaker.begin(0s);
    call(breaker, Outcome::failure, 0s);
    const auto trial = breaker.begin(1s);
    ASSERT_TRUE(trial);
    breaker.end(*late, Outcome::failure, 1s);
    EXPECT_EQ(breaker.state(), BreakerState::half_open);
    breaker.end(*late, Outcome::success, 1s);
    EXPECT_FALSE(breaker.begin(1s)) << "the trial is still under way";
}

/// Whatever happens: open lets nothing pass, half open one call, and a side that answers well is called again.
TEST(Breaker, holds_for_random_histories) {
    Prng random(20241128);
    for (int history = 0; history < 200; ++history) {
        Breaker breaker({.consecutive_failures = 3, .window = 20, .calls_min = 10, .pause = 1s, .pause_max = 8s});
        Duration now = 0s;
        std::vector<Breaker::Permit> under_way;
        for (int step = 0; step < 500; ++step) {
            now += Duration(random.below(300'000'000));
            const auto before = breaker.state();
            const bool would = breaker.would_allow(now);
            if (const auto permit = breaker.begin(now)) {
                ASSERT_TRUE(would);
                ASSERT_TRUE(before != BreakerState::open || breaker.state() == BreakerState::half_open);
                if (breaker.state() == BreakerState::half_open) ASSERT_FALSE(breaker.would_allow(now));
                under_way.push_back(*permit);
            } else {
                ASSERT_FALSE(would);
                ASSERT_NE(before, BreakerState::closed);
            }
            if (!under_way.empty() && random.below(2) == 0) {
                breaker.end(under_way.back(), static_cast<Outcome>(random.below(3)), now);
                under_way.pop_back();
            }
        }
        now += 1h;  // the other side is well from now on
        for (int i = 0; i < 3; ++i) call(breaker, Outcome::success, now);
        ASSERT_EQ(breaker.state(), BreakerState::closed);
    }
}

}  // namespace
}  // namespace argosy::resilience
