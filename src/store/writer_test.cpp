#include "store/writer.hpp"

#include <atomic>
#include <future>
#include <gmock/gmock.h>
#include <thread>

namespace argosy::store {
namespace {

using namespace ::testing;

/// Runs works without tables, and can be held or made to fail.
class FakeStore final : public Store {
public:
    std::vector<Result<>> write_each(std::span<Work> works) override {
        entered.store(true);
        gate.wait(true);
        batches.push_back(works.size());
        std::vector<Result<>> results;
        for (auto& work : works) results.push_back(disk_full ? fail(Errc::unavailable, "the disk is full") : run(work));
        return results;
    }
    bool is_failed() const noexcept override { return false; }

    void hold() { gate = true; }
    void let_go() {
        gate = false;
        gate.notify_all();
    }
    void wait_until_entered() const {
        while (!entered) std::this_thread::yield();
    }

    std::vector<std::size_t> batches;
    std::atomic<bool> gate = false, entered = false, disk_full = false;

private:
    static Result<> run(Work& work) {
        alignas(Tables) std::byte nothing[sizeof(Tables)]{};  // the works of these tests do not look at it
        return work(reinterpret_cast<Tables&>(nothing));
    }
    Result<> do_write(const WriteFunction&) override { return {}; }
    Result<> do_read(const ReadFunction&) const override { return {}; }
};

Work add_to(std::vector<int>& list, int n) {
    return [&list, n](Tables&) -> Result<> { return list.push_back(n), Result<>(); };
}

TEST(Writer, writes_in_order_and_as_much_in_one_transaction_as_waits) {
    FakeStore store;
    std::vector<int> seen;
    store.hold();
    {
        Writer writer(store, {.batch_max = 10});
        ASSERT_TRUE(writer.submit(add_to(seen, 0)));
        store.wait_until_entered();
        for (int i = 1; i <= 25; ++i) ASSERT_TRUE(writer.submit(add_to(seen, i)));
        EXPECT_EQ(writer.counters().depth, 26U);
        store.let_go();
        ASSERT_TRUE(writer.flush());
        EXPECT_EQ(writer.counters().committed, 26U);
        EXPECT_EQ(writer.counters().depth, 0U);
        EXPECT_EQ(writer.counters().depth_max, 26U);
        EXPECT_EQ(writer.counters().batches, 4U);
    }
    EXPECT_THAT(store.batches, ElementsAre(1, 10, 10, 5));
    for (int i = 0; i <= 25; ++i) EXPECT_EQ(seen[static_cast<std::size_t>(i)], i);
}

TEST(Writer, refuses_at_once_when_the_queue_is_full) {
    FakeStore store;
    std::vector<int> seen;
    store.hold();
    Writer writer(store, {.queue_max = 3});
    ASSERT_TRUE(writer.submit(add_to(seen, 0)));
    store.wait_until_entered();
    ASSERT_TRUE(writer.submit(add_to(seen, 1)));
    ASSERT_TRUE(writer.submit(add_to(seen, 2)));
    const auto full = writer.submit(add_to(seen, 3), [](const Result<>&) { ADD_FAILURE() << "it was not accepted"; });
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code(), Errc::unavailable);
    EXPECT_FALSE(full.error().hint().empty());
    EXPECT_EQ(writer.counters().refused, 1U);
    store.let_go();
    ASSERT_TRUE(writer.flush());
    EXPECT_THAT(seen, ElementsAre(0, 1, 2));
    EXPECT_TRUE(writer.submit(add_to(seen, 4))) << "there is room again";
    EXPECT_TRUE(writer.flush());
}

TEST(Writer, waits_for_room_when_told_to) {
    FakeStore store;
    std::vector<int> seen;
    store.hold();
    Writer writer(store, {.queue_max = 1, .when_full = WriterSettings::WhenFull::wait});
    ASSERT_TRUE(writer.submit(add_to(seen, 0)));
    auto second = std::async(std::launch::async, [&] { return writer.submit(add_to(seen, 1)).has_value(); });
    EXPECT_EQ(second.wait_for(std::chrono::milliseconds(20)), std::future_status::timeout);
    store.let_go();
    EXPECT_TRUE(second.get());
    ASSERT_TRUE(writer.flush());
    EXPECT_THAT(seen, ElementsAre(0, 1));
}

TEST(Writer, tells_the_owner_of_a_work_and_flush_about_its_error) {
    FakeStore store;
    Writer writer(store);
    std::atomic<int> good = 0, bad = 0;
    const auto count = [&](const Result<>& r) { ++(r ? good : bad); };
    ASSERT_TRUE(writer.submit([](Tables&) -> Result<> { return {}; }, count));
    ASSERT_TRUE(writer.submit([](Tables&) -> Result<> { return fail(Errc::rejected, "no", "ask again"); }, count));
    ASSERT_TRUE(writer.submit([](Tables&) -> Result<> { return fail(Errc::rejected, "later"); }, count));
    const auto flushed = writer.flush();
    ASSERT_FALSE(flushed);
    EXPECT_EQ(flushed.error().message(), "no");
    EXPECT_EQ(flushed.error().hint(), "ask again");
    EXPECT_EQ(good, 1);
    EXPECT_EQ(bad, 2);
    EXPECT_EQ(writer.counters().failed, 2U);
    EXPECT_TRUE(writer.flush()) << "the error was told";
}

TEST(Writer, goes_on_after_a_full_disk) {
    FakeStore store;
    std::vector<int> seen;
    Writer writer(store);
    store.disk_full = true;
    ASSERT_TRUE(writer.submit(add_to(seen, 1)));
    EXPECT_EQ(writer.flush().error().code(), Errc::unavailable);
    store.disk_full = false;
    ASSERT_TRUE(writer.submit(add_to(seen, 2)));
    EXPECT_TRUE(writer.flush());
    EXPECT_THAT(seen, ElementsAre(2));
}

TEST(Writer, writes_what_waits_before_it_goes) {
    FakeStore store;
    std::vector<int> seen;
    {
        Writer writer(store, {.batch_max = 7});
        for (int i = 0; i < 100; ++i) ASSERT_TRUE(writer.submit(add_to(seen, i)));
    }
    EXPECT_EQ(seen.size(), 100U);
}

}  // namespace
}  // namespace argosy::store
