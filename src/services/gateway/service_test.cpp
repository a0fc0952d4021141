#include "services/gateway/service.hpp"

#include <gmock/gmock.h>
#include <simdjson.h>

#include "api/endpoint.hpp"
#include "auth/base64url.hpp"
#include "auth/describe.hpp"
#include "auth/totp.hpp"
#include "base/hash.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::services::gateway {
namespace {

using net::Method;
using ::testing::HasSubstr;
using ::testing::Not;

Time at{};  // what the gateway takes for the time
Time clock_of_test() { return at; }

/// A gateway over a store of its own, asked over loopback.
class GatewayTest : public ::testing::Test {
protected:
    GatewayTest() {
        at = net::wall_time();
        store = store::sqlite::open({.file = folder.path() / "argosy.db"}).value();
        box.emplace(std::vector{auth::MasterKey::generate(entropy)});
        open();
    }

    /// The gateway starts, again when one was there before.
    void open() {
        gateway.reset();
        server.reset();
        router = api::Router();
        auto made = Gateway::make({.loop = loop,
                                   .router = router,
                                   .store = *store,
                                   .secrets = *box,
                                   .entropy = entropy,
                                   .clock = &clock_of_test,
                                   .settings = {.password_cost = cost},
                                   .welcome = [this](const Welcome& w) {
                                       password = w.password.reveal();
                                       ++welcomes;
                                       loop.stop();
                                   }});
        ASSERT_TRUE(made) << made.error().describe();
        gateway = std::move(*made);
        for (const auto role : {auth::Role::viewer, auth::Role::trader, auth::Role::risk, auth::Role::admin})
            api::endpoint(router, {.path = "/needs/" + std::string(to_string(role)), .role = role},
                          [](const api::Nothing&, const api::Call&) -> Result<api::Nothing> { return api::Nothing{}; });
        api::endpoint(router,
                      {.method = Method::post, .path = "/raise", .role = auth::Role::risk, .needs_step_up = true},
                      [](const api::Nothing&, const api::Call&) -> Result<api::Nothing> { return api::Nothing{}; });
        ASSERT_TRUE(gateway->start());
        server.emplace(loop, [this](const net::Request& r, net::Responder to) { router.handle(r, std::move(to)); });
        port = server->listen("127.0.0.1", 0).value();
        if (password.empty()) loop.run_for(10s);
    }

    net::Response ask(Method method, std::string_view target, std::string body = {}, const net::Headers& headers = {}) {
        net::Response answer{.status = 0};
        client.send({.method = method,
                     .url = "http://127.0.0.1:" + std::to_string(port) + std::string(target),
                     .headers = headers,
                     .body = std::move(body)},
                    [&](Result<net::Response> r) {
                        if (r) answer = std::move(*r);
                        loop.stop();
                    });
        loop.run_for(10s);
        return answer;
    }
    static net::Headers with(std::string_view name, std::string_view value) {
        net::Headers headers;
        headers.add(name, value);
        return headers;
    }
    static net::Headers bearer(std::string_view token) { return with("Authorization", "Bearer " + std::string(token)); }
    static std::string member(const net::Response& response, std::string_view name) {
        simdjson::dom::parser parser;
        std::string_view text;
        const std::string body(response.body.view());
        if (parser.parse(body)[name].get(text) != simdjson::SUCCESS) ADD_FAILURE() << name << " in " << body;
        return std::string(text);
    }
    net::Response login(std::string_view user, std::string_view secret) {
        return ask(Method::post, "/api/v1/auth/login",
                   R"({"user":")" + std::string(user) + R"(","password":")" + std::string(secret) + "\"}");
    }
    net::Response login_with(std::string_view code) {
        return ask(Method::post, "/api/v1/auth/login",
                   R"({"user":"admin","password":")" + password + R"(","code":")" + std::string(code) + "\"}");
    }
    /// The admin gets an authenticator; its key.
    auth::Secret enrol(const net::Headers& access) {
        const auto offer = ask(Method::post, "/api/v1/me/totp", "{}", access);
        EXPECT_EQ(offer.status, 200) << offer.body.view();
        const auth::Secret key(from_base32(member(offer, "key")));
        EXPECT_EQ(
            ask(Method::post, "/api/v1/me/totp/confirm", R"({"code":")" + auth::totp_code(key, at) + "\"}", access)
                .status,
            200);
        return key;
    }
    static std::string from_base32(std::string_view text) {
        std::string bytes;
        std::uint32_t kept = 0;
        int bits = 0;
        for (const char c : text) {
            kept = (kept << 5) | static_cast<std::uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
            bits += 5;
            if (bits >= 8) bytes += static_cast<char>(kept >> (bits -= 8));
        }
        return bytes;
    }
    std::string token() { return member(login("admin", password), "access_token"); }

    argosy::testing::TemporaryFolder folder;
    net::Loop loop;
    auth::SystemEntropy entropy;
    std::unique_ptr<store::Store> store;
    std::optional<auth::SecretBox> box;
    api::Router router;
    std::unique_ptr<Gateway> gateway;
    std::optional<net::HttpServer> server;
    net::HttpClient client{loop};
    std::uint16_t port = 0;
    std::string password;
    auth::PasswordCost cost{.memory_mib = 1, .passes = 1};
    int welcomes = 0;
};

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

TEST_F(GatewayTest, people_are_made_changed_and_removed_but_an_admin_stays) {
    const auto access = bearer(token());
    const auto made = ask(Method::post, "/api/v1/users", R"({"name":"grace","role":"trader"})", access);
    ASSERT_EQ(made.status, 201) << made.body.view();
    const auto hers = login("grace", member(made, "password"));
    ASSERT_EQ(hers.status, 200);
    const auto grace = bearer(member(hers, "access_token"));
    EXPECT_EQ(ask(Method::get, "/needs/trader", {}, grace).status, 200);
    EXPECT_EQ(ask(Method::get, "/api/v1/users", {}, grace).status, 403);
    EXPECT_EQ(ask(Method::put, "/api/v1/users/grace", R"({"role":"viewer"})", access).status, 200);
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, grace).status, 401) << "her sign-ins have ended";
    EXPECT_EQ(ask(Method::post, "/api/v1/users", R"({"name":"grace"})", access).status, 409);
    EXPECT_EQ(ask(Method::delete_, "/api/v1/users/admin", {}, access).status, 409);
    EXPECT_EQ(ask(Method::delete_, "/api/v1/users/grace", {}, access).status, 200);
    EXPECT_THAT(std::string(ask(Method::get, "/api/v1/users", {}, access).body.view()), Not(HasSubstr("argon2")));
}

TEST_F(GatewayTest, a_key_goes_with_its_owner_and_can_do_no_more_than_they) {
    const auto access = bearer(token());
    const auto made = ask(Method::post, "/api/v1/users", R"({"name":"grace","role":"risk"})", access);
    const auto hers = bearer(member(login("grace", member(made, "password")), "access_token"));
    const auto made_key = [&] {
        return with("X-API-Key",
                    member(ask(Method::post, "/api/v1/api-keys", R"({"label":"bot","role":"risk"})", hers), "key"));
    };
    const auto key = made_key();
    EXPECT_EQ(ask(Method::get, "/needs/risk", {}, key).status, 200);
    ask(Method::put, "/api/v1/users/grace", R"({"role":"viewer"})", access);
    EXPECT_EQ(ask(Method::get, "/needs/trader", {}, key).status, 403);
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, key).status, 200);
    ask(Method::put, "/api/v1/users/grace", R"({"is_disabled":true})", access);
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, key).status, 401);
    ask(Method::put, "/api/v1/users/grace", R"({"is_disabled":false,"role":"admin"})", access);
    EXPECT_EQ(ask(Method::get, "/needs/risk", {}, key).status, 200);
    EXPECT_EQ(ask(Method::get, "/needs/admin", {}, key).status, 403);
    ask(Method::delete_, "/api/v1/users/grace", {}, access);
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, key).status, 401);
    ask(Method::post, "/api/v1/users", R"({"name":"grace","role":"risk"})", access);
    EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, key).status, 401) << "of another of the same name";
}

TEST_F(GatewayTest, nobody_can_have_the_name_of_the_owner) {
    EXPECT_EQ(ask(Method::post, "/api/v1/users", R"({"name":"owner","role":"viewer"})", bearer(token())).status, 400);
}

TEST_F(GatewayTest, a_sign_in_under_way_does_not_outlive_a_reset_or_a_ban) {
    const auto access = bearer(token());
    cost = {.memory_mib = 64, .passes = 4};  // hashing takes longer than the change
    open();
    const auto made = ask(Method::post, "/api/v1/users", R"({"name":"grace","role":"trader"})", access);
    const std::string first = member(made, "password");
    for (const std::string change : {R"({"is_disabled":true})", R"({"reset_password":true})"}) {
        ask(Method::put, "/api/v1/users/grace", R"({"is_disabled":false})", access);
        std::optional<Result<auth::TokenAnswer>> under_way;
        gateway->sign_in("grace", auth::Secret(first), "127.0.0.1",
                         [&](Result<auth::TokenAnswer> tokens) { under_way = std::move(tokens); });
        EXPECT_EQ(ask(Method::put, "/api/v1/users/grace", change, access).status, 200);
        for (int i = 0; i < 500 && !under_way; ++i) loop.run_for(10ms);
        ASSERT_TRUE(under_way);
        if (!*under_way) continue;  // refused already
        EXPECT_EQ(ask(Method::get, "/needs/viewer", {}, bearer((*under_way)->access_token)).status, 401) << change;
        EXPECT_FALSE(gateway->refresh((*under_way)->refresh_token)) << change;
    }
}

TEST_F(GatewayTest, the_link_of_the_owner_is_no_use_to_somebody_who_was_disabled) {
    const auto access = bearer(token());
    const std::string url = gateway->entry_url();  // for the only admin
    const auto made = ask(Method::post, "/api/v1/users", R"({"name":"grace","role":"admin"})", access);
    const auto hers = bearer(member(login("grace", member(made, "password")), "access_token"));
    EXPECT_EQ(ask(Method::put, "/api/v1/users/admin", R"({"is_disabled":true})", hers).status, 200);
    EXPECT_EQ(ask(Method::get, url.substr(url.find("/enter"))).headers.value("Location"), "/login?link=used");
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

TEST_F(GatewayTest, guessing_the_old_password_to_change_it_has_to_wait) {
    const auto access = bearer(token());
    int status = 401;
    for (int i = 0; i < 12 && status == 401; ++i)
        status =
            ask(Method::put, "/api/v1/auth/password", R"({"current":"guess","new":"a wholly new password 7"})", access)
                .status;
    EXPECT_EQ(status, 429);
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

TEST_F(GatewayTest, a_code_with_pkce_becomes_tokens_once) {
    const auto access = bearer(token());
    ASSERT_TRUE(store->write([&](store::Tables& t) -> Result<> {
        auth::OauthClient app{
            .id = "app", .redirect_uris = {"http://127.0.0.1:7777/back"}, .scopes = {auth::Scope::read}};
        std::string body;
        config::append_json(body, type_of<auth::OauthClient>(), &app);
        ARGOSY_TRY(
            t.documents().put({.collection = "oauth_clients", .key = "app", .body = body}, store::Expect::anything()),
            "");
        return {};
    }));
    const std::string verifier(50, 'v');
    const std::string digest = sha256_hex(verifier);
    std::string bytes;
    for (std::size_t i = 0; i < digest.size(); i += 2)
        bytes += static_cast<char>(std::stoi(digest.substr(i, 2), nullptr, 16));
    const std::string query =
        "response_type=code&client_id=app&redirect_uri=http%3A%2F%2F127.0.0.1%3A7777%2Fback&scope=read&state=s1"
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
    EXPECT_EQ(ask(Method::post, "/oauth/token", form).status, 400);
}

TEST_F(GatewayTest, an_authenticator_is_asked_for_once_it_is_confirmed_and_each_code_is_good_once) {
    const auto access = bearer(token());
    EXPECT_EQ(ask(Method::post, "/api/v1/me/totp", "{}", access).status, 200);
    EXPECT_EQ(ask(Method::post, "/api/v1/me/totp/confirm", R"({"code":"000000"})", access).status, 400);
    EXPECT_EQ(login("admin", password).status, 200) << "nothing asks for a code that nobody has shown";
    const auth::Secret key = enrol(access);
    at += 30s;
    const auto without = login("admin", password);
    EXPECT_EQ(without.status, 401);
    EXPECT_EQ(member(without, "code"), "second_factor_required");
    EXPECT_EQ(member(login("admin", "wrong"), "code"), "unauthorized") << "a guess does not learn of it";
    const std::string code = auth::totp_code(key, at);
    EXPECT_EQ(login_with(code).status, 200);
    EXPECT_EQ(login_with(code).status, 401) << "used";
    at += 30s;
    EXPECT_EQ(login_with(code).status, 401) << "used, in the next step";
    EXPECT_EQ(login_with(auth::totp_code(key, at)).status, 200);
    open();
    at += 30s;
    EXPECT_EQ(login("admin", password).status, 401) << "it outlives a restart";
    EXPECT_EQ(login_with(auth::totp_code(key, at)).status, 200);
}

TEST_F(GatewayTest, a_second_key_is_refused_and_removing_the_first_needs_a_fresh_sign_in) {
    const auto access = bearer(token());
    const auth::Secret key = enrol(access);
    EXPECT_THAT(std::string(ask(Method::get, "/api/v1/me/totp", {}, access).body.view()),
                HasSubstr(R"("is_enrolled":true)"));
    EXPECT_EQ(ask(Method::post, "/api/v1/me/totp", "{}", access).status, 409);
    at += 6min;
    EXPECT_EQ(member(ask(Method::delete_, "/api/v1/me/totp", {}, access), "code"), "step_up_required");
    const auto fresh = bearer(member(login_with(auth::totp_code(key, at)), "access_token"));
    EXPECT_EQ(ask(Method::delete_, "/api/v1/me/totp", {}, fresh).status, 200);
    EXPECT_EQ(ask(Method::delete_, "/api/v1/me/totp", {}, fresh).status, 404);
    EXPECT_EQ(login("admin", password).status, 200);
}

TEST_F(GatewayTest, codes_are_not_guessed_even_with_the_password) {
    enrol(bearer(token()));
    at += 30s;
    int status = 401;
    for (int i = 0; i < 12 && status == 401; ++i)
        status = i % 2 == 0 ? login_with("000000").status : login("admin", password).status;
    EXPECT_EQ(status, 429);
}

TEST_F(GatewayTest, to_be_asked_for_the_code_costs_nothing_once_it_was_right) {
    const auth::Secret key = enrol(bearer(token()));
    for (int i = 0; i < 10; ++i) {
        at += 30s;
        ASSERT_EQ(login("admin", password).status, 401) << i;
        ASSERT_EQ(login_with(auth::totp_code(key, at)).status, 200) << i;
    }
}

TEST_F(GatewayTest, the_key_of_an_authenticator_is_sealed_and_a_way_in_without_codes_is_shut) {
    const auth::Secret key = enrol(bearer(token()));
    const auto saved =
        store->read([&](const store::Tables& t) { return t.documents().find("second_factors", "admin", at); });
    ASSERT_TRUE(saved && *saved);
    EXPECT_THAT((*saved)->body, Not(HasSubstr(auth::to_base32(key.reveal()))));
    EXPECT_THAT((*saved)->body, HasSubstr("argosy-box:"));
    std::optional<Result<auth::TokenAnswer>> entered;
    gateway->sign_in("admin", auth::Secret(password), "elsewhere", [&](Result<auth::TokenAnswer> r) {
        entered = std::move(r);
        loop.stop();
    });
    loop.run_for(10s);
    ASSERT_TRUE(entered);
    EXPECT_FALSE(*entered);
}

TEST_F(GatewayTest, an_admin_takes_a_lost_authenticator_off_somebody) {
    const auto access = bearer(token());
    const auto made = ask(Method::post, "/api/v1/users", R"({"name":"grace","role":"trader"})", access);
    const std::string secret = member(made, "password");
    enrol(bearer(member(login("grace", secret), "access_token")));
    EXPECT_EQ(member(login("grace", secret), "code"), "second_factor_required");
    EXPECT_EQ(ask(Method::put, "/api/v1/users/grace", R"({"remove_second_factor":true})", access).status, 200);
    EXPECT_EQ(login("grace", secret).status, 200);
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
