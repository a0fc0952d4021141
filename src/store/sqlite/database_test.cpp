#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "store/sqlite/detail/connection.hpp"
#include "store/sqlite/maintenance.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "store/writer.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::store::sqlite {
namespace {

using namespace ::testing;
using ::testing::HasSubstr;

class Database : public Test {
protected:
    std::unique_ptr<Store> open_store() {
        auto opened = open({.file = file});
        EXPECT_TRUE(opened) << opened.error().describe();
        return opened ? std::move(*opened) : nullptr;
    }
    static Result<> put(Store& store, const std::string& key, std::string body = "x") {
        return store.write([&](Tables& t) -> Result<> {
            ARGOSY_TRY(t.documents().put({.collection = "c", .key = key, .body = body}, Expect::anything()), "");
            return {};
        });
    }
    static mode_t rights(const std::filesystem::path& path) {
        struct stat s{};
        EXPECT_EQ(::stat(path.c_str(), &s), 0) << path;
        return s.st_mode & 0777;
    }

    argosy::testing::TemporaryFolder folder;
    std::filesystem::path file = folder.path() / "state" / "store.db";
};

TEST_F(Database, is_readable_by_its_owner_only) {
    const auto store = open_store();
    ASSERT_TRUE(put(*store, "a"));
    EXPECT_EQ(rights(file.parent_path()), 0700U);
    for (const char* suffix : {"", "-wal", "-shm", ".lock"})
        EXPECT_EQ(rights(std::filesystem::path(file).concat(suffix)), 0600U) << suffix;
}

TEST_F(Database, takes_the_rights_of_others_away) {
    open_store();
    ::chmod(file.c_str(), 0644);
    open_store();
    EXPECT_EQ(rights(file), 0600U);
}

TEST_F(Database, a_start_that_was_cut_off_leaves_nothing_in_the_way) {
    std::filesystem::create_directories(file.parent_path());
    const auto draft = std::filesystem::path(file).concat(".new");
    for (const char* suffix : {"", "-wal"}) std::ofstream(std::filesystem::path(draft).concat(suffix)) << "half of it";
    const auto store = open_store();
    ASSERT_TRUE(store);
    EXPECT_TRUE(put(*store, "a"));
    for (const char* suffix : {"", "-wal", "-shm"})
        EXPECT_FALSE(std::filesystem::exists(std::filesystem::path(draft).concat(suffix))) << suffix;
}

TEST_F(Database, is_owned_by_one_process) {
    const auto store = open_store();
    const auto second = open({.file = file});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code(), Errc::unavailable);
    EXPECT_THAT(second.error().message(), HasSubstr("in use by process " + std::to_string(::getpid())));
    EXPECT_FALSE(second.error().hint().empty());
    ASSERT_TRUE(put(*store, "a")) << "the refused one must not have taken the locks of the first";
}

TEST_F(Database, is_free_again_when_its_owner_was_killed) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto store = open({.file = file});
        ::_exit(store && ::write(ends[1], "x", 1) == 1 && ::pause() ? 1 : 1);
    }
    char byte = 0;
    ASSERT_EQ(::read(ends[0], &byte, 1), 1);
    EXPECT_FALSE(open({.file = file}));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    EXPECT_TRUE(open({.file = file}));
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST_F(Database, is_read_by_others_while_it_is_owned) {
    const auto store = open_store();
    ASSERT_TRUE(put(*store, "a", "1"));
    auto reader = open_for_reading(file);
    ASSERT_TRUE(reader) << reader.error().describe();
    const auto find = [](const Tables& t) { return t.documents().find("c", "a", Time{}); };
    EXPECT_EQ((*std::as_const(**reader).read(find))->body, "1");
    ASSERT_TRUE(put(*store, "a", "2"));
    EXPECT_EQ((*std::as_const(**reader).read(find))->body, "2");
    const auto refused = put(**reader, "a", "3");
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message(), HasSubstr("for reading only"));
}

TEST_F(Database, of_somebody_else_is_refused_and_not_touched) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << std::string(5000, 'x');
    const auto r = open({.file = file});
    ASSERT_FALSE(r);
    EXPECT_EQ(r.error().code(), Errc::corrupt);
    EXPECT_EQ(std::filesystem::file_size(file), 5000U);
    EXPECT_EQ(open_for_reading(folder.path() / "none").error().code(), Errc::not_found);
    EXPECT_EQ(check(folder.path() / "none").error().code(), Errc::not_found);
}

TEST_F(Database, that_cannot_be_made_says_where) {
    const auto r = open({.file = "/proc/none/store.db"});
    ASSERT_FALSE(r);
    EXPECT_EQ(r.error().code(), Errc::unavailable);
    EXPECT_THAT(r.error().message(), HasSubstr("/proc/none"));
}

TEST_F(Database, shrinks_its_log_by_itself) {
    const auto store = open_store();
    for (int i = 0; i < 300; ++i) ASSERT_TRUE(put(*store, "k", std::string(40'000, 'x')));
    EXPECT_LT(std::filesystem::file_size(std::filesystem::path(file).concat("-wal")), 8U << 20)
        << "3300 pages were written, the log holds about 1000";
}

TEST_F(Database, is_backed_up_while_it_is_written) {
    const auto store = open_store();
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(put(*store, std::to_string(i), std::string(3000, 'x')));
    std::atomic<bool> stop = false;
    std::thread writer([&] {
        for (int i = 0; !stop; ++i) ASSERT_TRUE(put(*store, "w" + std::to_string(i % 100), std::string(2000, 'y')));
    });
    const auto target = folder.path() / "backup.db";
    const auto made = backup(file, target);
    stop = true;
    writer.join();
    ASSERT_TRUE(made) << made.error().describe();
    EXPECT_EQ(rights(target), 0600U);
    EXPECT_EQ(made->bytes, std::filesystem::file_size(target));
    const auto again = backup(file, target);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code(), Errc::invalid_argument);

    const auto report = check(target);
    ASSERT_TRUE(report);
    EXPECT_THAT(report->problems, IsEmpty());
    file = target;  // a backup is a store: put it in place and open it
    const auto restored = open_store();
    EXPECT_TRUE(std::as_const(*restored)
                    .read([](const Tables& t) { return t.documents().find("c", "49", Time{}); })
                    ->has_value());
}

TEST_F(Database, another_one_takes_its_place_and_its_log_is_not_lost) {
    const auto killed = folder.path() / "killed.db", fresh = folder.path() / "killed.db.new",
               kept = folder.path() / "killed.db-1";
    {
        const auto store = open_store();
        ASSERT_TRUE(put(*store, "a"));
        // As a process leaves it that was killed: what was written is in the log alone.
        for (const char* suffix : {"", "-wal"})
            std::filesystem::copy_file(std::filesystem::path(file).concat(suffix),
                                       std::filesystem::path(killed).concat(suffix));
    }
    file = fresh;
    ASSERT_TRUE(put(*open_store(), "b"));
    const auto replaced = replace(killed, fresh, kept);
    ASSERT_TRUE(replaced) << replaced.error().describe();
    const auto has = [](const std::filesystem::path& path, const char* key) {
        const auto store = open({.file = path});
        const auto found =
            std::as_const(**store).read([&](const Tables& t) { return t.documents().find("c", key, {}); });
        return found && found->has_value();
    };
    EXPECT_TRUE(has(kept, "a"));
    EXPECT_TRUE(has(killed, "b"));
    EXPECT_FALSE(has(killed, "a"));
    EXPECT_FALSE(std::filesystem::exists(fresh));
}

TEST_F(Database, does_not_give_its_place_while_a_process_has_it) {
    const auto fresh = folder.path() / "state" / "store.db.new", kept = folder.path() / "state" / "store.db-1";
    const auto store = open_store();
    ASSERT_TRUE(open({.file = fresh}));
    const auto refused = replace(file, fresh, kept);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message(), HasSubstr("in use by process"));
    EXPECT_FALSE(std::filesystem::exists(kept));
    EXPECT_TRUE(put(*store, "a"));
}

TEST_F(Database, waits_for_a_process_that_is_just_ending) {
    auto store = open_store();
    std::thread end([&] {
        std::this_thread::sleep_for(60ms);
        store.reset();
    });
    const auto opened = open({.file = file, .patience = 10s});
    end.join();
    EXPECT_TRUE(opened) << opened.error().describe();
}

TEST_F(Database, writes_of_a_writer_are_all_there_after_flush) {
    {
        const auto store = open_store();
        Writer writer(*store);
        for (int i = 0; i < 3000; ++i)
            ASSERT_TRUE(writer.submit([i](Tables& t) -> Result<> {
                ARGOSY_TRY(t.audit().append({.time = time_from_ns(i), .actor = "user:a", .action = "test"}), "");
                return {};
            }));
        ASSERT_TRUE(writer.flush());
        EXPECT_LT(writer.counters().batches, 3000U);
    }
    const auto check = std::as_const(*open_store()).read([](const Tables& t) { return verify(t.audit()); });
    ASSERT_TRUE(check);
    EXPECT_EQ(check->entries, 3000U);
    EXPECT_EQ(check->broken_at, 0U) << check->problem;
}

TEST_F(Database, refuses_to_change_the_audit_log_and_tells_when_somebody_did) {
    {
        const auto store = open_store();
        for (int i = 0; i < 5; ++i)
            ASSERT_TRUE(store->write([](Tables& t) { return t.audit().append({.actor = "user:a", .action = "b"}); }));
    }
    auto connection = detail::Connection::open(file, detail::Connection::Role::owner);
    ASSERT_TRUE(connection);
    const auto refused = connection->run("UPDATE audit SET actor = 'user:x' WHERE sequence = 3");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), Errc::rejected);
    EXPECT_THAT(refused.error().message(), HasSubstr("only added to"));
    EXPECT_FALSE(connection->run("DELETE FROM audit"));
    ASSERT_TRUE(connection->execute("DROP TRIGGER audit_is_not_changed"));
    ASSERT_TRUE(connection->run("UPDATE audit SET actor = 'user:x' WHERE sequence = 3"));
    const auto verified =
        std::as_const(**open_for_reading(file)).read([](const Tables& t) { return verify(t.audit()); });
    ASSERT_TRUE(verified);
    EXPECT_EQ(verified->broken_at, 3U);
}

}  // namespace
}  // namespace argosy::store::sqlite
