#include <cerrno>
#include <csignal>
#include <fstream>
#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/prng.hpp"
#include "store/sqlite/maintenance.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "store/writer.hpp"
#include "support/killed_child.hpp"
#include "support/temporary_folder.hpp"

// Real processes that die, real limits of the file system, a sync that fails.

namespace {
std::atomic<bool> sync_fails = false;  // NOLINT: seen by fdatasync below
}  // namespace

/// Stand in for those of the system, also for SQLite.
extern "C" int fdatasync(int fd) {
    if (!sync_fails) return static_cast<int>(::syscall(SYS_fdatasync, fd));
    errno = EIO;
    return -1;
}
extern "C" int fsync(int fd) { return fdatasync(fd); }

namespace argosy::store::sqlite {
namespace {

using namespace ::testing;
using ::testing::HasSubstr;

/// Trade n and its message, in one transaction.
Result<> put_next(Tables& t, std::uint64_t n) {
    ARGOSY_TRY(t.trades().put({.id = std::to_string(n), .entry_time = time_from_ns(static_cast<std::int64_t>(n))}), "");
    ARGOSY_TRY(t.outbox().put({.id = {1, n}, .subject = "trades", .envelope = std::string(300, 'x')}), "");
    ARGOSY_TRY(t.audit().append({.actor = "user:a", .action = "trade"}), "");
    return {};
}

std::uint64_t stored_in(const Store& store) {
    const auto n = store.read([](const Tables& t) { return t.outbox().depth(); });
    EXPECT_TRUE(n) << n.error().describe();
    return n ? *n : 0;
}

/// Writes until it is killed and reports every number on the pipe once it is committed.
[[noreturn]] void write_until_killed(const std::filesystem::path& file, bool batched, int pipe) {
    auto store = open({.file = file});
    if (!store) ::_exit(3);
    const auto report = [pipe](std::uint64_t n) {
        if (::write(pipe, &n, sizeof n) != sizeof n) ::_exit(5);
    };
    std::uint64_t n = stored_in(**store);
    Writer writer(**store, {.queue_max = 50, .when_full = WriterSettings::WhenFull::wait});
    for (;;) {
        ++n;
        if (!batched) {
            if (!(*store)->write([&](Tables& t) { return put_next(t, n); })) ::_exit(4);
            report(n);
        } else if (!writer.submit([n](Tables& t) { return put_next(t, n); },
                                  [n, report](const Result<>& r) { r ? report(n) : ::_exit(6); })) {
            ::_exit(7);
        }
    }
}

/// Kills a writing child after a while; the last number that it reported as committed.
std::uint64_t kill_one(const std::filesystem::path& file, bool batched, useconds_t after) {
    return argosy::testing::last_stored_by_killed_child([&](int pipe) { write_until_killed(file, batched, pipe); },
                                                        after);
}

TEST(Crash, kill_9_at_any_time_loses_no_committed_transaction_and_halves_none) {
    const argosy::testing::TemporaryFolder folder;
    const auto file = folder.path() / "store.db";
    constexpr std::uint64_t seed = 2026;
    Prng prng(seed);
    std::uint64_t acknowledged = 0;
    for (int cycle = 0; cycle < 60; ++cycle) {
        acknowledged =
            std::max(acknowledged, kill_one(file, cycle % 2 == 0, static_cast<useconds_t>(prng.below(8'000))));
        const auto store = open({.file = file});
        ASSERT_TRUE(store) << "seed " << seed << " cycle " << cycle << ": " << store.error().describe();
        const std::uint64_t stored = stored_in(**store);
        ASSERT_GE(stored, acknowledged) << "seed " << seed << " cycle " << cycle << ": committed rows are gone";
        const auto audit = std::as_const(**store).read([](const Tables& t) { return verify(t.audit()); });
        ASSERT_EQ(audit->broken_at, 0U) << audit->problem;
        ASSERT_EQ(audit->entries, stored) << "state and audit log are one transaction";
        const auto newest =
            std::as_const(**store).read([](const Tables& t) { return t.trades().list({}, {.limit = 1}); });
        ASSERT_EQ(newest->rows.at(0).id, std::to_string(stored)) << "state and outbox are one transaction";
    }
    EXPECT_THAT(check(file)->problems, IsEmpty());
    RecordProperty("transactions", std::to_string(acknowledged));
}

/// Writes until the disk refuses; the error. What was committed is in `stored`.
std::string write_until_full(Store& store, std::uint64_t& stored) {
    for (;; ++stored) {
        const auto r = store.write([&](Tables& t) { return put_next(t, stored + 1); });
        if (r) continue;
        EXPECT_EQ(r.error().code(), Errc::unavailable);
        return std::string(r.error().message());
    }
}

TEST(Crash, a_full_disk_refuses_writes_is_read_on_and_written_again_when_there_is_room) {
    const argosy::testing::TemporaryFolder folder;
    const auto mount_point = folder.path() / "disk";
    std::filesystem::create_directories(mount_point);
    if (::mount("tmpfs", mount_point.c_str(), "tmpfs", 0, "size=8m") != 0)
        GTEST_SKIP() << "tmpfs cannot be mounted here; the limit on file sizes is tested instead";
    {
        const auto ballast = mount_point / "ballast";
        {
            std::ofstream(ballast) << std::string(1 << 20, 'x');
        }
        const auto store = open({.file = mount_point / "store.db"});
        ASSERT_TRUE(store) << store.error().describe();
        std::uint64_t stored = 0;
        EXPECT_THAT(write_until_full(**store, stored), HasSubstr("the disk is full"));
        EXPECT_GT(stored, 100U);
        EXPECT_EQ(stored_in(**store), stored) << "everything committed can still be read";
        EXPECT_FALSE((*store)->is_failed());
        std::filesystem::remove(ballast);
        const auto again = (*store)->write([&](Tables& t) { return put_next(t, stored + 1); });
        ASSERT_TRUE(again) << again.error().describe();
        EXPECT_EQ(stored_in(**store), stored + 1);
        EXPECT_THAT(check(mount_point / "store.db")->problems, IsEmpty());
    }
    EXPECT_EQ(::umount(mount_point.c_str()), 0);
}

TEST(Crash, a_file_that_may_not_grow_is_like_a_full_disk) {
    const argosy::testing::TemporaryFolder folder;
    const pid_t child = ::fork();  // the limit would stay with this process
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{1'000'000, 1'000'000};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(1);
        auto store = open({.file = folder.path() / "store.db"});
        if (!store) ::_exit(2);
        std::uint64_t stored = 0;
        const std::string why = write_until_full(**store, stored);
        ::_exit(why.contains("the disk is full") && stored > 5 && stored_in(**store) == stored ? 0 : 3);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(Crash, after_a_failed_sync_nothing_more_is_written_and_reading_goes_on) {
    const argosy::testing::TemporaryFolder folder;
    const auto file = folder.path() / "store.db";
    {
        const auto store = open({.file = file});
        ASSERT_TRUE((*store)->write([](Tables& t) { return put_next(t, 1); }));
        sync_fails = true;
        const auto lost = (*store)->write([](Tables& t) { return put_next(t, 2); });
        sync_fails = false;  // the disk says yes again, but what it dropped is gone
        ASSERT_FALSE(lost);
        EXPECT_EQ(lost.error().code(), Errc::unavailable);
        EXPECT_TRUE((*store)->is_failed());
        const auto later = (*store)->write([](Tables& t) { return put_next(t, 3); });
        ASSERT_FALSE(later);
        EXPECT_THAT(later.error().message(), HasSubstr("a sync failed"));
        EXPECT_EQ(stored_in(**store), 1U);
    }
    const auto store = open({.file = file});
    ASSERT_TRUE(store) << store.error().describe();
    EXPECT_GE(stored_in(**store), 1U);
    EXPECT_TRUE((*store)->write([](Tables& t) { return put_next(t, 9); }));
}

}  // namespace
}  // namespace argosy::store::sqlite
