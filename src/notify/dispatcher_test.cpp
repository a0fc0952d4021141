#include "notify/dispatcher.hpp"

#include <gtest/gtest.h>

namespace argosy::notify {
namespace {

struct DispatcherTest : testing::Test {
    Time now = *parse_iso8601("2026-05-01T12:00:00Z");
    Dispatcher make(Rule rule = {}, Dispatcher::Options options = {}) {
        rule.name = "all";
        if (rule.channels.empty()) rule.channels = {"mail"};
        return Dispatcher({rule}, options, 1);
    }
    Notice news(std::string message, Level level = Level::warning) {
        return {.level = level, .category = "risk", .message = std::move(message), .time = now};
    }
};

TEST_F(DispatcherTest, SendsToEveryChannelOfARuleOnce) {
    auto d = make({.channels = {"mail", "chat"}});
    d.on_notice(news("a"), now);
    const auto due = d.take_due(now);
    ASSERT_EQ(due.size(), 2u);
    EXPECT_EQ(due[0].text, "[WARNING] a");
    EXPECT_TRUE(d.take_due(now).empty()) << "under way";
    for (const auto& delivery : due) d.on_result(delivery.id, Outcome::delivered, "", now);
    EXPECT_EQ(d.log().back().status, Status::delivered);
    EXPECT_FALSE(d.next_due());
}

TEST_F(DispatcherTest, TheSameNewsIsNotSentAgainBeforeItsTime) {
    auto d = make({.repeat_after = 5min});
    d.on_notice(news("a"), now);
    d.on_notice(news("a"), now + 4min);
    EXPECT_EQ(d.take_due(now + 4min).size(), 1u);
    EXPECT_EQ(d.log().back().status, Status::suppressed);
    d.on_notice(news("a"), now + 5min);
    EXPECT_EQ(d.take_due(now + 5min).size(), 1u);
}

TEST_F(DispatcherTest, NewRulesKeepWhatTheirNamesakesSentAndWhatWaits) {
    auto d = make();
    d.on_notice(news("a"), now);
    d.set_rules({{.name = "all", .channels = {"chat"}}, {.name = "more", .channels = {"sms"}}});
    d.on_notice(news("a"), now + 1s);
    const auto due = d.take_due(now + 1s);
    ASSERT_EQ(due.size(), 2u);
    EXPECT_EQ(due[0].channel, "mail") << "it waited already";
    EXPECT_EQ(due[1].channel, "sms") << "the other rule sent the same news a second ago";
    EXPECT_EQ(d.finished(), 1u);
    EXPECT_EQ(d.log().back().status, Status::suppressed);
}

TEST_F(DispatcherTest, SendsToOneChannelPastAllRules) {
    auto d = make({.level_min = Level::error});
    const auto id = d.send("sms", "hello", news("a", Level::info), now);
    const auto due = d.take_due(now);
    ASSERT_EQ(due.size(), 1u);
    EXPECT_EQ(due[0].id, id);
    EXPECT_EQ(due[0].channel, "sms");
    EXPECT_EQ(due[0].text, "hello");
    ASSERT_EQ(d.open().size(), 1u);
    d.on_result(id, Outcome::delivered, "", now);
    EXPECT_TRUE(d.open().empty());
    EXPECT_EQ(d.finished(), 1u);
}

TEST_F(DispatcherTest, AnHoursRateIsKept) {
    auto d = make({.hourly_max = 2});
    for (int i = 0; i < 4; ++i) d.on_notice(news(std::to_string(i)), now);
    EXPECT_EQ(d.take_due(now).size(), 2u);
    d.on_notice(news("later"), now + 1h);
    EXPECT_EQ(d.take_due(now + 1h).size(), 1u);
}

TEST_F(DispatcherTest, TriesAgainLaterEachTimeAndGivesUp) {
    auto d = make({}, {.attempts_max = 3, .backoff = 2s});
    d.on_notice(news("a"), now);
    Duration last{};
    for (int attempt = 1; attempt <= 3; ++attempt) {
        now = std::max(now, d.next_due().value());
        const auto due = d.take_due(now);
        ASSERT_EQ(due.size(), 1u) << attempt;
        EXPECT_EQ(due[0].attempts, attempt);
        d.on_result(due[0].id, Outcome::try_again, "503", now);
        if (attempt == 3) break;
        const Duration wait = *d.next_due() - now;
        EXPECT_GE(wait, 1s * attempt);
        EXPECT_LE(wait, 2s * attempt);
        EXPECT_GT(wait, last);
        last = wait;
    }
    EXPECT_EQ(d.log().back().status, Status::failed);
    EXPECT_EQ(d.log().back().note, "503");
}

TEST_F(DispatcherTest, ARefusalIsFinal) {
    auto d = make();
    d.on_notice(news("a"), now);
    d.on_result(d.take_due(now)[0].id, Outcome::refused, "404", now);
    EXPECT_EQ(d.log().back().status, Status::failed);
    EXPECT_FALSE(d.next_due());
}

TEST_F(DispatcherTest, WhenTooManyWaitTheLeastImportantGivesWay) {
    auto d = make({}, {.queue_max = 2});
    d.on_notice(news("low", Level::info), now);
    d.on_notice(news("high", Level::error), now);
    d.on_notice(news("middle"), now);
    const auto due = d.take_due(now);
    ASSERT_EQ(due.size(), 2u);
    EXPECT_EQ(due[0].notice.message, "high");
    EXPECT_EQ(d.log().back().notice.message, "low");
}

TEST_F(DispatcherTest, SaysSoWhenNobodyHears) {
    auto d = make({}, {.silence_max = 10min});
    d.on_notice(news("a"), now);
    d.on_result(d.take_due(now)[0].id, Outcome::try_again, "", now);
    EXPECT_EQ(d.silence(now + 9min), "");
    EXPECT_NE(d.silence(now + 11min).find("11m"), std::string::npos) << d.silence(now + 11min);
    const auto due = d.take_due(now + 11min);
    d.on_result(due[0].id, Outcome::delivered, "", now + 11min);
    EXPECT_EQ(d.silence(now + 1h), "");
}

}  // namespace
}  // namespace argosy::notify
