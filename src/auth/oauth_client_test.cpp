#include "auth/oauth_client.hpp"

#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "support/seeded_entropy.hpp"

namespace argosy::auth {
namespace {

Result<NewOauthClient> make(OauthClient client, ClientKind kind = ClientKind::open) {
    argosy::testing::SeededEntropy entropy;
    return make_client(std::move(client), kind, entropy);
}

OauthClient with_redirect(const std::string& uri) {
    return {.id = "app", .redirect_uris = {uri}, .scopes = {Scope::read}};
}

TEST(OauthClient, GetsASecretThatIsStoredAsAHash) {
    const auto made = make({.id = "feed", .scopes = {Scope::read}, .role = Role::viewer}, ClientKind::confidential);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->secret.reveal().size(), 43u);
    EXPECT_EQ(made->client.secret_hash, sha256_hex(made->secret.reveal()));
    EXPECT_FALSE(made->client.is_public());
}

TEST(OauthClient, ThatCannotKeepASecretGetsNone) {
    OauthClient client = with_redirect("https://app.example/back");
    client.secret_hash = "left over";
    const auto made = make(client);
    ASSERT_TRUE(made);
    EXPECT_TRUE(made->secret.empty());
    EXPECT_TRUE(made->client.is_public());
}

TEST(OauthClient, RedirectsToWholeSafeAddressesOnly) {
    for (const char* uri : {"https://app.example/back", "https://app.example", "http://127.0.0.1:8080/back",
                            "http://localhost/back?x=1", "http://[::1]:9000/"})
        EXPECT_TRUE(make(with_redirect(uri))) << uri;
    for (const char* uri : {"http://app.example/back", "https://app.example/#x", "https://*.app.example/",
                            "javascript:alert(1)", "https://app.example@evil.example/", "https:///back", "app.example",
                            "http://localhost.evil.example/", "https://app.example/a b", "https://app.example/\n", ""})
        EXPECT_FALSE(make(with_redirect(uri))) << uri;
}

TEST(OauthClient, ThatMayDoNothingOrTooMuchIsRefused) {
    EXPECT_FALSE(make({.id = "app", .scopes = {Scope::read}}));
    EXPECT_FALSE(make({.id = "app", .redirect_uris = {"https://app.example/"}}));
    EXPECT_FALSE(make({.id = "app", .scopes = {Scope::read}, .role = Role::viewer})) << "open, with a role";
    for (const char* id : {"", "a b", "a/b"}) {
        OauthClient client = with_redirect("https://app.example/");
        client.id = id;
        EXPECT_FALSE(make(client)) << id;
    }
}

}  // namespace
}  // namespace argosy::auth
