#include "api/live.hpp"

#include <gtest/gtest.h>
#include <string>

namespace argosy::api {
namespace {

TEST(Live, only_a_resync_is_one) {
    EXPECT_TRUE(asks_for_resync(R"({"type":"resync"})"));
    EXPECT_TRUE(asks_for_resync(R"( {"seq": 7, "type": "resync"} )"));
    for (const std::string text : {"", "x", "resync", "\"resync\"", "{}", "[\"resync\"]", R"({"type":"ping"})",
                                   R"({"type":1})", R"({"type":"resync")"})
        EXPECT_FALSE(asks_for_resync(text)) << text;
    EXPECT_FALSE(asks_for_resync(R"({"type":"resync","x":")" + std::string(1'100, 'x') + "\"}"));
}

TEST(Live, a_stop_is_read_as_far_as_it_can_be) {
    const auto whole = asks_for_stop(R"({"type":"emergency_stop","key":"k1","reason":"fire","flatten":true})");
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->key, "k1");
    EXPECT_EQ(whole->reason, "fire");
    EXPECT_TRUE(whole->flatten);
    const auto odd = asks_for_stop(R"({"type":"emergency_stop","key":7,"reason":[],"flatten":"perhaps"})");
    ASSERT_TRUE(odd) << "it stops all the same";
    EXPECT_EQ(odd->key + odd->reason, "");
    EXPECT_FALSE(odd->flatten);
    for (const std::string text :
         {"", "emergency_stop", "{}", R"({"type":"resync"})", R"(["emergency_stop"])", R"({"type":"emergency_stop")"})
        EXPECT_FALSE(asks_for_stop(text)) << text;
}

TEST(Live, topics_are_wanted_left_or_wanted_anew) {
    using enum TopicWish::Kind;
    const auto many = asks_for_topics(R"({"type":"subscribe","topics":["trades",7,"book:BTC/USDT"]})");
    EXPECT_EQ(many.kind, subscribe);
    EXPECT_EQ(many.topics, (std::vector<std::string>{"trades", "book:BTC/USDT"}));
    EXPECT_EQ(asks_for_topics(R"({"type":"unsubscribe","topics":["trades"]})").kind, unsubscribe);
    const auto anew = asks_for_topics(R"({"type":"resync","topic":"alerts"})");
    EXPECT_EQ(anew.kind, resync);
    EXPECT_EQ(anew.topics, std::vector<std::string>{"alerts"});
    EXPECT_TRUE(asks_for_topics(R"({"type":"subscribe","topics":"trades"})").topics.empty());
    for (const std::string text : {"", "subscribe", "{}", R"(["subscribe"])", R"({"type":"ping","topics":["trades"]})",
                                   R"({"type":"subscribe")"})
        EXPECT_EQ(asks_for_topics(text).kind, none) << text;
}

}  // namespace
}  // namespace argosy::api
