#include "auth/external_issuer.hpp"

#include <gmock/gmock.h>

#include "auth/base64url.hpp"
#include "auth/entropy.hpp"
#include "base/describe.hpp"

namespace argosy::auth {
namespace {

using ::testing::HasSubstr;

constexpr Time now = time_from_ns(1'700'000'000'000'000'000);

class ExternalIssuerTest : public ::testing::Test {
protected:
    ExternalIssuerTest() { keys.add({.id = key.id(), .key = key.public_key()}); }

    /// A token with these claims beside issuer, audience and times; what is given replaces them.
    std::string token(std::string_view more, TokenType type = TokenType::plain) {
        return sign_jws(key, type,
                        R"({"iss":"https://login.example","aud":["argosy","other"],"sub":"42","exp":1700000600,)" +
                            std::string(R"("iat":1699999990)") + std::string(more) + "}");
    }
    Result<Principal> verify(const std::string& text) { return verify_external_token(text, keys, config, "corp", now); }
    std::string why(const std::string& text) {
        const auto who = verify(text);
        return who ? "accepted" : std::string(who.error().message());
    }

    SystemEntropy entropy;
    PrivateKey key = PrivateKey::generate(Algorithm::es256, entropy);
    Jwks keys;
    ExternalIssuerConfig config{.issuer = "https://login.example",
                                .audience = "argosy",
                                .jwks_url = "https://login.example/keys",
                                .roles = {{"desk", Role::trader}, {"desk-risk", Role::risk}, {"all", Role::viewer}}};
};

TEST_F(ExternalIssuerTest, a_good_token_gives_its_owner_the_highest_role_of_its_groups) {
    const auto who = verify(token(R"(,"groups":["all","desk-risk","desk","unknown"],"auth_time":1699999980)"));
    ASSERT_TRUE(who) << who.error().message();
    EXPECT_EQ(who->name, "corp:42");
    EXPECT_EQ(who->role, Role::risk);
    EXPECT_EQ(effective_role(*who), Role::risk);
    EXPECT_EQ(to_ns(who->expires), 1'700'000'600'000'000'000);
    EXPECT_EQ(to_ns(who->signed_in), 1'699'999'980'000'000'000);
    EXPECT_TRUE(verify(token(R"(,"groups":"desk")", TokenType::access))) << "one text, and the type of RFC 9068";
}

TEST_F(ExternalIssuerTest, roles_may_lie_inside_objects) {
    config.role_claim = "realm_access.roles";
    EXPECT_EQ(verify(token(R"(,"realm_access":{"roles":["desk"]})"))->role, Role::trader);
    EXPECT_THAT(why(token(R"(,"realm_access":"desk")")), HasSubstr("has a role here"));
    config.role_claim = "https://argosy/roles.v1";
    EXPECT_EQ(verify(token(R"(,"https://argosy/roles.v1":["desk"])"))->role, Role::trader);
}

TEST_F(ExternalIssuerTest, without_a_known_group_there_is_no_entry) {
    for (const char* more : {"", R"(,"groups":[])", R"(,"groups":["admin"])", R"(,"groups":7)",
                             R"(,"groups":[["desk"]])", R"(,"role":"admin")"})
        EXPECT_THAT(why(token(more)), HasSubstr("has a role here")) << more;
}

TEST_F(ExternalIssuerTest, what_is_meant_for_others_or_over_is_refused) {
    const std::string group = R"(,"groups":["desk"]})";
    const auto signed_with = [&](std::string claims) { return why(sign_jws(key, TokenType::plain, claims + group)); };
    EXPECT_THAT(signed_with(R"({"iss":"https://evil","aud":"argosy","sub":"1","exp":1700000600)"), HasSubstr("issuer"));
    EXPECT_THAT(signed_with(R"({"iss":"https://login.example","aud":"x","sub":"1","exp":1700000600)"),
                HasSubstr("audience"));
    EXPECT_THAT(signed_with(R"({"iss":"https://login.example","sub":"1","exp":1700000600)"), HasSubstr("audience"));
    EXPECT_THAT(signed_with(R"({"iss":"https://login.example","aud":"argosy","sub":"1","exp":1699999000)"),
                HasSubstr("expired"));
    EXPECT_THAT(signed_with(R"({"iss":"https://login.example","aud":"argosy","sub":"1")"), HasSubstr("exp"));
    EXPECT_THAT(signed_with(R"({"iss":"https://login.example","aud":"argosy","exp":1700000600)"), HasSubstr("sub"));
    EXPECT_THAT(
        signed_with(R"({"iss":"https://login.example","aud":"argosy","sub":"1","exp":1700000600,"nbf":1700000300)"),
        HasSubstr("not valid before"));
}

TEST_F(ExternalIssuerTest, only_the_providers_own_keys_count) {
    const auto good = token(R"(,"groups":["desk"])");
    const auto stranger = PrivateKey::generate(Algorithm::es256, entropy);
    EXPECT_THAT(why(sign_jws(stranger, TokenType::plain, "{}")), HasSubstr("not known"));
    std::string changed = good;
    changed[changed.rfind('.') + 5] = changed[changed.rfind('.') + 5] == 'A' ? 'B' : 'A';
    EXPECT_THAT(why(changed), HasSubstr("signature"));
    const auto payload = good.substr(good.find('.'), good.rfind('.') - good.find('.'));
    EXPECT_NE(why(to_base64url(R"({"alg":"none"})") + payload + "."), "accepted");
    EXPECT_NE(why(to_base64url(R"({"alg":"HS256","kid":")" + key.id() + "\"}") + payload + ".AAAA"), "accepted");
}

TEST_F(ExternalIssuerTest, a_peek_names_issuer_and_key_and_survives_nonsense) {
    const auto peek = peek_token(token(""));
    ASSERT_TRUE(peek);
    EXPECT_EQ(peek->issuer, "https://login.example");
    EXPECT_EQ(peek->key_id, key.id());
    for (const char* text : {"", ".", "..", "a.b", "a.b.c", "e30.e30", "e30.W10.x"})
        EXPECT_FALSE(peek_token(text)) << text;
    EXPECT_FALSE(peek_token(std::string(100'000, 'a') + ".b.c"));
}

TEST(ExternalIssuerConfig, fetches_keys_over_https_unless_told_that_the_network_is_private) {
    const auto good = [](ExternalIssuerConfig c) {
        c.roles = {{"a", Role::viewer}};
        return std::ranges::all_of(type_of<ExternalIssuerConfig>().rules,
                                   [&](const auto& r) { return r(&c).has_value(); });
    };
    EXPECT_TRUE(good({.jwks_url = "https://x/keys"}));
    EXPECT_FALSE(good({.jwks_url = "http://x/keys"}));
    EXPECT_FALSE(good({.jwks_url = "file:///etc/passwd", .allow_private_address = true}));
    EXPECT_TRUE(good({.jwks_url = "http://127.0.0.1/keys", .allow_private_address = true}));
}

}  // namespace
}  // namespace argosy::auth
