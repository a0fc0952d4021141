#include "auth/oauth.hpp"

#include <gtest/gtest.h>

#include "support/seeded_entropy.hpp"

namespace argosy::auth {
namespace {

const Time now = time_from_ns(1'800'000'000'000'000'000);

// RFC 7636 appendix B.
const std::string verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const std::string challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A store whose disk can fail.
class FragileStore final : public OauthStore {
public:
    bool is_broken = false;
    MemoryOauthStore memory;

    template <class T>
    Result<T> or_fail(Result<T> answer) const {
        if (is_broken) return fail(Errc::unavailable, "disk full");
        return answer;
    }
    Result<std::optional<OauthClient>> find_client(std::string_view id) override {
        return or_fail(memory.find_client(id));
    }
    Result<> put_client(const OauthClient& client) override { return or_fail(memory.put_client(client)); }
    Result<> put_code(const AuthorizationCode& code) override { return or_fail(memory.put_code(code)); }
    Result<std::optional<AuthorizationCode>> take_code(std::string_view hash) override {
        return or_fail(memory.take_code(hash));
    }
    Result<> put_refresh(const RefreshToken& token) override { return or_fail(memory.put_refresh(token)); }
    Result<std::optional<RefreshToken>> find_refresh(std::string_view hash) override {
        return or_fail(memory.find_refresh(hash));
    }
    Result<std::optional<RefreshToken>> take_refresh(std::string_view hash) override {
        return or_fail(memory.take_refresh(hash));
    }
    Result<> put_family(const TokenFamily& family) override { return or_fail(memory.put_family(family)); }
    Result<std::optional<TokenFamily>> find_family(std::string_view id) override {
        return or_fail(memory.find_family(id));
    }
    Result<> revoke_family(std::string_view id) override { return or_fail(memory.revoke_family(id)); }
    Result<std::vector<TokenFamily>> list_families(std::string_view name) override {
        return or_fail(memory.list_families(name));
    }
    Result<> forget_expired(Time at) override { return or_fail(memory.forget_expired(at)); }
};

class OauthTest : public ::testing::Test {
protected:
    OauthTest() {
        EXPECT_TRUE(store.put_client({.id = "app",
                                      .redirect_uris = {"https://app.example/back", "https://app.example/back?x=1"},
                                      .scopes = {Scope::read, Scope::trade, Scope::offline_access}}));
        EXPECT_TRUE(store.put_client({.id = "other",
                                      .redirect_uris = {"https://other.example/"},
                                      .scopes = {Scope::read, Scope::offline_access}}));
        auto feed = make_client({.id = "feed", .scopes = {Scope::read, Scope::trade}, .role = Role::viewer},
                                ClientKind::confidential, entropy);
        feed_secret = feed->secret.reveal();
        EXPECT_TRUE(store.put_client(feed->client));
    }

    AuthorizeParams ask() const {
        return {.response_type = "code",
                .client_id = "app",
                .redirect_uri = "https://app.example/back",
                .scope = "read trade offline_access",
                .state = "s 1",
                .code_challenge = challenge,
                .code_challenge_method = "S256"};
    }
    std::string new_code(const AuthorizeParams& params) {
        const auto url = server.authorize(params, ada, now);
        EXPECT_TRUE(url) << url.error().description;
        const auto from = url->find("code=") + 5;
        return url->substr(from, url->find('&', from) - from);
    }
    TokenParams with_code(const std::string& code) const {
        return {.grant_type = "authorization_code",
                .client_id = "app",
                .code = code,
                .redirect_uri = "https://app.example/back",
                .code_verifier = verifier};
    }
    TokenParams with_refresh(const std::string& token) const {
        return {.grant_type = "refresh_token", .client_id = "app", .refresh_token = token};
    }
    TokenAnswer sign_in() {
        const auto answer = server.token(with_code(new_code(ask())), now);
        EXPECT_TRUE(answer) << answer.error().description;
        return *answer;
    }
    OauthErrc why(const TokenParams& params, Time at = now) {
        const auto answer = server.token(params, at);
        EXPECT_FALSE(answer);
        return answer ? OauthErrc::server_error : answer.error().code;
    }

    const Principal ada{.name = "ada", .role = Role::trader, .scopes = scopes_of(Role::trader), .signed_in = now};
    argosy::testing::SeededEntropy entropy;
    FragileStore store;
    KeySet keys = KeySet::make({}, entropy, now);
    OauthServer server{{.issuer = "https://argosy.example"}, store, keys, entropy};
    std::string feed_secret;
};

TEST_F(OauthTest, SendsThePersonBackWithACodeAndItsIssuer) {
    const auto url = server.authorize(ask(), ada, now);
    ASSERT_TRUE(url);
    EXPECT_TRUE(url->starts_with("https://app.example/back?code=")) << *url;
    EXPECT_TRUE(url->ends_with("&state=s%201&iss=https%3A%2F%2Fargosy.example")) << *url;
    AuthorizeParams with_query = ask();
    with_query.redirect_uri = "https://app.example/back?x=1";
    EXPECT_TRUE(server.authorize(with_query, ada, now)->starts_with("https://app.example/back?x=1&code="));
    EXPECT_NE(server.deny(ask())->find("?error=access_denied&state="), std::string::npos);
}

TEST_F(OauthTest, RedirectsToNoAddressButTheClientsOwn) {
    for (const char* uri : {"", "https://app.example/back/", "https://app.example/back?", "https://app.example/Back",
                            "https://other.example/", "https://app.example/back#x"}) {
        AuthorizeParams params = ask();
        params.redirect_uri = uri;
        const auto url = server.authorize(params, ada, now);
        ASSERT_FALSE(url) << uri;
        EXPECT_EQ(url.error().redirect, "") << "not even with an error";
    }
    AuthorizeParams params = ask();
    params.client_id = "nobody";
    EXPECT_EQ(server.check_authorize(params).error().code, OauthErrc::invalid_client);
}

TEST_F(OauthTest, TellsTheClientWhatIsWrongWithItsRequest) {
    const auto why_not = [&](auto change) {
        AuthorizeParams params = ask();
        change(params);
        const auto consent = server.check_authorize(params);
        EXPECT_FALSE(consent);
        if (consent) return OauthErrc::server_error;
        EXPECT_TRUE(consent.error().redirect.starts_with("https://app.example/back?error="))
            << consent.error().redirect;
        return consent.error().code;
    };
    EXPECT_EQ(why_not([](auto& p) { p.response_type = "token"; }), OauthErrc::unsupported_response_type);
    EXPECT_EQ(why_not([](auto& p) { p.code_challenge_method = "plain"; }), OauthErrc::invalid_request);
    EXPECT_EQ(why_not([](auto& p) { p.code_challenge_method = ""; }), OauthErrc::invalid_request);
    EXPECT_EQ(why_not([](auto& p) { p.code_challenge = ""; }), OauthErrc::invalid_request);
    EXPECT_EQ(why_not([](auto& p) { p.scope = "read admin"; }), OauthErrc::invalid_scope);
    EXPECT_EQ(why_not([](auto& p) { p.scope = "everything"; }), OauthErrc::invalid_scope);
}

TEST_F(OauthTest, GivesATokenForACodeAndItsVerifier) {
    const TokenAnswer answer = sign_in();
    const auto who = server.authenticate(answer.access_token, now);
    ASSERT_TRUE(who) << who.error().describe();
    EXPECT_EQ(who->name, "ada");
    EXPECT_EQ(who->client, "app");
    EXPECT_EQ(who->signed_in, now);
    EXPECT_EQ(effective_role(*who), Role::trader);
    EXPECT_EQ(answer.life, 10min);
    EXPECT_FALSE(answer.refresh_token.empty());
    EXPECT_FALSE(server.authenticate(answer.access_token, now + 10min + 30s));
    EXPECT_TRUE(to_json(answer).starts_with(R"({"access_token":")"));
    EXPECT_TRUE(to_json(answer).ends_with(R"(","scope":"read trade offline_access"})"));
}

TEST_F(OauthTest, GrantsNoMoreThanThePersonHasAndTheClientAsks) {
    AuthorizeParams params = ask();
    params.scope = "read";
    const auto narrow = server.token(with_code(new_code(params)), now);
    EXPECT_EQ(effective_role(*server.authenticate(narrow->access_token, now)), Role::viewer);
    EXPECT_EQ(narrow->refresh_token, "") << "offline_access was not asked for";

    const Principal viewer{.name = "eve", .role = Role::viewer, .scopes = scopes_of(Role::viewer), .signed_in = now};
    params.scope = "trade";
    const auto url = server.authorize(params, viewer, now);
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().code, OauthErrc::access_denied);
}

TEST_F(OauthTest, RefusesACodeWithAnotherVerifierAddressOrClient) {
    TokenParams params = with_code(new_code(ask()));
    params.code_verifier[0] = 'e';
    EXPECT_EQ(why(params), OauthErrc::invalid_grant);
    params.code_verifier = verifier;
    EXPECT_EQ(why(params), OauthErrc::invalid_grant) << "the code is burnt";

    params = with_code(new_code(ask()));
    params.redirect_uri = "https://app.example/back?x=1";
    EXPECT_EQ(why(params), OauthErrc::invalid_grant);

    params = with_code(new_code(ask()));
    params.client_id = "other";
    EXPECT_EQ(why(params), OauthErrc::invalid_grant);

    params = with_code(new_code(ask()));
    params.code_verifier = "";
    EXPECT_EQ(why(params), OauthErrc::invalid_grant);
    EXPECT_EQ(why(with_code(new_code(ask())), now + 60s), OauthErrc::invalid_grant) << "expired";
    EXPECT_EQ(why(with_code("")), OauthErrc::invalid_grant);
}

TEST_F(OauthTest, ACodeThatIsUsedTwiceEndsTheSignIn) {
    const std::string code = new_code(ask());
    const auto first = server.token(with_code(code), now);
    ASSERT_TRUE(first);
    EXPECT_EQ(why(with_code(code)), OauthErrc::invalid_grant);
    EXPECT_FALSE(server.authenticate(first->access_token, now));
    EXPECT_EQ(why(with_refresh(first->refresh_token)), OauthErrc::invalid_grant);
}

TEST_F(OauthTest, RotatesRefreshTokensAndKeepsTheSignIn) {
    TokenAnswer answer = sign_in();
    const std::string session = server.authenticate(answer.access_token, now)->session;
    for (int hour = 1; hour <= 48; ++hour) {
        const auto next = server.token(with_refresh(answer.refresh_token), now + hour * 1h);
        ASSERT_TRUE(next) << next.error().description;
        EXPECT_NE(next->refresh_token, answer.refresh_token);
        answer = *next;
    }
    const auto who = server.authenticate(answer.access_token, now + 48h);
    EXPECT_EQ(who->session, session);
    EXPECT_EQ(who->signed_in, now) << "a refresh is no sign-in: step-up must not be renewed by it";
}

TEST_F(OauthTest, ARefreshTokenThatIsUsedTwiceEndsTheSignIn) {
    const TokenAnswer first = sign_in(), other = sign_in();
    const auto second = server.token(with_refresh(first.refresh_token), now + 1min);
    ASSERT_TRUE(second);
    EXPECT_EQ(why(with_refresh(first.refresh_token), now + 2min), OauthErrc::invalid_grant);
    EXPECT_EQ(why(with_refresh(second->refresh_token), now + 2min), OauthErrc::invalid_grant) << "the newest too";
    EXPECT_FALSE(server.authenticate(second->access_token, now + 2min));
    EXPECT_TRUE(server.authenticate(other.access_token, now + 2min)) << "another sign-in of the same person goes on";
}

TEST_F(OauthTest, ARefreshCanNarrowTheTokenAndNotWidenIt) {
    const TokenAnswer answer = sign_in();
    TokenParams params = with_refresh(answer.refresh_token);
    params.scope = "read admin";
    EXPECT_EQ(why(params), OauthErrc::invalid_scope);
    params.scope = "read";
    const auto narrow = server.token(params, now);
    ASSERT_TRUE(narrow) << "a refused refresh does not use the token up";
    EXPECT_EQ(narrow->scopes, Scopes{Scope::read});
    const auto wide = server.token(with_refresh(narrow->refresh_token), now);
    EXPECT_EQ(to_string(wide->scopes), "read trade offline_access");
}

TEST_F(OauthTest, ASignInEndsWithoutRefreshAndAfterItsLongestTime) {
    EXPECT_EQ(why(with_refresh(sign_in().refresh_token), now + 24h), OauthErrc::invalid_grant);
    TokenAnswer answer = sign_in();
    Time at = now;
    for (; at + 23h < now + 30 * 24h; at += 23h) {
        const auto next = server.token(with_refresh(answer.refresh_token), at + 23h);
        ASSERT_TRUE(next) << next.error().description;
        answer = *next;
    }
    EXPECT_EQ(why(with_refresh(answer.refresh_token), now + 30 * 24h), OauthErrc::invalid_grant);
}

TEST_F(OauthTest, LetsAServiceActForItself) {
    TokenParams params{.grant_type = "client_credentials", .client_id = "feed", .client_secret = feed_secret};
    const auto answer = server.token(params, now);
    ASSERT_TRUE(answer) << answer.error().description;
    EXPECT_EQ(answer->refresh_token, "");
    const auto who = server.authenticate(answer->access_token, now);
    EXPECT_EQ(who->kind, Principal::Kind::service);
    EXPECT_EQ(effective_role(*who), Role::viewer) << "its role holds, though its scopes reach further";
    params.scope = "admin";
    EXPECT_EQ(why(params), OauthErrc::invalid_scope);
    params.scope = "";
    for (const std::string& secret : {std::string(), std::string("x"), feed_secret + "x"}) {
        params.client_secret = secret;
        EXPECT_EQ(why(params), OauthErrc::invalid_client);
    }
    EXPECT_EQ(why({.grant_type = "client_credentials", .client_id = "app"}), OauthErrc::unauthorized_client);
    EXPECT_EQ(why({.grant_type = "client_credentials", .client_id = "app", .client_secret = "x"}),
              OauthErrc::invalid_client);
    EXPECT_EQ(why({.grant_type = "password", .client_id = "app"}), OauthErrc::unsupported_grant_type);
}

TEST_F(OauthTest, RevokesASignInByAnyOfItsTokens) {
    for (const bool by_refresh : {true, false}) {
        const TokenAnswer answer = sign_in();
        const std::string& token = by_refresh ? answer.refresh_token : answer.access_token;
        EXPECT_TRUE(server.revoke({.client_id = "other"}, token, now));
        EXPECT_TRUE(server.authenticate(answer.access_token, now)) << "another client cannot revoke it";
        EXPECT_TRUE(server.revoke({.client_id = "app"}, token, now));
        EXPECT_FALSE(server.authenticate(answer.access_token, now));
        EXPECT_EQ(why(with_refresh(answer.refresh_token)), OauthErrc::invalid_grant);
    }
    EXPECT_TRUE(server.revoke({.client_id = "app"}, "unknown", now));
    EXPECT_FALSE(server.revoke({.client_id = "feed", .client_secret = "wrong"}, "unknown", now));
}

TEST_F(OauthTest, EndsEverySignInOfAPerson) {
    const TokenAnswer one = sign_in();
    const auto two = server.sign_in(ada, "dashboard", {Scope::read, Scope::trade}, now);
    ASSERT_TRUE(two);
    EXPECT_TRUE(server.authenticate(two->access_token, now));
    ASSERT_TRUE(server.end_sessions("ada"));
    EXPECT_FALSE(server.authenticate(one.access_token, now));
    EXPECT_FALSE(server.authenticate(two->access_token, now));
}

TEST_F(OauthTest, TokensOfServicesAreForOneAudience) {
    const std::string token = server.service_token("orchestrator", "risk", Role::trader, now);
    const auto claims =
        verify_access_token(token, keys.public_keys(), {.issuer = "https://argosy.example", .audience = "risk"}, now);
    ASSERT_TRUE(claims) << claims.error().describe();
    EXPECT_EQ(claims->who.kind, Principal::Kind::service);
    EXPECT_EQ(claims->who.expires, now + 5min);
    EXPECT_FALSE(server.authenticate(token, now)) << "the gateway is another audience";
}

TEST_F(OauthTest, NeverLetsPassWhenTheStoreFails) {
    const TokenAnswer answer = sign_in();
    const std::string code = new_code(ask());
    store.is_broken = true;
    EXPECT_EQ(server.authenticate(answer.access_token, now).error().code(), Errc::unavailable);
    EXPECT_EQ(why(with_refresh(answer.refresh_token)), OauthErrc::server_error);
    EXPECT_EQ(why(with_code(code)), OauthErrc::server_error);
    EXPECT_EQ(server.revoke({.client_id = "app"}, answer.access_token, now).error().code, OauthErrc::server_error);
    EXPECT_FALSE(server.authorize(ask(), ada, now));
    EXPECT_FALSE(server.end_sessions("ada"));
}

TEST_F(OauthTest, ForgetsWhatHasExpired) {
    for (int i = 0; i < 10; ++i) sign_in();
    EXPECT_EQ(store.memory.size(), 30u);
    ASSERT_TRUE(store.forget_expired(now + 60s));
    EXPECT_EQ(store.memory.size(), 20u);
    ASSERT_TRUE(store.forget_expired(now + 31 * 24h));
    EXPECT_EQ(store.memory.size(), 0u);
}

TEST_F(OauthTest, DescribesItself) {
    const std::string document =
        oauth_metadata("https://a.example", {"/oauth/authorize", "/oauth/token", "/oauth/revoke", "/jwks"});
    EXPECT_NE(document.find(R"("token_endpoint":"https://a.example/oauth/token")"), std::string::npos);
    EXPECT_NE(document.find(R"("code_challenge_methods_supported":["S256"])"), std::string::npos);
}

TEST(OauthRefusalText, IsTheJsonOfTheStandard) {
    EXPECT_EQ(to_json(OauthRefusal{OauthErrc::invalid_grant, "too late", {}}),
              R"({"error":"invalid_grant","error_description":"too late"})");
}

}  // namespace
}  // namespace argosy::auth
