#include "auth/key.hpp"

#include <gtest/gtest.h>

#include "auth/base64url.hpp"
#include "support/seeded_entropy.hpp"

namespace argosy::auth {
namespace {

std::string decode(std::string_view text) { return *from_base64url(text); }

TEST(Key, Ed25519SignsAsTheStandardShows) {
    // RFC 8037 appendix A.1, A.3 and A.4.
    const auto key = PrivateKey::make(Algorithm::eddsa, Secret(decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")));
    ASSERT_TRUE(key);
    EXPECT_EQ(to_base64url(key->public_key().numbers().x), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    EXPECT_EQ(key->id(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    EXPECT_EQ(to_base64url(key->sign("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc")),
              "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
}

TEST(Key, P256VerifiesAsTheStandardShows) {
    // RFC 7515 appendix A.3.
    const auto key = PrivateKey::make(Algorithm::es256, Secret(decode("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI")));
    ASSERT_TRUE(key);
    EXPECT_EQ(to_base64url(key->public_key().numbers().x), "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
    EXPECT_EQ(to_base64url(key->public_key().numbers().y), "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
    const std::string signature =
        decode("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
    EXPECT_TRUE(
        key->public_key().verify("eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6"
                                 "Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
                                 signature));
    EXPECT_FALSE(key->public_key().verify("another text", signature));
}

TEST(Key, RsaIsNamedAsTheStandardShows) {
    // RFC 7638 section 3.1.
    const auto key = PublicKey::make(
        Algorithm::rs256,
        {.n = decode(
             "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjB"
             "ZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJ"
             "ZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBni"
             "Iqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"),
         .e = decode("AQAB")});
    ASSERT_TRUE(key);
    EXPECT_EQ(key->thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

class SigningAlgorithm : public ::testing::TestWithParam<Algorithm> {};
INSTANTIATE_TEST_SUITE_P(Key, SigningAlgorithm, ::testing::Values(Algorithm::eddsa, Algorithm::es256));

TEST_P(SigningAlgorithm, VerifiesWhatItSignedAndNothingElse) {
    argosy::testing::SeededEntropy entropy;
    const auto key = PrivateKey::generate(GetParam(), entropy), other = PrivateKey::generate(GetParam(), entropy);
    const std::string signature = key.sign("text");
    EXPECT_EQ(signature.size(), 64u);
    EXPECT_TRUE(key.public_key().verify("text", signature));
    EXPECT_FALSE(key.public_key().verify("Text", signature));
    EXPECT_FALSE(other.public_key().verify("text", signature));
    for (const std::string& bad : {std::string(), signature.substr(1), signature + 'x', std::string(64, '\0')})
        EXPECT_FALSE(key.public_key().verify("text", bad));
}

TEST_P(SigningAlgorithm, IsRestoredFromItsBytes) {
    argosy::testing::SeededEntropy entropy;
    const auto key = PrivateKey::generate(GetParam(), entropy);
    const auto restored = PrivateKey::make(GetParam(), key.bytes());
    ASSERT_TRUE(restored);
    EXPECT_EQ(restored->id(), key.id());
    EXPECT_TRUE(key.public_key().verify("text", restored->sign("text")));
}

TEST(Key, RefusesNumbersThatAreNoKey) {
    const std::string one = std::string(31, '\0') + '\1', high(32, '\xff');
    EXPECT_FALSE(PublicKey::make(Algorithm::eddsa, {.x = "short"}));
    EXPECT_FALSE(PublicKey::make(Algorithm::eddsa, {.x = std::string(32, '\0')})) << "of small order";
    EXPECT_FALSE(PublicKey::make(Algorithm::eddsa, {.x = '\1' + std::string(31, '\0')})) << "the neutral point";
    EXPECT_FALSE(PublicKey::make(Algorithm::es256, {.x = one, .y = one})) << "a point beside the curve";
    EXPECT_FALSE(PublicKey::make(Algorithm::es256, {.x = high, .y = high}));
    EXPECT_FALSE(PublicKey::make(Algorithm::rs256, {.n = std::string(128, '\xff'), .e = "\1\0\1"})) << "1024 bits";
    EXPECT_FALSE(PublicKey::make(Algorithm::rs256, {.n = std::string(513, '\xff'), .e = "\3"})) << "beyond 4096 bits";
    EXPECT_FALSE(PublicKey::make(Algorithm::rs256, {.n = std::string(256, '\xff'), .e = "\1"})) << "exponent 1";
    EXPECT_FALSE(PrivateKey::make(Algorithm::es256, Secret(std::string(32, '\0'))));
    EXPECT_FALSE(PrivateKey::make(Algorithm::es256, Secret(high))) << "above the order of the group";
    EXPECT_FALSE(PrivateKey::make(Algorithm::eddsa, Secret("short")));
    EXPECT_FALSE(PrivateKey::make(Algorithm::rs256, Secret(high))) << "we never sign with RSA";
}

}  // namespace
}  // namespace argosy::auth
