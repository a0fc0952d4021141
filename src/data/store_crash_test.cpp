#include <csignal>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/prng.hpp"
#include "data/store.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::data {
namespace {

using domain::Bar;

const SeriesKey key{"BTC/USDT", "sim", SeriesKind::bars, 1min};

Bar bar_at(std::uint64_t i) {
    const auto p = Price::from_raw(static_cast<std::int64_t>(1'000'000 + i * 37 % 1000) * 1'000'000);
    return {time_from_ns(0) + static_cast<std::int64_t>(i) * 1min,
            p,
            p,
            p,
            p,
            i,
            Qty::from_raw(static_cast<std::int64_t>(i))};
}

std::vector<Bar> bars(std::uint64_t from, std::uint64_t to) {
    std::vector<Bar> out;
    for (auto i = from; i < to; ++i) out.push_back(bar_at(i));
    return out;
}

Result<std::uint64_t> put(const std::filesystem::path& dir, std::span<const Bar> rows) {
    ARGOSY_LET(auto store, Store::open(dir), "test");
    ARGOSY_LET(auto update, store.update<Bar>(key), "test");
    ARGOSY_TRY(update.add(rows), "test");
    ARGOSY_LET(const auto summary, update.commit(), "test");
    return summary.stored;
}

std::vector<Bar> stored(const std::filesystem::path& dir) {
    const auto series = Catalogue::open(dir)->bars(key);
    if (!series) return {};
    const auto rows = series->read();
    EXPECT_TRUE(rows) << rows.error().describe();
    return rows ? std::vector<Bar>(rows->begin(), rows->end()) : std::vector<Bar>{};
}

/// Imports pieces until it is killed and reports the rows stored after each through the pipe.
[[noreturn]] void import_until_killed(const std::filesystem::path& dir, std::uint64_t from, int pipe) {
    Prng prng(from + 1);
    for (auto at = from;;) {
        // Every fourth piece begins a little earlier than the last ended: comparing and appending.
        const auto begin = prng.below(4) == 0 ? at - std::min<std::uint64_t>(at, 100) : at;
        const auto rows = bars(begin, at + 1 + prng.below(20'000));
        const auto count = put(dir, rows);
        if (!count) std::_Exit(2);
        at = *count;
        if (::write(pipe, &at, sizeof at) != sizeof at) std::_Exit(3);
    }
}

/// The last number in the pipe, when everybody who writes to it is gone.
std::uint64_t last_report(int pipe) {
    std::uint64_t value = 0, last = 0;
    while (::read(pipe, &value, sizeof value) == sizeof value) last = value;
    return last;
}

TEST(StoreCrash, AKilledImportLosesNothingThatWasReportedAndLeavesNoHalfFile) {
    const testing::TemporaryFolder dir;
    Prng prng(2024);
    std::uint64_t reported = 0;
    for (int cycle = 0; cycle < 25; ++cycle) {
        int ends[2];
        ASSERT_EQ(::pipe(ends), 0);
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            ::close(ends[0]);
            import_until_killed(dir.path(), stored(dir.path()).size(), ends[1]);
        }
        ::close(ends[1]);
        // However slow the machine: the first child lives until it has stored something.
        if (cycle == 0) ASSERT_EQ(::read(ends[0], &reported, sizeof reported), static_cast<ssize_t>(sizeof reported));
        ::usleep(static_cast<useconds_t>(1000 + prng.below(40'000)));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status)) << "the import failed by itself: " << status;
        reported = std::max(reported, last_report(ends[0]));
        ::close(ends[0]);
        const auto rows = stored(dir.path());
        ASSERT_GE(rows.size(), reported) << "cycle " << cycle;
        ASSERT_EQ(rows, bars(0, rows.size())) << "cycle " << cycle;
    }
    EXPECT_GT(reported, 0U);
    ASSERT_TRUE(put(dir.path(), bars(0, 10))) << "the lock of a killed process is free";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir.path()))
        EXPECT_NE(entry.path().extension(), ".new") << entry.path();
}

/// A limit on the size of files stands for a full disk: the write fails in the middle.
TEST(StoreCrash, AFullDiskGivesAClearErrorAndLosesNothing) {
    const testing::TemporaryFolder dir;
    ASSERT_TRUE(put(dir.path(), bars(0, 5000)));
    const auto before = stored(dir.path());
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{200'000, 200'000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const auto result = put(dir.path(), bars(5000, 200'000));
        const bool is_clear =
            !result && result.error().code() == Errc::unavailable &&
            result.error().message().find("bars_1m.series: File too large") != std::string_view::npos &&
            !result.error().hint().empty();
        std::_Exit(is_clear ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    EXPECT_EQ(stored(dir.path()), before);
    EXPECT_EQ(put(dir.path(), bars(5000, 6000)).value(), 6000U) << "it goes on when there is room again";
}

}  // namespace
}  // namespace argosy::data
