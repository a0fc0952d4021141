#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>

#include "base/prng.hpp"
#include "store/sqlite/maintenance.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "support/temporary_folder.hpp"

// A disk that changes what was stored.

namespace argosy::store::sqlite {
namespace {

using namespace ::testing;
using ::testing::HasSubstr;

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
void write_file(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

class Damage : public Test {
protected:
    static void fill(Store& store, int n) {
        for (int i = 0; i < n; ++i)
            ASSERT_TRUE(store.write([&](Tables& t) -> Result<> {
                ARGOSY_TRY(
                    t.documents().put({.collection = "c", .key = std::to_string(i), .body = std::string(900, 'x')},
                                      Expect::anything()),
                    "");
                ARGOSY_TRY(t.audit().append({.actor = "user:a", .action = "put"}), "");
                return {};
            }));
    }
    /// What a crash leaves: the files of an owner that is still there, copied away.
    std::filesystem::path crashed_copy(int n) {
        const auto store = open({.file = folder.path() / "live.db"});
        fill(**store, n);
        const auto copy = folder.path() / "copy.db";
        std::filesystem::copy_file(folder.path() / "live.db", copy);
        std::filesystem::copy_file(folder.path() / "live.db-wal", folder.path() / "copy.db-wal");
        return copy;
    }
    static std::size_t documents_in(const Store& store) {
        const auto page = store.read(
            [](const Tables& t) { return t.documents().list({.collection = "c"}, {.limit = 1000}, Time{}); });
        EXPECT_TRUE(page) << page.error().describe();
        return page ? page->rows.size() : 0;
    }

    argosy::testing::TemporaryFolder folder;
    std::filesystem::path file = folder.path() / "store.db";
};

TEST_F(Damage, a_flipped_bit_anywhere_in_the_database_is_found) {
    {
        const auto store = open({.file = file});
        ASSERT_TRUE(store) << store.error().describe();
        fill(**store, 60);
    }
    EXPECT_THAT(check(file)->problems, IsEmpty());
    const std::string good = read_file(file);
    ASSERT_GT(good.size(), 60'000U);
    Prng prng(11);
    for (int i = 0; i < 150; ++i) {
        // Every page gets its turn, the header of the first one as well.
        const std::size_t page = static_cast<std::size_t>(i) % (good.size() / 4096);
        const std::size_t at = page * 4096 + (i < 3 ? 20 + static_cast<std::size_t>(i) : prng.below(4096));
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ (1 << prng.below(8)));
        write_file(file, bad);
        const auto report = check(file);
        const bool is_found = !report || !report->problems.empty();
        EXPECT_TRUE(is_found) << "byte " << at;
        if (report)
            EXPECT_THAT(report->problems, Contains(AnyOf(HasSubstr("checksum"), HasSubstr("not a store"))))
                << "byte " << at;
    }
    write_file(file, good);
    EXPECT_THAT(check(file)->problems, IsEmpty());
}

TEST_F(Damage, a_page_in_the_place_of_another_is_found) {
    {
        const auto store = open({.file = file});
        fill(**store, 60);
    }
    std::string bytes = read_file(file);
    const auto n = bytes.size() / 4096;
    std::swap_ranges(bytes.end() - 4096, bytes.end(), bytes.begin() + static_cast<std::ptrdiff_t>((n - 2) * 4096));
    write_file(file, bytes);
    const auto report = check(file);
    EXPECT_TRUE(!report || !report->problems.empty());
}

TEST_F(Damage, a_read_never_gives_damaged_bytes) {
    {
        const auto store = open({.file = file});
        fill(**store, 60);
    }
    std::string bytes = read_file(file);
    const auto at = bytes.rfind(std::string(500, 'x'));
    bytes[at + 250] = 'y';
    write_file(file, bytes);
    const auto store = open({.file = file});
    ASSERT_TRUE(store) << store.error().describe();
    const auto page = std::as_const(**store).read(
        [](const Tables& t) { return t.documents().list({.collection = "c"}, {.limit = 1000}, Time{}); });
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code(), Errc::corrupt);
    EXPECT_THAT(page.error().message(), HasSubstr("does not carry its checksum"));
    EXPECT_THAT(page.error().hint(), HasSubstr("backup"));
    EXPECT_FALSE(backup(file, folder.path() / "backup.db")) << "damage is not copied into a backup";
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "backup.db"));
}

TEST_F(Damage, in_the_log_is_refused_when_committed_changes_lie_behind_it) {
    const auto copy = crashed_copy(20);
    const auto log = folder.path() / "copy.db-wal";
    const std::string good = read_file(log);
    const std::size_t frames = (good.size() - 32) / 4120;
    ASSERT_GT(frames, 60U);
    std::string bad = good;
    bad[32 + 4120 * 30 + 2000] ^= 1;
    write_file(log, bad);
    const auto refused = open({.file = copy});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), Errc::corrupt);
    EXPECT_THAT(refused.error().message(), HasSubstr("frame 31 is damaged"));
    EXPECT_THAT(check(copy)->problems, Contains(HasSubstr("frame 31 is damaged")));
    EXPECT_FALSE(open_for_reading(copy));
    EXPECT_FALSE(backup(copy, folder.path() / "backup.db"));
    EXPECT_EQ(read_file(log), bad) << "nothing was changed";

    write_file(log, good);
    const auto store = open({.file = copy});
    ASSERT_TRUE(store) << store.error().describe();
    EXPECT_EQ(documents_in(**store), 20U);
}

TEST_F(Damage, a_log_cut_anywhere_in_its_last_transaction_gives_what_was_before) {
    const auto copy = crashed_copy(12);
    const auto log = folder.path() / "copy.db-wal";
    const std::string good = read_file(log), database = read_file(copy);
    for (const std::size_t cut : {1U, 100U, 4096U, 4119U, 4120U, 4121U}) {
        for (const char* suffix : {"", "-wal", "-shm"})
            std::filesystem::remove(std::filesystem::path(copy).concat(suffix));
        write_file(copy, database);
        write_file(log, std::string_view(good).substr(0, good.size() - cut));
        const auto store = open({.file = copy});
        ASSERT_TRUE(store) << "cut by " << cut << ": " << store.error().describe();
        EXPECT_EQ(documents_in(**store), 11U) << "cut by " << cut;
    }
}

}  // namespace
}  // namespace argosy::store::sqlite
