#include "net/loop.hpp"

#include <csignal>
#include <gtest/gtest.h>
#include <thread>

namespace argosy::net {
namespace {

TEST(Loop, runs_what_other_threads_post_in_their_order) {
    Loop loop;
    std::vector<int> seen;
    std::thread other([&] {
        for (int i = 0; i < 1000; ++i) loop.post([&seen, i] { seen.push_back(i); });
        loop.post([&] { loop.stop(); });
    });
    loop.run();
    other.join();
    ASSERT_EQ(seen.size(), 1000U);
    EXPECT_TRUE(std::ranges::is_sorted(seen));
}

TEST(Loop, may_run_again_after_a_stop) {
    Loop loop;
    int calls = 0;
    for (int i = 0; i < 2; ++i) {
        loop.post([&] {
            ++calls;
            loop.stop();
        });
        loop.run();
    }
    EXPECT_EQ(calls, 2);
}

TEST(Timer, fires_once_after_its_delay) {
    Loop loop;
    Timer timer(loop);
    int calls = 0;
    const auto started = steady_time();
    timer.after(20ms, [&] {
        ++calls;
        EXPECT_GE(steady_time() - started, 20ms);
    });
    loop.run_for(100ms);
    EXPECT_EQ(calls, 1);
}

TEST(Timer, repeats_without_drifting_and_skips_what_it_missed) {
    Loop loop;
    Timer timer(loop);
    int calls = 0;
    timer.every(10ms, [&] {
        if (++calls == 1) std::this_thread::sleep_for(45ms);
        if (calls == 3) loop.stop();
    });
    const auto started = steady_time();
    loop.run();
    // 10 ms, then after the 45 ms pause at 60 ms, then at 70 ms.
    EXPECT_GE(steady_time() - started, 70ms);
    EXPECT_EQ(calls, 3);
}

TEST(Timer, does_not_fire_after_cancel_or_destruction) {
    Loop loop;
    int calls = 0;
    Timer cancelled(loop);
    cancelled.after(1ms, [&] { ++calls; });
    {
        Timer destroyed(loop);
        destroyed.after(1ms, [&] { ++calls; });
    }
    std::this_thread::sleep_for(5ms);  // both are due before the loop has run
    cancelled.cancel();
    loop.run_for(20ms);
    EXPECT_EQ(calls, 0);
}

TEST(Timer, may_be_set_anew_or_cancelled_by_its_own_task) {
    Loop loop;
    Timer timer(loop);
    int calls = 0;
    timer.every(1ms, [&] {
        if (++calls == 3) timer.cancel();
    });
    loop.run_for(30ms);
    EXPECT_EQ(calls, 3);
    timer.after(1ms, [&] { timer.after(1ms, [&] { calls = 10; }); });
    loop.run_for(30ms);
    EXPECT_EQ(calls, 10);
}

TEST(Signals, arrive_on_the_loop) {
    Loop loop;
    int seen = 0;
    const Signals signals(loop, {SIGUSR1}, [&](int number) {
        seen = number;
        loop.stop();
    });
    loop.post([] { std::raise(SIGUSR1); });
    loop.run_for(2s);
    EXPECT_EQ(seen, SIGUSR1);
}

}  // namespace
}  // namespace argosy::net
