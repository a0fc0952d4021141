#include "services/monitor/system_sample.hpp"

namespace argosy::services::monitor {
namespace {

TEST(SystemSample, a_line_of_stat_is_read_whatever_the_process_is_called) {
    // proc(5): utime 14, stime 15, num_threads 20, rss 24.
    const auto stat = parse_stat(
        "4711 (evil) name (x)) S 1 2 3 4 5 6 7 8 9 10 250 150 0 0 20 0 12 0 99 1000 345 18446744073709551615 0", 100,
        4096);
    ASSERT_TRUE(stat) << stat.error().describe();
    EXPECT_DOUBLE_EQ(stat->cpu_seconds, 4.0);
    EXPECT_EQ(stat->threads, 12U);
    EXPECT_EQ(stat->rss_bytes, 345U * 4096U);
    EXPECT_FALSE(parse_stat("4711 (x) S 1 2", 100, 4096));
    EXPECT_FALSE(parse_stat("", 100, 4096));
}

TEST(SystemSample, this_process_has_memory_threads_files_and_a_disk) {
    const auto s = read_system(".", Time{1s});
    EXPECT_GT(s.rss_bytes, 1U << 20);
    EXPECT_GE(s.threads, 1U);
    EXPECT_GT(s.open_files, 2U);
    EXPECT_GT(s.disk_total_bytes, s.disk_free_bytes);
    EXPECT_GT(s.disk_free, 0);
    EXPECT_LT(s.disk_free, 1);
    EXPECT_EQ(read_system("/no/such/folder", Time{1s}).disk_total_bytes, 0U);
}

TEST(SystemSample, percent_is_the_time_used_between_two_samples) {
    SystemSample before{.time = Time{10s}, .cpu_seconds = 1}, now{.time = Time{12s}, .cpu_seconds = 4};
    compare(now, before);
    EXPECT_DOUBLE_EQ(now.cpu_percent, 150);
    compare(before, {});
    EXPECT_DOUBLE_EQ(before.cpu_percent, 0);
}

}  // namespace
}  // namespace argosy::services::monitor
