#include "net/worker.hpp"

#include <future>
#include <gtest/gtest.h>

namespace argosy::net {
namespace {

TEST(Worker, works_in_order_on_its_own_thread_and_comes_back) {
    Loop loop;
    Worker worker;
    std::vector<int> order;
    const auto here = std::this_thread::get_id();
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(worker.run([&, i] {
            EXPECT_NE(std::this_thread::get_id(), here);
            loop.post([&, i] {
                order.push_back(i);
                if (i == 2) loop.stop();
            });
        }));
    }
    loop.run_for(5s);
    EXPECT_EQ(order, (std::vector{0, 1, 2}));
}

TEST(Worker, refuses_more_than_may_wait) {
    std::promise<void> begun, let_go;
    Worker worker(2);
    ASSERT_TRUE(worker.run([&] {
        begun.set_value();
        let_go.get_future().wait();
    }));
    begun.get_future().wait();
    EXPECT_TRUE(worker.run([] {}));
    EXPECT_TRUE(worker.run([] {}));
    const auto refused = worker.run([] {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), Errc::rate_limited);
    let_go.set_value();
}

TEST(Worker, finishes_what_is_under_way_and_drops_the_rest) {
    std::promise<void> begun;
    bool first = false, second = false;
    {
        Worker worker;
        ASSERT_TRUE(worker.run([&] {
            begun.set_value();
            std::this_thread::sleep_for(20ms);  // the end comes meanwhile
            first = true;
        }));
        begun.get_future().wait();
        ASSERT_TRUE(worker.run([&] { second = true; }));
    }
    EXPECT_TRUE(first);
    EXPECT_FALSE(second);
}

}  // namespace
}  // namespace argosy::net
