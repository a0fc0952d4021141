#include "auth/jwks.hpp"

#include <gtest/gtest.h>

#include "support/seeded_entropy.hpp"

namespace argosy::auth {
namespace {

// RFC 8037 appendix A.2, RFC 7515 appendix A.3.
const std::string ed25519 = R"("kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")";
const std::string p256 =
    R"("kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")";

Result<Jwks> parse(const std::string& keys, Issuer issuer = Issuer::argosy) {
    return parse_jwks(R"({"keys":[)" + keys + "]}", issuer);
}

TEST(Jwks, AreReadWithTheirNames) {
    const auto keys = parse("{" + ed25519 + R"(,"kid":"a"},{)" + p256 + R"(,"kid":"b","alg":"ES256","use":"sig"})");
    ASSERT_TRUE(keys) << keys.error().describe();
    ASSERT_EQ(keys->keys().size(), 2u);
    EXPECT_EQ(keys->find("a")->algorithm(), Algorithm::eddsa);
    EXPECT_EQ(keys->find("b")->algorithm(), Algorithm::es256);
    EXPECT_EQ(keys->find("c"), nullptr);
    EXPECT_EQ(keys->find(""), nullptr) << "without a name only a single key is meant";
}

TEST(Jwks, AreWrittenAsTheyAreRead) {
    const auto keys = parse("{" + ed25519 + R"(,"kid":"a","use":"sig","alg":"EdDSA"})");
    ASSERT_TRUE(keys);
    EXPECT_EQ(to_json(*keys), R"({"keys":[{)" + ed25519 + R"(,"kid":"a","use":"sig","alg":"EdDSA"}]})");
}

TEST(Jwks, PassOverKeysForOtherUses) {
    const auto keys = parse(R"({"kty":"oct"},{"kty":"EC","crv":"P-521"},{"kty":"OKP","crv":"X25519","x":"AA"},)"
                            "{" +
                            ed25519 + R"(,"use":"enc"},{)" + p256 + R"(,"alg":"ECDH-ES"},{"kty":7},{"kty":"RSA"},5)");
    ASSERT_TRUE(keys) << keys.error().describe();
    EXPECT_TRUE(keys->keys().empty());
}

TEST(Jwks, HoldRsaForExternalProvidersOnly) {
    const std::string rsa = R"({"kty":"RSA","e":"AQAB","kid":"r","n":")" + std::string(341, 'v') + R"(w"})";
    ASSERT_TRUE(parse(rsa, Issuer::external)) << parse(rsa, Issuer::external).error().describe();
    EXPECT_NE(parse(rsa, Issuer::external)->find("r"), nullptr);
    EXPECT_EQ(parse(rsa, Issuer::argosy)->find("r"), nullptr);
}

TEST(Jwks, RefuseAKeyThatShowsItsPrivateHalf) {
    const auto keys = parse("{" + ed25519 + R"(,"kid":"a","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"})");
    ASSERT_FALSE(keys);
    EXPECT_EQ(keys.error().hint(), "its owner must replace the key: it was published");
    EXPECT_EQ(keys.error().describe().find("nWGxne"), std::string::npos);
}

TEST(Jwks, RefuseWhatIsNoSet) {
    for (const char* text : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[],"keys":[]})", "{\"keys\":[]} x"})
        EXPECT_FALSE(parse_jwks(text, Issuer::external)) << text;
    EXPECT_FALSE(parse("{" + ed25519 + "},{" + ed25519 + "}")) << "an id that is there twice";
    EXPECT_FALSE(parse(R"({"kty":"OKP","crv":"Ed25519","x":"AAAA"})")) << "a short key";
    std::string many = "{}";
    for (std::size_t i = 0; i < Jwks::keys_max; ++i) many += ",{}";
    EXPECT_FALSE(parse(many));
}

}  // namespace
}  // namespace argosy::auth
