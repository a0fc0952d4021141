#include "services/gateway/service.hpp"

#include <gmock/gmock.h>
#include <simdjson.h>

#include "auth/base64url.hpp"
#include "auth/describe.hpp"
#include "base/hash.hpp"
#include "support/gateway_bench.hpp"

namespace argosy::services::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(GatewayTest, the_first_start_makes_an_admin_and_tells_the_password_once) {
    EXPECT_EQ(welcomes, 1);
    EXPECT_GE(password.size(), 20U);
    open();
    loop.run_for(300ms);
    EXPECT_EQ(welcomes, 1);
    EXPECT_EQ(login("admin", password).status, 200);
}

TEST_F(GatewayTest, nothing_that_needs_a_role_answers_without_one) {
    EXPECT_EQ(ask(Method::get, "/needs/viewer").status, 401);
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, bearer("nonsense")).status, 401);
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, bearer(token())).status, 200);
}

TEST_F(GatewayTest, every_role_reaches_what_is_its_own_and_no_further) {
    const auto roles = {auth::Role::viewer, auth::Role::trader, auth::Role::risk, auth::Role::admin};
    for (const auto has : roles) {
        const auto script = gateway->script_token(has, 1h);
        ASSERT_TRUE(script);
        for (const auto needs : roles) {
            const int status = ask(Method::get, "/needs/" + std::string(to_string(needs)), {}, bearer(*script)).status;
            EXPECT_EQ(status, has >= needs ? 200 : 403) << to_string(has) << " asks for " << to_string(needs);
        }
    }
}

TEST_F(GatewayTest, a_wrong_password_and_an_unknown_name_are_refused_alike) {
    const auto wrong = login("admin", "wrong"), unknown = login("nobody", "wrong");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(unknown.status, 401);
    EXPECT_EQ(member(wrong, "detail"), member(unknown, "detail"));
}

TEST_F(GatewayTest, guessing_has_to_wait) {
    int status = 401;
    for (int i = 0; i < 12 && status == 401; ++i) status = login("admin", "guess").status;
    EXPECT_EQ(status, 429);
}

TEST_F(GatewayTest, the_cookies_sign_a_page_in_and_out) {
    const auto signed_in = login("admin", password);
    const std::string cookie = "argosy_session=" + member(signed_in, "access_token");
    EXPECT_THAT(std::string(signed_in.headers.value("Set-Cookie")),
                ::testing::AllOf(HasSubstr("HttpOnly"), HasSubstr("SameSite=Strict")));
    EXPECT_EQ(ask(Method::get, "/needs/admin", {}, with("Cookie", "a=b; " + cookie)).status, 200);
    EXPECT_EQ(ask(Method::post, "/api/v1/auth/logout", "{}", with("Cookie", cookie)).status, 204);
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, with("Cookie", cookie)).status, 401);
}

TEST_F(GatewayTest, the_link_of_the_owner_signs_one_browser_in) {
    const auto path_of = [](const std::string& url) { return url.substr(url.find("/enter")); };
    const std::string path = path_of(gateway->entry_url());
    const auto entered = ask(Method::get, path);
    EXPECT_EQ(entered.status, 303);
    EXPECT_EQ(entered.headers.value("Location"), "/");
    const std::string set(entered.headers.value("Set-Cookie"));
    EXPECT_EQ(ask(Method::get, "/needs/admin", {}, with("Cookie", set.substr(0, set.find(';')))).status, 200);
    EXPECT_EQ(ask(Method::get, path).headers.value("Location"), "/login?link=used") << "used up";
    const std::string late = path_of(gateway->entry_url());
    at += 11min;
    EXPECT_EQ(ask(Method::get, late).headers.value("Location"), "/login?link=used");
}

TEST_F(GatewayTest, a_refresh_token_works_once_and_its_reuse_ends_the_sign_in) {
    const auto signed_in = login("admin", password);
    const std::string refresh = R"({"refresh_token":")" + member(signed_in, "refresh_token") + "\"}";
    const auto renewed = ask(Method::post, "/api/v1/auth/refresh", refresh);
    ASSERT_EQ(renewed.status, 200);
    const std::string access = member(renewed, "access_token");
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, bearer(access)).status, 200);
    EXPECT_EQ(ask(Method::post, "/api/v1/auth/refresh", refresh).status, 401);
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, bearer(access)).status, 401);
}

TEST_F(GatewayTest, tokens_survive_a_restart_and_end_with_their_time) {
    const std::string access = token();
    open();
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, bearer(access)).status, 200);
    at += 11min;
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, bearer(access)).status, 401);
}

TEST_F(GatewayTest, what_a_stolen_session_must_not_do_needs_a_fresh_sign_in) {
    const std::string access = token();
    EXPECT_EQ(ask(Method::post, "/raise", "{}", bearer(access)).status, 200);
    at += 6min;
    const auto later = ask(Method::post, "/raise", "{}", bearer(access));
    EXPECT_EQ(later.status, 403);
    EXPECT_EQ(member(later, "code"), "step_up_required");
}

TEST_F(GatewayTest, an_api_key_is_shown_once_and_can_be_revoked) {
    const std::string access = token();
    const auto made = ask(Method::post, "/api/v1/api-keys", R"({"label":"bot","role":"trader"})", bearer(access));
    ASSERT_EQ(made.status, 201) << made.body.view();
    const std::string key = member(made, "key");
    EXPECT_EQ(ask(Method::get, "/needs/trader", {}, with("X-API-Key", key)).status, 200);
    EXPECT_EQ(ask(Method::get, "/needs/risk", {}, bearer(key)).status, 403);
    EXPECT_THAT(std::string(ask(Method::get, "/api/v1/api-keys", {}, bearer(access)).body.view()), Not(HasSubstr(key)));
    const std::string path = "/api/v1/api-keys/" + member(made, "prefix");
    EXPECT_EQ(ask(Method::delete_, path, {}, bearer(access)).status, 200);
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, with("X-API-Key", key)).status, 401);
}

TEST_F(GatewayTest, a_stream_ends_with_the_sign_in_that_opened_it) {
    net::BodyStream stream;
    api::endpoint_stream(router, {.path = "/stream", .summary = "a stream", .media = "text/event-stream"},
                         [&](const api::Call&, net::Responder to) { stream = to.stream({.status = 200}); });
    const auto access = bearer(token());
    const auto made = ask(Method::post, "/api/v1/users", R"({"name":"grace","role":"trader"})", access);
    const auto hers = bearer(member(login("grace", member(made, "password")), "access_token"));
    const auto key =
        with("X-API-Key", member(ask(Method::post, "/api/v1/api-keys", R"({"label":"bot"})", hers), "key"));
    for (const auto& who : {hers, key}) {
        client.send({.url = "http://127.0.0.1:" + std::to_string(port) + "/stream",
                     .headers = who,
                     .on_body = [](std::string_view) { return true; }},
                    [](const Result<net::Response>&) {});
        loop.run_for(1500ms);
        EXPECT_TRUE(stream.is_open()) << "it goes on";
        ask(Method::put, "/api/v1/users/grace", R"({"is_disabled":true})", access);
        for (int i = 0; i < 50 && stream.is_open(); ++i) loop.run_for(100ms);
        EXPECT_FALSE(stream.is_open());
        ask(Method::put, "/api/v1/users/grace", R"({"is_disabled":false})", access);
    }
}

TEST_F(GatewayTest, only_a_person_who_is_signed_in_lets_a_client_in) {
    const auto access = bearer(token());
    const auto key = ask(Method::post, "/api/v1/api-keys", R"({"label":"bot","role":"viewer"})", access);
    for (const auto& who :
         {with("X-API-Key", member(key, "key")), bearer(*gateway->script_token(auth::Role::viewer, 1h))})
        for (const std::string decision : {"allow", "deny"})
            EXPECT_EQ(ask(Method::post, "/oauth/authorize", "decision=" + decision, who).status, 403) << decision;
    EXPECT_EQ(ask(Method::post, "/oauth/authorize", "decision=allow", access).status, 401) << "no such client";
}

TEST_F(GatewayTest, too_many_requests_are_told_when_to_come_back) {
    net::Response answer;
    for (int i = 0; i < 40; ++i) answer = ask(Method::post, "/api/v1/auth/refresh", R"({"refresh_token":"x"})");
    EXPECT_EQ(answer.status, 429);
    EXPECT_FALSE(answer.headers.value("Retry-After").empty());
}

TEST_F(GatewayTest, the_documents_say_what_there_is) {
    const auto document = ask(Method::get, "/openapi.json");
    EXPECT_EQ(document.status, 200);
    EXPECT_THAT(std::string(document.body.view()), HasSubstr("/api/v1/auth/login"));
    EXPECT_EQ(ask(Method::get, "/docs").status, 200);
    EXPECT_THAT(std::string(ask(Method::get, "/.well-known/jwks.json").body.view()), HasSubstr("Ed25519"));
    EXPECT_THAT(std::string(ask(Method::get, "/.well-known/oauth-authorization-server").body.view()),
                HasSubstr("/oauth/token"));
}

TEST_F(GatewayTest, the_file_of_the_store_holds_no_signing_key) {
    const auto saved =
        store->read([&](const store::Tables& t) { return t.documents().find("gateway", "signing_keys", at); });
    ASSERT_TRUE(saved && *saved);
    EXPECT_TRUE(auth::SecretBox::is_sealed((*saved)->body));
}

}  // namespace
}  // namespace argosy::services::gateway
