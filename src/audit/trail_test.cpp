#include "audit/trail.hpp"

#include <gtest/gtest.h>

#include "support/temporary_store.hpp"

namespace argosy::audit {
namespace {

class TrailTest : public ::testing::Test {
protected:
    std::vector<store::AuditEntry> entries() {
        auto page = store->read([](const store::Tables& t) { return t.audit().list({}, {}); });
        return page ? page->rows : std::vector<store::AuditEntry>{};
    }
    argosy::testing::TemporaryStore store;
};

const Change set_limit{.actor = "user:ada",
                       .action = "risk.set_limits",
                       .target = "daily_loss",
                       .method = "PUT",
                       .path = "/api/v1/risk/limits",
                       .trace = "t1",
                       .result = "ok",
                       .what = R"({"daily_loss":"0.02"})"};

TEST_F(TrailTest, a_change_is_a_link_of_the_chain) {
    store::Writer writer(*store);
    Trail trail(writer);
    trail.record(set_limit);
    trail.recorder()(with_result(set_limit, Result<>(fail(Errc::rejected, "no \"more\""))));
    ASSERT_TRUE(writer.flush());
    const auto lines = entries();
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[1].actor, "user:ada");
    EXPECT_EQ(lines[1].details,
              R"({"method":"PUT","path":"/api/v1/risk/limits","result":"ok","change":{"daily_loss":"0.02"}})");
    EXPECT_NE(lines[0].details.find(R"("result":"no \"more\"")"), std::string::npos) << lines[0].details;
    const auto check = store->read([](const store::Tables& t) { return store::verify(t.audit()); });
    ASSERT_TRUE(check);
    EXPECT_EQ(check->entries, 2U);
    EXPECT_EQ(check->broken_at, 0U);
}

TEST_F(TrailTest, what_could_not_be_written_is_told) {
    store::Writer writer(*store);
    std::string told;
    Trail trail(writer, [&](const Change& change, const Error&) { told = change.target; });
    Change nobody = set_limit;
    nobody.actor.clear();
    trail.record(nobody);
    EXPECT_FALSE(writer.flush());
    EXPECT_EQ(trail.lost(), 1U);
    EXPECT_EQ(told, "daily_loss");
    EXPECT_TRUE(entries().empty());
}

}  // namespace
}  // namespace argosy::audit
