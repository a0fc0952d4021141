#include "journal/writer.hpp"

#include <gmock/gmock.h>
#include <thread>

#include "support/journal.hpp"

namespace argosy::journal {
namespace {

using namespace testing;
using ::testing::HasSubstr;

std::size_t files_in(const std::filesystem::path& folder) {
    std::size_t n = 0;
    for (const auto& e : std::filesystem::directory_iterator(folder)) n += e.path().extension() == ".journal";
    return n;
}

struct Levels : ::testing::TestWithParam<Durability> {};
INSTANTIATE_TEST_SUITE_P(Writer, Levels, ::testing::Values(Durability::none, Durability::group, Durability::each),
                         [](const auto& info) { return std::string(to_string(info.param)); });

TEST_P(Levels, what_was_appended_is_replayed_across_restarts_and_segments) {
    const Folder folder("levels");
    const std::uint64_t rounds = 4, per_round = GetParam() == Durability::each ? 300 : 3000;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        auto w = Writer::open({.folder = folder.path(), .durability = GetParam(), .segment_bytes = 65'536});
        ASSERT_TRUE(w) << w.error().describe();
        EXPECT_EQ(w->recovery().last_sequence, round * per_round);
        EXPECT_EQ(w->recovery().message, "");
        for (std::uint64_t i = 1; i <= per_round; ++i) {
            const auto n = append_next(*w);
            ASSERT_TRUE(n) << n.error().describe();
            EXPECT_EQ(*n, round * per_round + i);
            if (GetParam() == Durability::each) EXPECT_EQ(w->durable_sequence(), *n);
        }
        ASSERT_TRUE(w->commit());
        EXPECT_EQ(w->durable_sequence(), w->last_sequence());
        EXPECT_EQ(replay(folder.path()).records, w->last_sequence()) << "a reader sees what was committed";
        EXPECT_TRUE(w->close());
    }
    const Replay all = replay(folder.path());
    EXPECT_EQ(all.error, "");
    EXPECT_EQ(all.records, rounds * per_round);
    EXPECT_EQ(all.end.dropped_bytes, 0u);
    EXPECT_GE(files_in(folder.path()), GetParam() == Durability::each ? 2u : 10u);
}

TEST(Writer, a_reader_may_begin_later) {
    const Folder folder("from");
    {
        auto w = Writer::open({.folder = folder.path(), .segment_bytes = 65'536});
        ASSERT_TRUE(w);
        for (int i = 0; i < 3000; ++i) ASSERT_TRUE(append_next(*w));
    }
    EXPECT_EQ(replay(folder.path(), 2500).records, 501u);
    EXPECT_EQ(replay(folder.path(), 3001).records, 0u);
}

TEST(Writer, closing_gives_back_the_reserved_space) {
    const Folder folder("close");
    auto w = Writer::open({.folder = folder.path(), .segment_bytes = 1 << 20});
    ASSERT_TRUE(w);
    ASSERT_TRUE(append_next(*w));
    const auto file = folder.path() / "00000000000000000001.journal";
    EXPECT_EQ(std::filesystem::file_size(file), 1u << 20);
    ASSERT_TRUE(w->close());
    EXPECT_EQ(std::filesystem::file_size(file), 64 + 40 + payload_of(1).size());
    EXPECT_EQ(append_next(*w).error().code(), Errc::unavailable);
}

TEST(Writer, groups_commit_by_themselves) {
    const Folder folder("group");
    auto w = Writer::open({.folder = folder.path(), .durability = Durability::group, .commit_interval = 1ms});
    ASSERT_TRUE(w);
    for (std::uint64_t n = 1; n <= 20; ++n) {
        ASSERT_TRUE(append_next(*w));
        for (int i = 0; i < 20'000 && w->durable_sequence() < n; ++i) ::usleep(100);
        ASSERT_EQ(w->durable_sequence(), n);
    }
}

TEST(Writer, a_record_may_be_empty_or_larger_than_a_segment_but_not_larger_than_the_limit) {
    const Folder folder("large");
    const std::string large(3'000'000, 'x');
    {
        auto w = Writer::open({.folder = folder.path(), .segment_bytes = 65'536});
        ASSERT_TRUE(w);
        for (const std::string_view payload :
             {std::string_view(), std::string_view(large), std::string_view("y"), std::string_view(large)})
            ASSERT_TRUE(w->append(own_type, Time{}, bytes_of(payload)));
        const std::string too_large((16u << 20) + 1, 'x');
        EXPECT_EQ(w->append(own_type, Time{}, bytes_of(too_large)).error().code(), Errc::invalid_argument);
        ASSERT_TRUE(w->append(own_type, Time{}, bytes_of(std::string_view(too_large).substr(1))));
        ASSERT_TRUE(w->close());
    }
    auto r = Reader::open(folder.path());
    ASSERT_TRUE(r);
    Record record;
    for (const std::size_t size : {std::size_t{0}, large.size(), std::size_t{1}, large.size(), std::size_t{16} << 20}) {
        ASSERT_TRUE(*r->next(record));
        EXPECT_EQ(record.payload.size(), size);
    }
    EXPECT_FALSE(*r->next(record));
}

TEST(Writer, only_one_process_may_have_it) {
    const Folder folder("lock");
    auto first = Writer::open({.folder = folder.path()});
    ASSERT_TRUE(first);
    const auto second = Writer::open({.folder = folder.path()});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code(), Errc::unavailable);
    EXPECT_THAT(second.error().message(), HasSubstr("is in use by process " + std::to_string(::getpid())));
    ASSERT_TRUE(first->close());
    EXPECT_TRUE(Writer::open({.folder = folder.path()}));
}

TEST(Writer, settings_are_checked) {
    const Folder folder("settings");
    EXPECT_EQ(Writer::open({.folder = folder.path(), .commit_interval = 1us}).error().code(), Errc::invalid_argument);
    EXPECT_EQ(Writer::open({.folder = folder.path(), .commit_records = 0}).error().code(), Errc::invalid_argument);
    EXPECT_EQ(Writer::open({.folder = folder.path(), .segment_bytes = 1000}).error().code(), Errc::invalid_argument);
    write_file(folder.path() / "file", "x");
    EXPECT_EQ(Writer::open({.folder = folder.path() / "file"}).error().code(), Errc::unavailable);
}

// ---- A disk that fails.

struct Failing : ::testing::Test {
    Folder folder{"failing", true};
    std::shared_ptr<Faults> faults = std::make_shared<Faults>();
    Result<Writer> open(Durability level, std::uint64_t segment_bytes = 65'536) const {
        return Writer::open({.folder = folder.path(), .durability = level, .segment_bytes = segment_bytes},
                            std::make_unique<FaultyDisk>(faults));
    }
};

TEST_F(Failing, a_failed_fsync_is_final_and_never_retried) {
    auto w = open(Durability::each);
    ASSERT_TRUE(w);
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(append_next(*w));
    faults->syncs_left = 0;
    const auto refused = append_next(*w);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), Errc::unavailable);
    EXPECT_THAT(refused.error().message(), HasSubstr("syncing"));
    EXPECT_THAT(refused.error().hint(), HasSubstr("stop accepting orders"));
    EXPECT_TRUE(w->is_failed());
    EXPECT_EQ(w->durable_sequence(), 5u);
    EXPECT_FALSE(append_next(*w));
    EXPECT_FALSE(w->wait_durable(6));
    EXPECT_TRUE(w->wait_durable(5)) << "what was durable stays so";
    EXPECT_FALSE(w->close());
    EXPECT_EQ(faults->syncs_after_failure, 0);
    EXPECT_GE(replay(folder.path()).records, 5u);
}

TEST_F(Failing, a_failure_in_the_background_reaches_the_appender) {
    auto w = open(Durability::group);
    ASSERT_TRUE(w);
    faults->syncs_left = 0;
    bool refused = false;
    for (int i = 0; i < 10'000 && !refused; ++i) refused = !append_next(*w), ::usleep(100);
    EXPECT_TRUE(refused);
    EXPECT_EQ(w->durable_sequence(), 0u);
    EXPECT_FALSE(w->commit());
}

TEST_F(Failing, a_full_disk_is_found_before_a_record_is_counted) {
    auto w = open(Durability::group);
    ASSERT_TRUE(w);
    faults->reserves_left = 0;
    faults->error = ENOSPC;
    std::string why;
    while (why.empty()) {
        const auto r = append_next(*w);
        const auto durable = r ? w->commit() : Result<>{};
        if (!r)
            why = r.error().message();
        else if (!durable)
            why = durable.error().message();
    }
    EXPECT_THAT(why, HasSubstr("the disk is full"));
    const std::uint64_t stored = w->durable_sequence();
    EXPECT_FALSE(w->close());
    EXPECT_EQ(replay(folder.path()).records, stored);
    EXPECT_EQ(replay(folder.path()).error, "");
    // Room again: the journal goes on where it stood.
    *faults = {};
    auto again = open(Durability::group);
    ASSERT_TRUE(again) << again.error().describe();
    EXPECT_EQ(again->recovery().last_sequence, stored);
    ASSERT_TRUE(append_next(*again));
    ASSERT_TRUE(again->close());
    EXPECT_EQ(replay(folder.path()).records, stored + 1);
}

TEST_F(Failing, half_a_record_is_dropped_and_said) {
    for (std::uint64_t half = 1; half < 40 + payload_of(4).size(); ++half) {
        std::filesystem::remove_all(folder.path());
        *faults = {};
        auto w = open(Durability::each);
        ASSERT_TRUE(w);
        for (int i = 0; i < 3; ++i) ASSERT_TRUE(append_next(*w));
        faults->writes_left = 0;
        faults->half_write = half;
        EXPECT_FALSE(append_next(*w));
        EXPECT_FALSE(w->close());
        *faults = {};
        auto again = open(Durability::each);
        ASSERT_TRUE(again) << again.error().describe();
        EXPECT_EQ(again->recovery().last_sequence, 3u);
        // The trailing zeros of what was written cannot be told from reserved space.
        EXPECT_LE(again->recovery().dropped_bytes, half);
        if (again->recovery().dropped_bytes > 0)
            EXPECT_THAT(again->recovery().message,
                        HasSubstr("dropped " + std::to_string(again->recovery().dropped_bytes) + " bytes at offset"));
        ASSERT_TRUE(append_next(*again));
        ASSERT_TRUE(again->close());
        EXPECT_EQ(replay(folder.path()).records, 4u);
    }
}

TEST_F(Failing, a_slow_disk_holds_the_appender_back_and_loses_nothing) {
    faults->sync_time = 5ms;
    auto w = open(Durability::group, 64 << 20);
    ASSERT_TRUE(w);
    const std::string payload(100'000, 'p');
    for (int i = 0; i < 300; ++i) ASSERT_TRUE(w->append(own_type, Time{}, bytes_of(payload)));
    EXPECT_GE(w->durable_sequence(), 140u) << "at most 8 MiB wait to be written, and as much to be synced";
    ASSERT_TRUE(w->close());
    auto r = Reader::open(folder.path());
    ASSERT_TRUE(r);
    Record record;
    int n = 0;
    while (*r->next(record)) ++n;
    EXPECT_EQ(n, 300);
}

}  // namespace
}  // namespace argosy::journal
