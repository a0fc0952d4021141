#include "auth/api_key.hpp"

#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "support/seeded_entropy.hpp"

namespace argosy::auth {
namespace {

const Time now = time_from_ns(1'800'000'000'000'000'000);

class ApiKeyTest : public ::testing::Test {
protected:
    NewApiKey make(ApiKeySpec spec = {.label = "bot", .role = Role::trader}) {
        auto made = keys.create(ada, spec, now);
        EXPECT_TRUE(made) << made.error().describe();
        return std::move(*made);
    }
    std::string text_of(const NewApiKey& made) { return std::string(made.text.reveal()); }

    const Principal ada{.name = "ada", .role = Role::risk, .scopes = scopes_of(Role::risk)};
    argosy::testing::SeededEntropy entropy;
    MemoryApiKeyStore store;
    ApiKeys keys{store, entropy};
};

TEST_F(ApiKeyTest, OpensWhatItsRoleMay) {
    const auto made = make();
    const auto who = keys.authenticate(text_of(made), now);
    ASSERT_TRUE(who) << who.error().describe();
    EXPECT_EQ(who->kind, Principal::Kind::api_key);
    EXPECT_EQ(who->name, "ada");
    EXPECT_EQ(who->client, made.key.prefix);
    EXPECT_EQ(effective_role(*who), Role::trader);
}

TEST_F(ApiKeyTest, IsStoredAsAHashOnly) {
    const auto made = make();
    const ApiKey stored = **store.find(made.key.prefix);
    EXPECT_EQ(stored.hash, sha256_hex(text_of(made)));
    EXPECT_EQ(text_of(made).size(), 63u);
    EXPECT_EQ(api_key_prefix(text_of(made)), stored.prefix);
}

TEST_F(ApiKeyTest, ThatIsWrongUnknownOrExpiredIsRefusedInTheSameWords) {
    const auto made = make({.label = "bot", .life = 1h});
    std::string wrong = text_of(made);
    wrong.back() = wrong.back() == 'A' ? 'B' : 'A';
    std::string unknown = text_of(made);
    unknown[8] = unknown[8] == 'a' ? 'b' : 'a';
    const std::string why = keys.authenticate(wrong, now).error().describe().substr(0, 60);
    EXPECT_EQ(keys.authenticate(unknown, now).error().describe().substr(0, 60), why);
    EXPECT_TRUE(keys.authenticate(text_of(made), now + 1h - 1s));
    EXPECT_EQ(keys.authenticate(text_of(made), now + 1h).error().describe().substr(0, 60), why);
    for (const char* text : {"", "argosy_", "Bearer x"})
        EXPECT_EQ(keys.authenticate(text, now).error().describe().substr(0, 60), why);
}

TEST_F(ApiKeyTest, CanDoNoMoreThanItsOwner) {
    EXPECT_EQ(keys.create(ada, {.label = "bot", .role = Role::admin}, now).error().code(), Errc::unauthorized);
    EXPECT_FALSE(keys.create(ada, {.label = "bot", .role = Role::viewer, .scopes = {Scope::trade}}, now));
    const Principal narrowed{.name = "ada", .role = Role::admin, .scopes = {Scope::read}};
    EXPECT_FALSE(keys.create(narrowed, {.label = "bot", .role = Role::trader}, now)) << "a token that only reads";
    EXPECT_FALSE(keys.create(ada, {.label = "bot", .role = Role::anyone}, now));
    EXPECT_FALSE(keys.create(ada, {.label = ""}, now));
    EXPECT_FALSE(keys.create(ada, {.label = "bot", .life = 1s}, now));
    EXPECT_TRUE(store.list()->empty());
}

TEST_F(ApiKeyTest, EndsWhenItIsRevoked) {
    const auto made = make(), other = make();
    ASSERT_TRUE(keys.revoke(made.key.prefix));
    EXPECT_FALSE(keys.authenticate(text_of(made), now));
    EXPECT_TRUE(keys.authenticate(text_of(other), now));
    EXPECT_EQ(keys.revoke(made.key.prefix).error().code(), Errc::not_found);
}

TEST_F(ApiKeyTest, RemembersItsLastUseToTheMinute) {
    const auto made = make();
    const auto last_use = [&] { return (*store.find(made.key.prefix))->last_used; };
    EXPECT_EQ(last_use(), Time{});
    ASSERT_TRUE(keys.authenticate(text_of(made), now));
    ASSERT_TRUE(keys.authenticate(text_of(made), now + 59s));
    EXPECT_EQ(last_use(), now);
    ASSERT_TRUE(keys.authenticate(text_of(made), now + 60s));
    EXPECT_EQ(last_use(), now + 60s);
}

}  // namespace
}  // namespace argosy::auth
