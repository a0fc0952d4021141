#include "bus/topic.hpp"

#include <gtest/gtest.h>
#include <thread>
#include <variant>

namespace argosy::bus {
namespace {

using Payload = std::variant<int, std::string>;
const Subject<Payload> plain{.name = "plain"};
const Subject<Payload> state{.name = "state", .keeps_last = true};

struct TopicTest : testing::Test {
    Mailbox mailbox{[] {}, 8};
    std::vector<int> got;
    auto take() {
        return [this](const Message<Payload>& m) { got.push_back(std::get<int>(m.data)); };
    }
};

TEST_F(TopicTest, ADirectSubscriberIsCalledAtOnceAndABoxedOneWhenItsOwnerRuns) {
    Topic<Payload> topic(plain);
    const auto direct = topic.subscribe(take());
    const auto boxed = topic.subscribe(mailbox, take());
    topic.publish({{}, 7});
    EXPECT_EQ(got, (std::vector{7}));
    mailbox.run();
    EXPECT_EQ(got, (std::vector{7, 7}));
    EXPECT_EQ(topic.stats().published, 1u);
    EXPECT_EQ(topic.stats().subscribers, 2u);
}

TEST_F(TopicTest, AnEndedSubscriptionIsSilent) {
    Topic<Payload> topic(plain);
    {
        const auto gone = topic.subscribe(take());
    }
    {
        const auto gone = topic.subscribe(mailbox, take());
        topic.publish({{}, 1});
    }
    mailbox.run();
    EXPECT_TRUE(got.empty());
    EXPECT_EQ(topic.stats().subscribers, 0u);
}

TEST_F(TopicTest, ALateSubscriberGetsTheLastStateFirst) {
    Topic<Payload> topic(state);
    topic.publish({{}, 1});
    topic.publish({{}, 2});
    const auto boxed = topic.subscribe(mailbox, take());
    topic.publish({{}, 3});
    mailbox.run();
    EXPECT_EQ(got, (std::vector{2, 3}));
    const auto direct = topic.subscribe(take());
    EXPECT_EQ(got, (std::vector{2, 3, 3}));
}

TEST_F(TopicTest, WhatNobodyHearsIsCountedAndNotMade) {
    Topic<Payload> heard(plain), silent(plain), kept(state);
    const auto direct = heard.subscribe(take());
    int made = 0;
    const auto make = [&] { return Message<Payload>{{}, ++made}; };
    silent.publish_if_heard(make);
    EXPECT_EQ(made, 0);
    EXPECT_EQ(silent.stats().published, 1u);
    heard.publish_if_heard(make);
    EXPECT_EQ(got, (std::vector{1}));
    kept.publish_if_heard(make);  // who comes later gets it
    EXPECT_EQ(made, 2);
}

TEST_F(TopicTest, EveryThreadIsCounted) {
    Topic<Payload> topic(plain);
    const auto publish = [&] {
        for (int i = 0; i < 5000; ++i) topic.publish({{}, i});
    };
    std::thread one(publish), two(publish);
    publish();
    one.join();
    two.join();
    EXPECT_EQ(topic.stats().published, 15'000u);
}

}  // namespace
}  // namespace argosy::bus
