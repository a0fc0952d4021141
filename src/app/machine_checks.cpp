#include "app/machine_checks.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <date/tz.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/timex.h>
#include <unistd.h>

#include "app/output.hpp"

namespace argosy::app {
namespace {

namespace fs = std::filesystem;

fs::path nearest_folder(const fs::path& path) {
    fs::path folder = fs::absolute(path).lexically_normal();
    std::error_code ec;
    while (!fs::exists(folder, ec) && folder.has_relative_path()) folder = folder.parent_path();
    return folder;
}

/// A file without a name: it goes with the process.
int open_nameless(const fs::path& folder) {
    const int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || errno != EOPNOTSUPP) return fd;
    std::string name = (folder / "argosy-doctor-XXXXXX").string();
    const int made = ::mkstemp(name.data());
    if (made >= 0) ::unlink(name.c_str());
    return made;
}

/// Records that were written and synced within a quarter of a second, a second; negative: it failed.
double synced_per_second(int fd) {
    constexpr auto span = std::chrono::milliseconds(250);
    const char record[256] = {};
    const auto begin = std::chrono::steady_clock::now();
    int count = 0;
    std::chrono::steady_clock::duration passed{};
    do {
        if (::write(fd, record, sizeof record) != sizeof record || ::fdatasync(fd) != 0) return -1;
        ++count;
        passed = std::chrono::steady_clock::now() - begin;
    } while (passed < span);
    return count / std::chrono::duration<double>(passed).count();
}

}  // namespace

Finding look_at_space(const fs::path& folder) {
    std::error_code ec;
    const auto space = fs::space(nearest_folder(folder), ec);
    if (ec) return {.what = "disk", .verdict = Verdict::bad, .detail = ec.message(), .next = "check the file system"};
    const std::uint64_t free_mib = space.available >> 20;
    Finding finding{.what = "disk", .detail = format_count(free_mib) + " MiB free"};
    if (free_mib < 1024) finding.verdict = free_mib < 100 ? Verdict::bad : Verdict::warning;
    if (finding.verdict != Verdict::good) finding.next = "free some room: journal and store stop when it is full";
    return finding;
}

Finding look_at_sync(const fs::path& folder) {
    const fs::path there = nearest_folder(folder);
    Finding finding{.what = "disk sync"};
    const int fd = open_nameless(there);
    const double rate = fd < 0 ? -1 : synced_per_second(fd);
    const std::string why = std::strerror(errno);
    if (fd >= 0) ::close(fd);
    if (rate < 0)
        return {.what = finding.what,
                .verdict = Verdict::bad,
                .detail = there.string() + ": " + why,
                .next = "name a folder on a disk that can be written with --state"};
    finding.detail =
        fmt::format("{} records a second, each synced alone", format_count(static_cast<std::uint64_t>(rate)));
    if (rate >= 100) return finding;
    finding.verdict = Verdict::warning;
    finding.next = "orders wait for the disk: put the state folder on a local solid-state disk";
    return finding;
}

Finding look_at_files(std::uint64_t connections_max) {
    constexpr std::uint64_t own = 256;  // journal, stores, sockets of its own
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return {
            .what = "open files", .verdict = Verdict::warning, .detail = std::strerror(errno), .next = "ulimit -Hn"};
    Finding finding{.what = "open files",
                    .detail = fmt::format("{} allowed, {} connections are", format_count(limit.rlim_max),
                                          format_count(connections_max))};
    if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max >= connections_max + own) return finding;
    finding.verdict = Verdict::warning;
    finding.next = fmt::format("LimitNOFILE={} in the systemd unit, or a smaller platform.gateway.connections_max",
                               connections_max + own);
    return finding;
}

Finding look_at_zones() {
    try {
        const auto& database = date::get_tzdb();
        (void)date::locate_zone("America/New_York");
        return {.what = "time zones",
                .detail = fmt::format("{} zones{}", database.zones.size(),
                                      database.version.empty() ? "" : ", version " + database.version)};
    } catch (const std::exception& e) {
        return {.what = "time zones",
                .verdict = Verdict::bad,
                .detail = e.what(),
                .next = "install the package tzdata: sessions of exchanges follow its rules"};
    }
}

Finding look_at_clock(Time now) {
    Finding finding{.what = "clock", .detail = to_iso8601(now)};
    if (now < *parse_iso8601("2026-01-01")) {
        finding.verdict = Verdict::bad;
        finding.detail += " is before this program was written";
        finding.next = "set the clock: tokens and certificates are not good otherwise";
        return finding;
    }
    timex state{};
    const bool is_kept = ::adjtimex(&state) != TIME_ERROR;
    finding.detail +=
        is_kept ? fmt::format(", kept within {} ms", (state.maxerror + 999) / 1000) : ", and nothing keeps it";
    if (is_kept) return finding;
    finding.verdict = Verdict::warning;
    finding.next = "timedatectl set-ntp true: venues refuse orders of a clock that is off";
    return finding;
}

}  // namespace argosy::app
