#include "services/gateway/openid_sign_in.hpp"

#include <gmock/gmock.h>
#include <openssl/evp.h>

#include "api/call.hpp"
#include "auth/base64url.hpp"
#include "net/http_server.hpp"

namespace argosy::services::gateway {
namespace {

using ::testing::HasSubstr;

Time openid_now{};
Time openid_clock() { return openid_now; }

/// The value of a field of a form or query, decoded.
std::string field(std::string_view text, std::string_view name) {
    const std::string wanted = std::string(name) + "=";
    for (std::size_t from = 0; from < text.size();) {
        const auto end = std::min(text.find('&', from), text.size());
        const auto pair = text.substr(from, end - from);
        if (pair.starts_with(wanted)) return api::percent_decode(pair.substr(wanted.size()), true).value_or("?");
        from = end + 1;
    }
    return "";
}
std::string query_of(const std::string& url) { return url.substr(url.find('?') + 1); }

/// A provider on this machine that holds a client to what it said when it sent the browser.
class OpenidSignInTest : public ::testing::Test {
protected:
    OpenidSignInTest() {
        openid_now = net::wall_time();
        auth::Jwks keys;
        keys.add({.id = key.id(), .key = key.public_key()});
        published = auth::to_json(keys);
        const std::string here = "http://127.0.0.1:" + std::to_string(provider.listen("127.0.0.1", 0).value());
        auth::ExternalIssuerConfig corp{.issuer = here,
                                        .audience = "api of argosy",
                                        .jwks_url = here + "/keys",
                                        .roles = {{"desk", auth::Role::trader}},
                                        .allow_private_address = true,
                                        .client_id = "argosy pages",
                                        .client_secret = auth::Secret("se:cret"),
                                        .authorize_url = here + "/authorize",
                                        .token_url = here + "/token"};
        OpenidSignIn::Configs configs{{"corp", corp}};
        corp.client_id.clear();
        configs.emplace("tokens_only", corp);
        issuers.emplace(loop, configs, &openid_clock);
        issuers->start();
        loop.run_for(100ms);
        sign_in.emplace(OpenidSignIn::Parts{.loop = loop,
                                            .issuers = *issuers,
                                            .entropy = entropy,
                                            .clock = &openid_clock,
                                            .pages = "http://pages.example"},
                        configs);
    }

    void answer(const net::Request& request, net::Responder to) {
        if (request.path() == "/keys") return to.send({.status = 200, .headers = {}, .body = published});
        const std::string form(request.body);
        const std::string challenge = field(asked, "code_challenge");
        std::string digest(32, '\0');
        const std::string verifier = field(form, "code_verifier");
        EVP_Digest(verifier.data(), verifier.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
                   EVP_sha256(), nullptr);
        // "argosy pages:se:cret", each half encoded for a form, then base64.
        const bool is_client = request.headers.value("Authorization") == "Basic YXJnb3N5JTIwcGFnZXM6c2UlM0FjcmV0";
        const bool is_good = is_client && field(form, "code") == "the code" &&
                             auth::to_base64url(digest) == challenge &&
                             field(form, "redirect_uri") == field(asked, "redirect_uri");
        if (!is_good) return to.send({.status = 400, .headers = {}, .body = std::string("{}")});
        to.send({.status = 200, .headers = {}, .body = R"({"access_token":"x","id_token":")" + id_token() + "\"}"});
    }
    std::string id_token() {
        const auto now = std::chrono::floor<std::chrono::seconds>(openid_now).time_since_epoch().count();
        return auth::sign_jws(key, auth::TokenType::plain,
                              R"({"iss":")" + asked_at + R"(","aud":")" + audience + R"(","sub":"42","groups":[")" +
                                  group + R"("],"nonce":")" + (nonce.empty() ? field(asked, "nonce") : nonce) +
                                  R"(","iat":)" + std::to_string(now) + R"(,"exp":)" + std::to_string(now + 300) + "}");
    }

    /// Sends the browser away; its state.
    std::string begin(std::string next = "/trades", bool is_fresh = false) {
        const auto begun = sign_in->begin("corp", std::move(next), is_fresh);
        if (!begun) return std::string(begun.error().message());
        asked = query_of(begun->url);
        asked_at = begun->url.substr(0, begun->url.find("/authorize"));
        return begun->state;
    }
    /// "corp:42 to /trades", or why not.
    std::string finish(const std::string& state, const std::string& cookie, std::string code = "the code") {
        std::string out = "no answer";
        sign_in->finish({.code = std::move(code), .state = state, .cookie = cookie},
                        [&](Result<OpenidSignIn::Entered> r) {
                            out = r ? r->who.name + " to " + r->next : std::string(r.error().message());
                            loop.stop();
                        });
        if (out == "no answer") loop.run_for(10s);
        return out;
    }

    net::Loop loop;
    auth::SystemEntropy entropy;
    auth::PrivateKey key = auth::PrivateKey::generate(auth::Algorithm::es256, entropy);
    std::string published, asked, asked_at, nonce, audience = "argosy pages", group = "desk";
    net::HttpServer provider{loop, [this](const net::Request& r, net::Responder to) { answer(r, std::move(to)); }};
    std::optional<ExternalIssuers> issuers;
    std::optional<OpenidSignIn> sign_in;
};

TEST_F(OpenidSignInTest, a_code_of_the_provider_signs_the_browser_in_that_began_and_once) {
    const std::string state = begin();
    EXPECT_EQ(field(asked, "response_type"), "code");
    EXPECT_EQ(field(asked, "scope"), "openid");
    EXPECT_EQ(field(asked, "redirect_uri"), "http://pages.example/api/v1/auth/openid/callback");
    EXPECT_EQ(field(asked, "code_challenge_method"), "S256");
    EXPECT_EQ(field(asked, "max_age"), "");
    EXPECT_EQ(finish(state, state), "corp:42 to /trades");
    EXPECT_THAT(finish(state, state), HasSubstr("not begun here")) << "used";
    begin("/", true);
    EXPECT_EQ(field(asked, "max_age"), "0");
}

TEST_F(OpenidSignInTest, a_code_that_was_brought_to_another_browser_signs_nobody_in) {
    const std::string state = begin();
    EXPECT_THAT(finish(state, ""), HasSubstr("not begun here"));
    EXPECT_THAT(finish(state, begin()), HasSubstr("not begun here"));
    EXPECT_THAT(finish("made up", "made up"), HasSubstr("not begun here"));
    const std::string late = begin();
    openid_now += 10min;
    EXPECT_THAT(finish(late, late), HasSubstr("too long ago"));
}

TEST_F(OpenidSignInTest, what_the_provider_refuses_or_says_about_others_is_no_entry) {
    std::string state = begin();
    EXPECT_THAT(finish(state, state, "another code"), HasSubstr("answered 400"));
    const auto why = [&] {
        state = begin();
        return finish(state, state);
    };
    nonce = "of another sign-in";
    EXPECT_THAT(why(), HasSubstr("answer to another sign-in"));
    nonce.clear();
    audience = "api of argosy";
    EXPECT_THAT(why(), HasSubstr("audience"));
    audience = "argosy pages";
    group = "guests";
    EXPECT_THAT(why(), HasSubstr("has a role here"));
    group = "desk";
    EXPECT_EQ(why(), "corp:42 to /trades");
}

TEST_F(OpenidSignInTest, the_way_leads_to_no_other_site) {
    for (const char* next : {"https://evil.example", "//evil.example", "/\\evil.example", "", "/a\r\nSet-Cookie: x"}) {
        const std::string state = begin(next);
        EXPECT_EQ(finish(state, state), "corp:42 to /") << next;
    }
}

TEST_F(OpenidSignInTest, only_providers_with_a_client_have_a_button) {
    ASSERT_EQ(sign_in->doors().size(), 1U);
    EXPECT_EQ(sign_in->doors().front().label, "corp");
    EXPECT_FALSE(sign_in->begin("tokens_only", "/", false));
    EXPECT_FALSE(sign_in->begin("nobody", "/", false));
}

}  // namespace
}  // namespace argosy::services::gateway
