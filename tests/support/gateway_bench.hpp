#pragma once

#include <gtest/gtest.h>
#include <simdjson.h>

#include "api/endpoint.hpp"
#include "auth/totp.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "services/gateway/service.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::services::gateway {

using net::Method;

inline Time at{};  // what the gateway takes for the time
inline Time clock_of_test() { return at; }

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
    /// Somebody signs in with a password that was given to them, takes one of their own, and signs in with that.
    net::Headers choose_password(std::string_view user, std::string_view given) {
        const std::string own = "a wholly new password 7";
        EXPECT_EQ(ask(Method::put, "/api/v1/auth/password",
                      R"({"current":")" + std::string(given) + R"(","new":")" + own + "\"}",
                      bearer(member(login(user, given), "access_token")))
                      .status,
                  200);
        return bearer(member(login(user, own), "access_token"));
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

}  // namespace argosy::services::gateway
