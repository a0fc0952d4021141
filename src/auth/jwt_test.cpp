#include "auth/jwt.hpp"

#include <gtest/gtest.h>

#include "support/seeded_entropy.hpp"

namespace argosy::auth {
namespace {

const Time now = time_from_ns(1'800'000'000'000'000'000);

PrivateKey make_key() {
    argosy::testing::SeededEntropy entropy;
    return PrivateKey::generate(Algorithm::eddsa, entropy);
}
const PrivateKey key = make_key();
const Jwks keys = [] {
    Jwks set;
    set.add({key.id(), key.public_key()});
    return set;
}();
const ExpectedToken expected{.issuer = "https://argosy.example", .audience = "argosy"};

Claims make_claims() {
    return {.issuer = expected.issuer,
            .audience = {"other", "argosy"},
            .id = "token-1",
            .issued = now,
            .not_before = now,
            .who = {.kind = Principal::Kind::user,
                    .name = "ada",
                    .client = "dashboard",
                    .session = "family-1",
                    .role = Role::risk,
                    .scopes = {Scope::read, Scope::trade},
                    .signed_in = now - 1h,
                    .expires = now + 10min}};
}

std::string why_refused(const Claims& claims, Time at = now) {
    const auto verdict = verify_access_token(sign_access_token(claims, key), keys, expected, at);
    return verdict ? "accepted" : std::string(verdict.error().message());
}

TEST(AccessToken, SaysWhoItsOwnerIs) {
    const Claims claims = make_claims();
    const auto read = verify_access_token(sign_access_token(claims, key), keys, expected, now);
    ASSERT_TRUE(read) << read.error().describe();
    EXPECT_EQ(read->who, claims.who);
    EXPECT_EQ(read->id, "token-1");
    EXPECT_EQ(read->audience, claims.audience);
    EXPECT_EQ(read->issued, now);
}

TEST(AccessToken, IsValidWithinItsTimesAndALeeway) {
    const Claims claims = make_claims();
    EXPECT_EQ(why_refused(claims, now - 30s), "accepted");
    EXPECT_EQ(why_refused(claims, now - 31s), "token: not valid before 2027-01-15T08:00:00Z");
    EXPECT_EQ(why_refused(claims, now + 10min + 29s), "accepted");
    EXPECT_EQ(why_refused(claims, now + 10min + 30s), "token: expired at 2027-01-15T08:10:00Z");
}

TEST(AccessToken, FromTheFutureIsRefused) {
    Claims claims = make_claims();
    claims.not_before = {};
    claims.issued = now + 31s;
    EXPECT_EQ(why_refused(claims), "token: issued at 2027-01-15T08:00:31Z, which is in the future: compare the clocks");
}

TEST(AccessToken, OfAnotherIssuerOrAudienceIsRefused) {
    Claims claims = make_claims();
    claims.issuer += "/";
    EXPECT_EQ(why_refused(claims), "token: from another issuer, expected https://argosy.example");
    claims = make_claims();
    claims.audience = {"argosy2"};
    EXPECT_EQ(why_refused(claims), "token: for another audience, expected argosy");
}

std::string refusal_of(std::string_view payload) {
    const auto verdict = verify_access_token(sign_jws(key, TokenType::access, payload), keys, expected, now);
    return verdict ? "accepted" : std::string(verdict.error().message());
}

TEST(AccessToken, WithAMissingOrOddClaimIsRefused) {
    const std::string good = R"("iss":"https://argosy.example","aud":"argosy","sub":"ada","kind":"user","jti":"1",)"
                             R"("iat":1800000000.5,"exp":1800000600,"role":"viewer","scope":"read")";
    EXPECT_EQ(refusal_of("{" + good + "}"), "accepted");
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string changed = good;
        changed.replace(changed.find(from), from.size(), to);
        return refusal_of("{" + changed + "}");
    };
    const auto odd = [](const std::string& name) {
        return "token: the claim \"" + name + "\" is missing or has a wrong value";
    };
    EXPECT_EQ(with(R"("exp":1800000600)", R"("exp":"1800000600")"), odd("exp"));
    EXPECT_EQ(with(R"("exp":1800000600)", R"("exp":1e300)"), odd("exp"));
    EXPECT_EQ(with(R"("exp":1800000600)", R"("exp":-1)"), odd("exp"));
    EXPECT_EQ(with(R"("exp":1800000600)", R"("nbf":0)"), odd("exp"));
    EXPECT_EQ(with(R"("role":"viewer")", R"("role":"root")"), odd("role"));
    EXPECT_EQ(with(R"("role":"viewer")", R"("role":"anyone")"), odd("role"));
    EXPECT_EQ(with(R"("scope":"read")", R"("scope":"everything")"), odd("scope"));
    EXPECT_EQ(with(R"("aud":"argosy")", R"("aud":["argosy",5])"), odd("aud"));
    EXPECT_EQ(with(R"("sub":"ada")", R"("sub":"")"), odd("sub"));
    EXPECT_EQ(with(R"("kind":"user")", R"("kind":7)"), odd("kind"));
    EXPECT_EQ(refusal_of("{" + good + R"(,"role":"admin"})"), "token: its content is a key is written twice");
    EXPECT_NE(refusal_of("[]"), "accepted");
}

TEST(IdToken, TellsAPersonFromAnExternalProvider) {
    const ExpectedIdToken wanted{.issuer = "https://id.example", .client_id = "argosy", .nonce = "n-1"};
    const std::string good = R"("iss":"https://id.example","aud":"argosy","sub":"42","nonce":"n-1","iat":1800000000,)"
                             R"("exp":1800000300,"email":"ada@example.org","email_verified":true,"groups":["desk"])";
    const auto verdict = [&](const std::string& payload, TokenType type = TokenType::plain) {
        return verify_id_token(sign_jws(key, type, "{" + payload + "}"), keys, wanted, now);
    };
    const auto person = verdict(good);
    ASSERT_TRUE(person) << person.error().describe();
    EXPECT_EQ(person->subject, "42");
    EXPECT_TRUE(person->is_email_verified);
    EXPECT_EQ(person->groups, std::vector<std::string>{"desk"});

    const auto with = [&](const std::string& from, const std::string& to) {
        std::string changed = good;
        changed.replace(changed.find(from), from.size(), to);
        return verdict(changed).has_value();
    };
    EXPECT_FALSE(with("n-1", "n-2")) << "the answer to another sign-in";
    EXPECT_FALSE(with(R"("aud":"argosy")", R"("aud":["argosy","shop"])")) << "several audiences and no party";
    EXPECT_TRUE(with(R"("aud":"argosy")", R"("azp":"argosy","aud":["argosy","shop"])"));
    EXPECT_FALSE(with(R"("aud":"argosy")", R"("azp":"shop","aud":"argosy")"));
    EXPECT_FALSE(with("id.example", "id2.example"));
    EXPECT_FALSE(with("1800000300", "1799999000"));
    EXPECT_FALSE(verdict(good, TokenType::access)) << "an access token is no ID token";
    EXPECT_FALSE(verify_access_token(sign_jws(key, TokenType::plain, "{" + good + "}"), keys, expected, now));
}

}  // namespace
}  // namespace argosy::auth
