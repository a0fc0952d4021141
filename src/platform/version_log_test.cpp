#include "platform/version_log.hpp"

namespace argosy::platform {
namespace {

Time at(int second) { return Time{std::chrono::seconds(second)}; }

TEST(VersionLog, what_was_decided_at_the_moment_of_a_change_came_before_it) {
    VersionLog log;
    EXPECT_EQ(log.at(at(0)), 0U);
    log.begin(3);
    log.add(4, at(100));
    log.add(5, at(200));
    EXPECT_EQ(log.at(at(1)), 3U);
    EXPECT_EQ(log.at(at(100)), 3U);
    EXPECT_EQ(log.at(at(100) + 1ns), 4U);
    EXPECT_EQ(log.at(at(200)), 4U);
    EXPECT_EQ(log.at(at(1'000)), 5U);
    EXPECT_EQ(log.at(Time::min()), 3U);
}

TEST(VersionLog, two_changes_at_one_moment_leave_the_last) {
    VersionLog log;
    log.begin(1);
    log.add(2, at(10));
    log.add(3, at(10));
    EXPECT_EQ(log.at(at(10)), 1U);
    EXPECT_EQ(log.at(at(11)), 3U);
}

TEST(VersionLog, a_new_session_forgets_the_old_line_of_time) {
    VersionLog log;
    log.begin(1);
    log.add(2, at(10));
    log.begin(2);
    EXPECT_EQ(log.at(at(5)), 2U);
    EXPECT_EQ(log.entries().size(), 1U);
}

}  // namespace
}  // namespace argosy::platform
