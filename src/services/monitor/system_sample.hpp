#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "base/describe_fwd.hpp"
#include "base/error.hpp"
#include "base/time.hpp"

namespace argosy::services::monitor {

/// What this process takes of its machine. Linux.
struct SystemSample {
    Time time{};
    double cpu_seconds = 0;  ///< of this process since it started, all threads
    double cpu_percent = 0;  ///< since the sample before; 100 is one core
    std::uint64_t rss_bytes = 0, open_files = 0, threads = 0;
    double load_1m = 0, load_5m = 0, load_15m = 0;
    std::uint64_t disk_total_bytes = 0, disk_free_bytes = 0;  ///< of the data folder's file system
    double disk_free = 1;                                     ///< as a fraction
    std::uint64_t journal_bytes = 0, journal_files = 0;       ///< of the data folder's journal
};
void describe(Described<SystemSample>& d);

/// Reads /proc and the file system; what cannot be read stays zero.
[[nodiscard]] SystemSample read_system(const std::filesystem::path& data_folder, Time now);
/// Fills in cpu_percent.
void compare(SystemSample& now, const SystemSample& before) noexcept;

struct ProcessStat {
    double cpu_seconds = 0;
    std::uint64_t threads = 0, rss_bytes = 0;
};
/// A line of /proc/<pid>/stat; the name in it may hold anything, also brackets. Errors: parse.
[[nodiscard]] Result<ProcessStat> parse_stat(std::string_view line, double ticks_per_second, std::uint64_t page_bytes);

}  // namespace argosy::services::monitor
