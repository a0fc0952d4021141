#include "store/sqlite/migrations.hpp"

#include <filesystem>
#include <gmock/gmock.h>

#include "store/sqlite/detail/connection.hpp"
#include "store/sqlite/detail/file_lock.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::store::sqlite {
namespace {

using namespace ::testing;
using detail::Connection;
using ::testing::HasSubstr;

class Migrations : public Test {
protected:
    Connection connect() {
        EXPECT_TRUE(detail::make_private(file));
        auto c = Connection::open(file, Connection::Role::owner);
        EXPECT_TRUE(c) << c.error().describe();
        return std::move(*c);
    }
    argosy::testing::TemporaryFolder folder;
    std::filesystem::path file = folder.path() / "store.db";
};

std::vector<std::string> schema_of(Connection& db) {
    std::vector<std::string> out;
    auto rows = db.query("SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1");
    while (*rows->next()) EXPECT_TRUE(rows->into(out.emplace_back()));
    return out;
}

TEST_F(Migrations, lead_from_every_older_version_to_the_newest) {
    std::vector<std::string> newest;
    for (std::size_t from = migrations().size() + 1; from-- > 0;) {
        std::filesystem::remove(file);
        {
            auto db = connect();
            ASSERT_TRUE(migrate(db, migrations().first(from)));
            EXPECT_EQ(*schema_version(db), from);
            if (from >= 1) {
                ASSERT_TRUE(db.run("INSERT INTO balances VALUES ('binance', 'USDT', '1.5', '1', '0', '0', 7)"));
            }
        }
        {
            const auto store = open({.file = file});
            ASSERT_TRUE(store) << from << ": " << store.error().describe();
            if (from >= 1) {
                const auto balances =
                    std::as_const(**store).read([](const Tables& t) { return t.balances().list("binance"); });
                EXPECT_EQ(balances->at(0).total, "1.5"_money) << "from version " << from;
            }
        }
        auto db = connect();
        EXPECT_EQ(*schema_version(db), migrations().size());
        if (newest.empty()) newest = schema_of(db);
        EXPECT_EQ(schema_of(db), newest) << "from version " << from;
    }
}

TEST_F(Migrations, that_were_edited_are_refused) {
    auto db = connect();
    const std::vector<Migration> original{{"0001_a", "CREATE TABLE a (x)"}};
    const std::vector<Migration> edited{{"0001_a", "CREATE TABLE a (x, y)"}};
    const std::vector<Migration> renamed{{"0001_b", "CREATE TABLE a (x)"}};
    ASSERT_TRUE(migrate(db, original));
    for (const auto& wrong : {edited, renamed}) {
        const auto r = migrate(db, wrong);
        ASSERT_FALSE(r);
        EXPECT_EQ(r.error().code(), Errc::corrupt);
        EXPECT_THAT(r.error().message(), HasSubstr("another text of 0001_a"));
        EXPECT_FALSE(check_schema(db, wrong));
    }
    EXPECT_TRUE(migrate(db, original));
}

TEST_F(Migrations, of_a_newer_program_are_refused) {
    auto db = connect();
    const std::vector<Migration> newer{{"0001_a", "CREATE TABLE a (x)"}, {"0002_b", "CREATE TABLE b (x)"}};
    ASSERT_TRUE(migrate(db, newer));
    const auto r = migrate(db, std::span(newer).first(1));
    ASSERT_FALSE(r);
    EXPECT_EQ(r.error().code(), Errc::unavailable);
    EXPECT_THAT(r.error().message(), HasSubstr("version 2 of the tables (0002_b), this program knows 1"));
}

TEST_F(Migrations, that_fail_leave_the_version_before_them) {
    auto db = connect();
    const std::vector<Migration> steps{{"0001_a", "CREATE TABLE a (x)"},
                                       {"0002_b", "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)"}};
    const auto r = migrate(db, steps);
    ASSERT_FALSE(r);
    EXPECT_THAT(r.error().message(), HasSubstr("upgrade of the store by 0002_b"));
    EXPECT_EQ(*schema_version(db), 1U);
    EXPECT_FALSE(db.query("SELECT * FROM b"));
    EXPECT_THAT(check_schema(db, steps).error().message(), HasSubstr("has version 1 of the tables"));
    const std::vector<Migration> mended{steps[0], {"0002_b", "CREATE TABLE b (x)"}};
    EXPECT_TRUE(migrate(db, mended));
}

TEST_F(Migrations, are_numbered_without_a_gap) {
    for (std::size_t i = 0; i < migrations().size(); ++i) {
        char number[5];
        std::snprintf(number, sizeof number, "%04zu", i + 1);
        EXPECT_THAT(std::string(migrations()[i].name), StartsWith(std::string(number) + "_"));
    }
}

}  // namespace
}  // namespace argosy::store::sqlite
