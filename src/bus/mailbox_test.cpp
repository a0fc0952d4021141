#include "bus/mailbox.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

namespace argosy::bus {
namespace {

struct MailboxTest : testing::Test {
    Mailbox& box(std::size_t pending_max = 4) {
        mailbox_ = std::make_unique<Mailbox>([this] { wakes.fetch_add(1); }, pending_max);
        return *mailbox_;
    }
    Mailbox::Slot* open(Overflow overflow) {
        Mailbox::Slot slot{.overflow = overflow};
        slot.deliver = [this](const void* m) { got.push_back(*static_cast<const int*>(m)); };
        slot.missed = [this](std::uint64_t count) { missed += count; };
        return mailbox_->open(std::move(slot));
    }
    void post(Mailbox::Slot& slot, std::uint64_t key, int value) {
        mailbox_->post(slot, key, std::make_shared<const int>(value));
    }
    std::unique_ptr<Mailbox> mailbox_;
    std::vector<int> got;
    std::uint64_t missed = 0;
    std::atomic<int> wakes = 0;
};

TEST_F(MailboxTest, DeliversInTheOrderOfPosting) {
    box();
    auto* slot = open(Overflow::resync);
    for (int i = 1; i <= 3; ++i) post(*slot, 0, i);
    EXPECT_EQ(wakes, 1) << "the owner is woken once until it looks";
    EXPECT_EQ(mailbox_->run(), 3u);
    EXPECT_EQ(got, (std::vector{1, 2, 3}));
    post(*slot, 0, 4);
    EXPECT_EQ(wakes, 2);
}

TEST_F(MailboxTest, AtTheBoundTheNewestOfEachKeyWins) {
    box(2);
    auto* slot = open(Overflow::newest_wins);
    for (int i = 0; i < 10; ++i) post(*slot, static_cast<std::uint64_t>(i % 2), i);
    mailbox_->run();
    EXPECT_EQ(got, (std::vector{0, 1, 8, 9})) << "two that fitted, then the newest of either key";
    EXPECT_EQ(mailbox_->skipped(*slot), 6u);
    EXPECT_EQ(missed, 0u);
}

TEST_F(MailboxTest, ASubscriberThatMissedMessagesIsToldOnceItHasReadTheRest) {
    box(2);
    auto* slot = open(Overflow::resync);
    for (int i = 0; i < 5; ++i) post(*slot, 0, i);
    mailbox_->run();
    EXPECT_EQ(got, (std::vector{0, 1}));
    EXPECT_EQ(missed, 3u);
    post(*slot, 0, 9);
    mailbox_->run();
    EXPECT_EQ(got.back(), 9);
    EXPECT_EQ(missed, 3u);
}

TEST_F(MailboxTest, OneSlowSubscriptionDoesNotTakeAnothersPlace) {
    box(2);
    auto *a = open(Overflow::resync), *b = open(Overflow::resync);
    for (int i = 0; i < 5; ++i) post(*a, 0, i);
    post(*b, 0, 100);
    mailbox_->run();
    EXPECT_EQ(got, (std::vector{0, 1, 100}));
}

TEST_F(MailboxTest, AClosedSubscriptionGetsNothingMore) {
    box();
    auto* slot = open(Overflow::resync);
    post(*slot, 0, 1);
    mailbox_->close(*slot);
    post(*slot, 0, 2);
    mailbox_->run();
    EXPECT_TRUE(got.empty());
}

TEST_F(MailboxTest, ManyThreadsPostAndNothingIsLost) {
    constexpr int threads = 4, each = 5'000;
    box(threads * each);
    auto* slot = open(Overflow::resync);
    std::vector<std::jthread> posting;
    for (int t = 0; t < threads; ++t)
        posting.emplace_back([&, t] {
            for (int i = 0; i < each; ++i) post(*slot, 0, t * each + i);
        });
    while (got.size() < threads * each) mailbox_->run();
    std::vector<int> next(threads);
    for (int v : got) EXPECT_EQ(v % each, next[static_cast<std::size_t>(v / each)]++) << "each thread's order is kept";
}

}  // namespace
}  // namespace argosy::bus
