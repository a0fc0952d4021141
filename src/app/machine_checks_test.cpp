#include "app/machine_checks.hpp"

#include <filesystem>
#include <gmock/gmock.h>
#include <sys/resource.h>

#include "support/temporary_folder.hpp"

namespace argosy::app {
namespace {

using argosy::testing::TemporaryFolder;
using ::testing::HasSubstr;

TEST(MachineChecks, the_disk_is_measured_and_nothing_is_left_behind) {
    const TemporaryFolder folder;
    const auto sync = look_at_sync(folder.path());
    EXPECT_NE(sync.verdict, Verdict::bad) << sync.detail;
    EXPECT_THAT(sync.detail, HasSubstr("records a second"));
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    EXPECT_EQ(look_at_sync(folder.path() / "not" / "yet").detail.empty(), false) << "the nearest folder counts";
    const auto none = look_at_sync("/proc");
    EXPECT_EQ(none.verdict, Verdict::bad);
    EXPECT_FALSE(none.next.empty());
    EXPECT_THAT(look_at_space(folder.path() / "not" / "yet").detail, HasSubstr("MiB free"));
}

TEST(MachineChecks, more_connections_than_files_are_a_warning_with_the_number_to_set) {
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    EXPECT_EQ(look_at_files(16).verdict, Verdict::good);
    if (limit.rlim_max == RLIM_INFINITY) GTEST_SKIP() << "as many files as one likes";
    const auto few = look_at_files(limit.rlim_max);
    EXPECT_EQ(few.verdict, Verdict::warning);
    EXPECT_THAT(few.next, HasSubstr(std::to_string(limit.rlim_max + 256)));
}

TEST(MachineChecks, a_clock_of_the_past_is_refused) {
    EXPECT_EQ(look_at_clock(*parse_iso8601("1970-01-02")).verdict, Verdict::bad);
    EXPECT_NE(look_at_clock(*parse_iso8601("2026-11-28")).verdict, Verdict::bad);
}

TEST(MachineChecks, rules_of_time_zones_are_there) {
    const auto zones = look_at_zones();
    EXPECT_EQ(zones.verdict, Verdict::good) << zones.detail;
    EXPECT_THAT(zones.detail, HasSubstr("zones"));
}

}  // namespace
}  // namespace argosy::app
