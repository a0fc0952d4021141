#include "app/new_session.hpp"

#include <gmock/gmock.h>

#include "journal/writer.hpp"
#include "services/config/configuration.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::app {
namespace {

namespace fs = std::filesystem;
using services::config::last_version;
using ::testing::HasSubstr;

Result<> accept(const platform::Settings&) { return {}; }

/// A state folder in which a session ran: two versions of the settings, a secret, a rule, a job and a trade's vote.
class NewSession : public ::testing::Test {
protected:
    NewSession() {
        auto journal = journal::Writer::open({.folder = state / "journal"});
        EXPECT_TRUE(journal->append(journal::first_own_type, Time{}, {}));
        EXPECT_TRUE(journal->close());
        const auto store = open();
        platform::Settings settings;
        EXPECT_TRUE(services::config::begin_session(*store, settings, {}, Time{1s}));
        settings.simulation.seed = 7;
        settings.platform.web_ui.rows = 5;
        EXPECT_TRUE(services::config::begin_session(*store, settings, {}, Time{2s}));
        for (const char* collection : {"secrets", "notification_channels", "alert_rules", "backtest.jobs"})
            put(*store, collection);
    }
    [[nodiscard]] std::unique_ptr<store::Store> open() const {
        auto opened = store::sqlite::open({.file = state / "argosy.db"});
        EXPECT_TRUE(opened) << opened.error().describe();
        return std::move(*opened);
    }
    static void put(store::Store& store, const std::string& collection) {
        EXPECT_TRUE(store.write([&](store::Tables& t) -> Result<> {
            ARGOSY_TRY(t.documents().put({.collection = collection, .key = "a", .body = "body of " + collection},
                                         store::Expect::anything()),
                       "");
            return {};
        }));
    }
    static std::string find(const store::Store& store, std::string_view collection) {
        const auto found = store.read([&](const store::Tables& t) { return t.documents().find(collection, "a", {}); });
        return found && *found ? (*found)->body : "";
    }

    testing::TemporaryFolder folder;
    fs::path state = folder.path();
};

TEST_F(NewSession, carries_over_what_the_owner_decided) {
    const auto begun = begin_new_session(state, accept);
    ASSERT_TRUE(begun) << begun.error().describe();
    EXPECT_FALSE(fs::exists(state / "journal"));
    EXPECT_TRUE(fs::exists(state / "journal-1"));
    EXPECT_FALSE(fs::exists(state / "argosy.db.new"));
    const auto store = open();
    const auto version = last_version(*store).value();
    ASSERT_TRUE(version);
    EXPECT_EQ(version->version, 1U);
    EXPECT_EQ(version->reason, "new session: version 2 of argosy.db-1");
    EXPECT_EQ(settings_of(*version)->simulation.seed, 7U);
    EXPECT_EQ(settings_of(*version)->platform.web_ui.rows, 5U);
    for (const char* kept : {"secrets", "notification_channels", "alert_rules"})
        EXPECT_EQ(find(*store, kept), std::string("body of ") + kept);
    EXPECT_EQ(find(*store, "backtest.jobs"), "");
}

TEST_F(NewSession, keeps_the_earlier_one_whole) {
    ASSERT_TRUE(begin_new_session(state, accept));
    ASSERT_TRUE(begin_new_session(state, accept));  // and again: the names do not clash
    const auto earlier = store::sqlite::open({.file = state / "argosy.db-1"});
    ASSERT_TRUE(earlier) << earlier.error().describe();
    EXPECT_EQ(last_version(**earlier)->value().version, 2U);
    EXPECT_EQ(find(**earlier, "backtest.jobs"), "body of backtest.jobs");
    EXPECT_TRUE(fs::exists(state / "argosy.db-2"));
}

TEST_F(NewSession, moves_nothing_while_somebody_has_store_or_journal) {
    {
        const auto store = open();
        EXPECT_THAT(begin_new_session(state, accept).error().describe(), HasSubstr("in use by process"));
    }
    {
        const auto journal = journal::Writer::open({.folder = state / "journal"});
        EXPECT_THAT(begin_new_session(state, accept).error().describe(), HasSubstr("in use by process"));
    }
    EXPECT_TRUE(fs::exists(state / "journal"));
    EXPECT_FALSE(fs::exists(state / "argosy.db-1"));
    EXPECT_EQ(last_version(*open())->value().version, 2U);
}

TEST_F(NewSession, moves_nothing_when_the_settings_could_not_start) {
    const auto refused =
        begin_new_session(state, [](const auto&) -> Result<> { return fail(Errc::rejected, "no such origin"); });
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().describe(), HasSubstr("no such origin"));
    EXPECT_THAT(refused.error().hint(), HasSubstr("config rollback"));
    EXPECT_TRUE(fs::exists(state / "journal"));
    EXPECT_FALSE(fs::exists(state / "argosy.db-1"));
}

TEST(NewSessionIn, an_empty_folder_does_nothing) {
    const testing::TemporaryFolder folder;
    EXPECT_TRUE(begin_new_session(folder.path(), accept));
    EXPECT_TRUE(fs::is_empty(folder.path()));
}

}  // namespace
}  // namespace argosy::app
