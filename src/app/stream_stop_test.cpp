#include "app/stream_stop.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace argosy::app {
namespace {

class StreamStop : public ::testing::Test {
protected:
    std::string say(auth::Role role) {
        const auth::Principal who{.name = "ada", .role = role, .scopes = auth::scopes_of(role)};
        return stop(who, {.key = "k1", .reason = "fire", .flatten = true});
    }

    std::vector<std::string> tripped, audited;
    services::orchestrator::StopDoor door{
        .trip = [this](std::string_view actor, std::string_view reason, bool flatten, std::string_view key) {
            tripped.push_back(fmt::format("{} {} {}{}", actor, key, reason, flatten ? " flatten" : ""));
            return std::string("{}");
        }};
    services::dashboard::Channel::Stop stop = stops_over_stream(door, [this](const api::Changed& changed) {
        audited.push_back(changed.who.name + " " + std::string(changed.path) + " " + std::to_string(changed.status));
    });
};

TEST_F(StreamStop, is_for_those_who_may_stop_over_http) {
    EXPECT_EQ(say(auth::Role::trader), "{}");
    EXPECT_EQ(tripped, std::vector<std::string>{"user:ada k1 fire flatten"});
    EXPECT_EQ(say(auth::Role::viewer), "null");
    EXPECT_EQ(tripped.size(), 1U);
    EXPECT_EQ(audited, (std::vector<std::string>{"ada /ws/dashboard 200", "ada /ws/dashboard 403"}));
}

TEST_F(StreamStop, answers_nothing_while_the_door_is_closed) {
    door.trip = nullptr;
    EXPECT_EQ(say(auth::Role::admin), "null");
}

}  // namespace
}  // namespace argosy::app
