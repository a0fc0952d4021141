#include "auth/jws.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "auth/base64url.hpp"
#include "support/seeded_entropy.hpp"

namespace argosy::auth {
namespace {

PrivateKey make_key(Algorithm algorithm, std::uint64_t seed = 1) {
    argosy::testing::SeededEntropy entropy(seed);
    return PrivateKey::generate(algorithm, entropy);
}

Jwks set_of(const PrivateKey& key) {
    Jwks keys;
    keys.add({key.id(), key.public_key()});
    return keys;
}

/// A token with any header, signed in earnest.
std::string sign_with_header(const PrivateKey& key, std::string_view header) {
    const std::string text = to_base64url(header) + '.' + to_base64url("{}");
    return text + '.' + to_base64url(key.sign(text));
}

const PrivateKey ed = make_key(Algorithm::eddsa), ec = make_key(Algorithm::es256);

TEST(Jws, VerifiesTheVectorsOfTheStandard) {
    const auto ed25519 =
        parse_jwks(R"({"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})",
                   Issuer::argosy);
    EXPECT_EQ(
        verify_jws("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3"
                   "AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
                   *ed25519, TokenType::plain)
            .value(),
        "Example of Ed25519 signing");  // RFC 8037 appendix A.4
    const auto rsa = parse_jwks(
        R"({"keys":[{"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}]})",
        Issuer::external);
    ASSERT_TRUE(rsa);
    EXPECT_EQ(
        verify_jws(
            "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19y"
            "b290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp"
            "5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZ"
            "RmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5"
            "AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
            *rsa, TokenType::plain)
            .value(),
        "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}");  // RFC 7515 appendix A.2
}

TEST(Jws, IsVerifiedByItsKeyOnly) {
    for (const PrivateKey* key : {&ed, &ec}) {
        const std::string token = sign_jws(*key, TokenType::access, "payload");
        EXPECT_EQ(verify_jws(token, set_of(*key), TokenType::access).value(), "payload");
        EXPECT_FALSE(verify_jws(token, set_of(make_key(key->algorithm(), 2)), TokenType::access));
        EXPECT_FALSE(verify_jws(token, {}, TokenType::access));
    }
}

TEST(Jws, OfOneTypeIsNotTakenForAnother) {
    EXPECT_FALSE(verify_jws(sign_jws(ed, TokenType::plain, "{}"), set_of(ed), TokenType::access));
    EXPECT_FALSE(verify_jws(sign_jws(ed, TokenType::access, "{}"), set_of(ed), TokenType::plain));
    const std::string long_name =
        sign_with_header(ed, R"({"alg":"EdDSA","typ":"application/AT+JWT","kid":")" + ed.id() + R"("})");
    EXPECT_TRUE(verify_jws(long_name, set_of(ed), TokenType::access));
}

TEST(Jws, CannotChooseTheAlgorithm) {
    for (const char* alg : {"none", "None", "HS256", "ES256", "eddsa", "", "Ed25519"}) {
        const std::string header = R"({"alg":")" + std::string(alg) + R"(","kid":")" + ed.id() + R"(","typ":"at+jwt"})";
        EXPECT_FALSE(verify_jws(sign_with_header(ed, header), set_of(ed), TokenType::access)) << alg;
    }
    const std::string unsigned_token =
        to_base64url(R"({"alg":"none","typ":"at+jwt","kid":")" + ed.id() + R"("})") + '.' + to_base64url("{}") + '.';
    EXPECT_FALSE(verify_jws(unsigned_token, set_of(ed), TokenType::access));
}

TEST(Jws, WithAnOddHeaderIsRefused) {
    const std::string good = R"("alg":"EdDSA","typ":"at+jwt","kid":")" + ed.id() + '"';
    EXPECT_TRUE(verify_jws(sign_with_header(ed, "{" + good + "}"), set_of(ed), TokenType::access));
    for (const std::string& more : {R"("crit":["b64"],"b64":false)", R"("crit":[])", R"("alg":"EdDSA")", R"("x":)"})
        EXPECT_FALSE(verify_jws(sign_with_header(ed, "{" + good + "," + more + "}"), set_of(ed), TokenType::access));
    for (const char* header : {R"({"alg":["EdDSA"],"typ":"at+jwt"})", R"({"alg":5,"typ":"at+jwt"})", "null", "[]", "",
                               R"({"alg":"EdDSA","typ":"at+jwt","kid":5})",
                               R"({"alg":"EdDSA","typ":"at+jwt","kid":""})", R"({"alg":"EdDSA","typ":["at+jwt"]})"})
        EXPECT_FALSE(verify_jws(sign_with_header(ed, header), set_of(ed), TokenType::access)) << header;
}

TEST(Jws, NeverBringsItsOwnKey) {
    const auto thief = make_key(Algorithm::eddsa, 3);
    const std::string own_key = R"("jwk":{"kty":"OKP","crv":"Ed25519","x":")" +
                                to_base64url(thief.public_key().numbers().x) + R"("},"jku":"https://evil.example")";
    for (const std::string& kid : {ed.id(), thief.id()}) {
        const std::string header = R"({"alg":"EdDSA","typ":"at+jwt","kid":")" + kid + R"(",)" + own_key + "}";
        EXPECT_FALSE(verify_jws(sign_with_header(thief, header), set_of(ed), TokenType::access));
    }
}

TEST(Jws, OfTheWrongFormIsRefusedWithoutShowingIt) {
    const std::string token = sign_jws(ed, TokenType::access, "{}");
    for (const std::string& bad : {std::string(), std::string(".."), token.substr(0, token.rfind('.')), token + ".x",
                                   token + "=", " " + token, token + "\n", std::string(token_bytes_max + 1, 'a')}) {
        const auto verdict = verify_jws(bad, set_of(ed), TokenType::access);
        ASSERT_FALSE(verdict);
        EXPECT_EQ(verdict.error().code(), Errc::unauthorized);
        EXPECT_EQ(verdict.error().describe().find(token.substr(0, 10)), std::string::npos);
    }
}

TEST(Jws, WithAnyOneCharacterChangedIsRefused) {
    const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/";
    for (const PrivateKey* key : {&ed, &ec}) {
        const Jwks keys = set_of(*key);
        const std::string token = sign_jws(*key, TokenType::access, R"({"role":"viewer"})");
        for (std::size_t at = 0; at < token.size(); ++at) {
            std::string changed = token;
            changed[at] = alphabet[(alphabet.find(token[at]) + 1 + at % (alphabet.size() - 1)) % alphabet.size()];
            ASSERT_NE(changed, token);
            EXPECT_FALSE(verify_jws(changed, keys, TokenType::access)) << at;
        }
    }
}

RC_GTEST_PROP(Jws, MutatedNeverVerifies, ()) {
    std::string token = sign_jws(ed, TokenType::access, R"({"role":"viewer"})");
    const std::string original = token;
    for (int edits = *rc::gen::inRange(1, 5); edits > 0 && !token.empty(); --edits) {
        const auto at = *rc::gen::inRange<std::size_t>(0, token.size());
        switch (*rc::gen::inRange(0, 4)) {
            case 0: token[at] = static_cast<char>(token[at] ^ 1 << *rc::gen::inRange(0, 8)); break;
            case 1: token.erase(at, *rc::gen::inRange<std::size_t>(1, 9)); break;
            case 2: token.insert(at, 1, *rc::gen::arbitrary<char>()); break;
            default: std::swap(token[at], token[*rc::gen::inRange<std::size_t>(0, token.size())]); break;
        }
    }
    RC_PRE(token != original);
    RC_ASSERT(!verify_jws(token, set_of(ed), TokenType::access));
}

}  // namespace
}  // namespace argosy::auth
