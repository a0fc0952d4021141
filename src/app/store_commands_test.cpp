#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>

#include "app/commands/store.hpp"
#include "app/output.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::app {
namespace {

using namespace ::testing;
using ::testing::HasSubstr;

struct Ran {
    Exit exit = Exit::ok;
    std::string out, message, hint;
};

class StoreCommands : public Test {
protected:
    StoreCommands() {
        auto store = store::sqlite::open({.file = file});
        EXPECT_TRUE(store);
        for (int i = 0; i < 3; ++i)
            EXPECT_TRUE((*store)->write(
                [](store::Tables& t) { return t.audit().append({.actor = "user:a", .action = "config.apply"}); }));
    }

    Ran run(std::vector<std::string> words) {
        CLI::App app("", "argosy");
        Session session;
        app.add_flag("--json", session.json);
        app.fallthrough();
        add_store(app, session);
        add_audit(app, session);
        words.insert(words.end(), {"--state", folder.path().string()});
        std::ranges::reverse(words);  // as CLI11 wants them
        app.parse(words);
        ::testing::internal::CaptureStdout();
        const auto exit = session.action();
        EXPECT_TRUE(flush_output());
        Ran ran{.out = ::testing::internal::GetCapturedStdout()};
        if (exit) return ran;
        ran.exit = exit.error().code() == Errc::invalid_argument ? Exit::wrong_use : Exit::failed;
        ran.message = exit.error().message();
        ran.hint = exit.error().hint();
        return ran;
    }

    void flip_a_bit(std::streamoff at) const {
        std::fstream f(file, std::ios::in | std::ios::out | std::ios::binary);
        f.seekg(at);
        const auto byte = static_cast<char>(f.get() ^ 1);
        f.seekp(at);
        f.put(byte);
    }

    argosy::testing::TemporaryFolder folder;
    std::filesystem::path file = folder.path() / "argosy.db";
};

TEST_F(StoreCommands, check_says_that_all_is_right_and_how_much_there_is) {
    const auto text = run({"store", "check"});
    EXPECT_EQ(text.exit, Exit::ok) << text.message;
    EXPECT_THAT(text.out, ContainsRegex("audit +3"));
    EXPECT_THAT(text.out, HasSubstr("every page, index and row is right"));
    const auto json = run({"store", "check", "--json"});
    EXPECT_THAT(json.out, HasSubstr(R"("ok":true)"));
    EXPECT_THAT(json.out, HasSubstr(R"("audit":3)"));
}

TEST_F(StoreCommands, check_names_damage_and_the_next_step) {
    flip_a_bit(4096 + 200);
    const auto r = run({"store", "check", "--json"});
    EXPECT_EQ(r.exit, Exit::failed);
    EXPECT_THAT(r.out, HasSubstr(R"("ok":false)"));
    EXPECT_THAT(r.message, HasSubstr("page 2 does not carry its checksum"));
    EXPECT_THAT(r.hint, HasSubstr("backup"));
}

TEST_F(StoreCommands, a_missing_store_is_named) {
    const auto r = run({"store", "check", "--store", "/nowhere/argosy.db"});
    EXPECT_EQ(r.exit, Exit::failed);
    EXPECT_THAT(r.message, HasSubstr("/nowhere/argosy.db"));
    EXPECT_THAT(r.hint, Not(IsEmpty()));
}

TEST_F(StoreCommands, backup_makes_a_store_and_never_replaces_a_file) {
    const auto target = (folder.path() / "copy.db").string();
    const auto made = run({"store", "backup", target});
    EXPECT_EQ(made.exit, Exit::ok) << made.message;
    EXPECT_THAT(made.out, HasSubstr("checked"));
    EXPECT_EQ(run({"store", "check", "--store", target}).exit, Exit::ok);
    EXPECT_EQ(run({"store", "backup", target}).exit, Exit::wrong_use);
}

TEST_F(StoreCommands, audit_verify_prints_a_head_that_it_accepts_later) {
    const auto text = run({"audit", "verify"});
    EXPECT_EQ(text.exit, Exit::ok) << text.message;
    EXPECT_THAT(text.out, HasSubstr("3 entries"));
    const auto at = text.out.find("head ") + 5;
    const std::string head = text.out.substr(at, text.out.find('\n', at) - at);
    EXPECT_EQ(run({"audit", "verify", "--head", head}).exit, Exit::ok);
    const std::string later = "9" + head.substr(1);
    const auto cut = run({"audit", "verify", "--json", "--head", later});
    EXPECT_EQ(cut.exit, Exit::failed);
    EXPECT_THAT(cut.out, HasSubstr(R"("broken_at":4)"));
    EXPECT_THAT(cut.message, HasSubstr("audit entry 4: entry 9 was noted, and is gone"));
    EXPECT_EQ(run({"audit", "verify", "--head", "nonsense"}).exit, Exit::wrong_use);
}

}  // namespace
}  // namespace argosy::app
