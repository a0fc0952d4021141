#include <gmock/gmock.h>

#include "auth/base64url.hpp"
#include "base/hash.hpp"
#include "support/gateway_bench.hpp"

namespace argosy::services::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ClientsTest : public GatewayTest {
protected:
    net::Response make_client(const std::string& members, const net::Headers& access) {
        auto made = ask(Method::post, "/api/v1/oauth/clients", R"({"id":"app",)" + members + "}", access);
        EXPECT_EQ(made.status, 201) << made.body.view();
        return made;
    }
};

TEST_F(ClientsTest, a_code_with_pkce_becomes_tokens_once_and_a_token_used_twice_ends_them) {
    const auto access = bearer(token());
    make_client(R"("redirect_uris":["http://127.0.0.1:7777/back"],"scopes":"read offline_access")", access);
    const std::string verifier(50, 'v');
    const std::string digest = sha256_hex(verifier);
    std::string bytes;
    for (std::size_t i = 0; i < digest.size(); i += 2)
        bytes += static_cast<char>(std::stoi(digest.substr(i, 2), nullptr, 16));
    const std::string query =
        "response_type=code&client_id=app&redirect_uri=http%3A%2F%2F127.0.0.1%3A7777%2Fback&scope=read%20offline_"
        "access&state=s1"
        "&code_challenge_method=S256&code_challenge=" +
        auth::to_base64url(bytes);
    EXPECT_EQ(ask(Method::get, "/oauth/authorize?" + query).status, 303) << "not signed in: to the login page";
    EXPECT_THAT(std::string(ask(Method::get, "/oauth/authorize?" + query, {}, access).body.view()),
                HasSubstr("app asks for access"));
    std::string escaped;
    for (const char c : query) escaped += c == '&' ? "%26" : c == '=' ? "%3D" : c == '%' ? "%25" : std::string(1, c);
    const auto allowed = ask(Method::post, "/oauth/authorize", "decision=allow&request=" + escaped, access);
    ASSERT_EQ(allowed.status, 303) << allowed.body.view();
    const std::string to(allowed.headers.value("Location"));
    const auto begin = to.find("code=") + 5;
    const std::string code = to.substr(begin, to.find('&', begin) - begin);
    const std::string form =
        "grant_type=authorization_code&client_id=app&redirect_uri=http%3A%2F%2F127.0.0.1%3A7777%2Fback&code=" + code +
        "&code_verifier=" + verifier;
    const auto tokens = ask(Method::post, "/oauth/token", form);
    ASSERT_EQ(tokens.status, 200) << tokens.body.view();
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, bearer(member(tokens, "access_token"))).status, 200);
    EXPECT_EQ(ask(Method::get, "/needs/trader", {}, bearer(member(tokens, "access_token"))).status, 403);

    const std::string renew = "grant_type=refresh_token&client_id=app&refresh_token=" + member(tokens, "refresh_token");
    const auto renewed = ask(Method::post, "/oauth/token", renew);
    ASSERT_EQ(renewed.status, 200) << renewed.body.view();
    const auto fresh = bearer(member(renewed, "access_token"));
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, fresh).status, 200);
    EXPECT_EQ(ask(Method::post, "/oauth/token", renew).status, 400) << "used twice: one of the two is a thief";
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, fresh).status, 401) << "and so the whole sign-in ends";
    EXPECT_EQ(ask(Method::post, "/oauth/token", form).status, 400) << "a code is good once";
}

TEST_F(ClientsTest, a_program_with_a_secret_acts_for_itself_until_it_is_removed) {
    const auto access = bearer(token());
    const auto made = make_client(R"("scopes":"read trade","role":"trader","is_confidential":true)", access);
    const std::string secret = member(made, "secret");
    const std::string form = "grant_type=client_credentials&client_id=app&client_secret=";
    const auto tokens = ask(Method::post, "/oauth/token", form + secret);
    ASSERT_EQ(tokens.status, 200) << tokens.body.view();
    EXPECT_EQ(ask(Method::get, "/needs/trader", {}, bearer(member(tokens, "access_token"))).status, 200);
    EXPECT_EQ(ask(Method::get, "/needs/risk", {}, bearer(member(tokens, "access_token"))).status, 403);
    EXPECT_EQ(ask(Method::post, "/oauth/token", form + "guessed").status, 401);
    const std::string listed(ask(Method::get, "/api/v1/oauth/clients", {}, access).body.view());
    EXPECT_THAT(listed, HasSubstr(R"("id":"app")"));
    EXPECT_THAT(listed, Not(HasSubstr(secret)));
    EXPECT_EQ(ask(Method::delete_, "/api/v1/oauth/clients/app", {}, access).status, 200);
    EXPECT_EQ(ask(Method::post, "/oauth/token", form + secret).status, 401);
}

TEST_F(ClientsTest, what_makes_no_sense_is_refused) {
    const auto access = bearer(token());
    const auto tried = [&](const std::string& body) {
        return ask(Method::post, "/api/v1/oauth/clients", body, access).status;
    };
    EXPECT_EQ(tried(R"({"scopes":"read"})"), 400) << "no id";
    EXPECT_EQ(tried(R"({"id":"a","scopes":"read"})"), 400) << "neither an address nor a role";
    EXPECT_EQ(tried(R"({"id":"a","scopes":"fly","redirect_uris":["https://a.example/back"]})"), 400);
    EXPECT_EQ(tried(R"({"id":"a","scopes":"read","redirect_uris":["http://a.example/back"]})"), 400) << "no TLS";
    EXPECT_EQ(tried(R"({"id":"a","scopes":"read","role":"trader"})"), 400) << "a role without a secret";
    EXPECT_EQ(tried(R"({"id":"dashboard","scopes":"read","redirect_uris":["https://a.example/"]})"), 409);
    EXPECT_EQ(ask(Method::delete_, "/api/v1/oauth/clients/dashboard", {}, access).status, 409);
    EXPECT_EQ(ask(Method::delete_, "/api/v1/oauth/clients/nobody", {}, access).status, 404);
}

}  // namespace
}  // namespace argosy::services::gateway
