#include <csignal>
#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "base/prng.hpp"
#include "support/journal.hpp"
#include "support/killed_child.hpp"

// Real processes that die, real limits of the file system.

namespace argosy::journal {
namespace {

using namespace testing;
using ::testing::HasSubstr;

/// Appends until it is killed and reports every durable sequence number on the pipe.
[[noreturn]] void write_until_killed(const std::filesystem::path& folder, Durability level, int pipe) {
    auto w = Writer::open({.folder = folder, .durability = level, .commit_interval = 100us, .segment_bytes = 65'536});
    if (!w) ::_exit(3);
    for (std::uint64_t acknowledged = 0;;) {
        if (!append_next(*w)) ::_exit(4);
        const std::uint64_t durable = w->durable_sequence();
        if (durable > acknowledged && ::write(pipe, &durable, sizeof durable) != sizeof durable) ::_exit(5);
        acknowledged = durable;
    }
}

/// Starts a child, kills it after a while and returns the last sequence number that it acknowledged.
std::uint64_t kill_one(const std::filesystem::path& folder, Durability level, useconds_t after) {
    return argosy::testing::last_stored_by_killed_child([&](int pipe) { write_until_killed(folder, level, pipe); },
                                                        after);
}

TEST(Crash, kill_9_at_any_time_loses_nothing_acknowledged) {
    const Folder folder("kill");
    Prng prng(2024);
    std::uint64_t acknowledged = 0, verified = 0;
    for (int cycle = 0; cycle < 200; ++cycle) {
        const auto level = static_cast<Durability>(cycle % 3);
        acknowledged =
            std::max(acknowledged, kill_one(folder.path(), level, static_cast<useconds_t>(prng.below(4000))));
        // Only what is new is read each time; the whole journal at the end.
        const Replay r = replay(folder.path(), verified + 1);
        ASSERT_EQ(r.error, "") << "cycle " << cycle;
        verified += r.records;
        ASSERT_GE(verified, acknowledged) << "cycle " << cycle << ": acknowledged records are gone";
        ASSERT_FALSE(::testing::Test::HasFailure()) << "cycle " << cycle;
    }
    EXPECT_EQ(replay(folder.path()).records, verified);
    RecordProperty("records", std::to_string(verified));
}

/// Appends with a commit each until the disk refuses; returns what was durable.
std::uint64_t append_until_full(const std::filesystem::path& folder, std::string& why) {
    auto w = Writer::open({.folder = folder, .segment_bytes = 65'536});
    if (!w) return why = w.error().message(), 0;
    for (;;) {
        const auto r = append_next(*w);
        const auto durable = r ? w->commit() : Result<>{};
        if (r && durable) continue;
        why = r ? durable.error().message() : r.error().message();
        EXPECT_TRUE(w->is_failed());
        return w->durable_sequence();
    }
}

TEST(Crash, a_full_file_system_is_a_clear_error_and_half_a_record_is_not_stored) {
    const Folder folder("full");
    const auto mount_point = folder.path() / "disk";
    std::filesystem::create_directories(mount_point);
    if (::mount("tmpfs", mount_point.c_str(), "tmpfs", 0, "size=400k") != 0)
        GTEST_SKIP() << "tmpfs cannot be mounted here; the limit on file sizes is tested instead";
    std::string why;
    const std::uint64_t stored = append_until_full(mount_point / "journal", why);
    EXPECT_THAT(why, HasSubstr("the disk is full"));
    EXPECT_GT(stored, 100u);
    EXPECT_EQ(replay(mount_point / "journal").records, stored);
    EXPECT_EQ(replay(mount_point / "journal").error, "");
    ASSERT_EQ(::umount(mount_point.c_str()), 0);
}

TEST(Crash, the_file_size_limit_is_a_clear_error) {
    const Folder folder("limit");
    const pid_t child = ::fork();  // the limit would stay with this process
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{60'000, 60'000};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(1);
        std::string why;
        append_until_full(folder.path() / "journal", why);
        ::_exit(why.contains("the file size limit is reached") ? 0 : 2);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace argosy::journal
