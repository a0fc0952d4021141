#include <gtest/gtest.h>

#include "net/certificate.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "support/certificate.hpp"

namespace argosy::net {
namespace {

/// An HTTPS server with a certificate for "localhost" and a client that trusts it.
class Tls : public ::testing::Test {
protected:
    Tls() {
        test::write_certificate(prefix, "localhost");
        server = std::make_unique<HttpServer>(loop, [](const Request& request, Responder to) {
            if (request.path() == "/ws") {
                WsHandlers echo;
                echo.on_text = [](WsPeer& from, std::string_view text) { from.send_text(text); };
                EXPECT_TRUE(to.accept_websocket(std::move(echo)).has_value());
                return;
            }
            to.send({.body = request.is_secure ? std::string(300000, 's') : "plain"});
        });
        port = server->listen_tls("127.0.0.1", 0, {prefix + ".crt", prefix + ".key"}).value();
        client = std::make_unique<HttpClient>(loop, ClientOptions{.ca_file = prefix + ".crt"});
    }

    Result<Response> fetch(const std::string& host) {
        std::optional<Result<Response>> result;
        client->send({.url = "https://" + host + ":" + std::to_string(port) + "/"}, [&](Result<Response> r) {
            result = std::move(r);
            loop.stop();
        });
        loop.run_for(5s);
        return result ? std::move(*result) : fail(Errc::internal, "no callback");
    }

    const std::string prefix = ::testing::TempDir() + "/argosy_tls_test";
    Loop loop;
    std::unique_ptr<HttpServer> server;
    std::unique_ptr<HttpClient> client;
    std::uint16_t port = 0;
};

TEST_F(Tls, serves_and_verifies) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(fetch("localhost").value().body.size(), 300000U);
    EXPECT_EQ(server->stats().accepted, 1U);
}

TEST_F(Tls, a_certificate_for_another_name_is_not_trusted) {
    const auto result = fetch("127.0.0.1");
    EXPECT_EQ(result.error().code(), Errc::unauthorized) << result.error().message();
}

TEST_F(Tls, an_unknown_issuer_is_not_trusted) {
    client = std::make_unique<HttpClient>(loop);
    EXPECT_EQ(fetch("localhost").error().code(), Errc::unauthorized);
}

TEST_F(Tls, carries_websockets) {
    std::string echoed;
    WsHandlers handlers;
    handlers.on_text = [&](WsPeer& peer, std::string_view text) {
        echoed = text;
        peer.close(CloseCode::normal);
    };
    handlers.on_close = [&](CloseCode, std::string_view) { loop.stop(); };
    client->connect_websocket({.url = "wss://localhost:" + std::to_string(port) + "/ws"}, std::move(handlers), {},
                              [](Result<WsPeer> peer) {
                                  ASSERT_TRUE(peer.has_value()) << peer.error().message();
                                  peer->send_text(std::string(100000, 'w'));
                              });
    loop.run_for(5s);
    EXPECT_TRUE(echoed == std::string(100000, 'w'));
}

TEST_F(Tls, a_renewed_certificate_serves_new_connections) {
    EXPECT_TRUE(fetch("localhost").has_value());
    test::write_certificate(prefix, "localhost");
    EXPECT_TRUE(server->reload_tls().has_value());
    // The old root does not vouch for the new certificate; a client that reads it again accepts it.
    EXPECT_TRUE(fetch("localhost").has_value()) << "its connection is still open";
    client = std::make_unique<HttpClient>(loop, ClientOptions{.ca_file = prefix + ".crt"});
    EXPECT_TRUE(fetch("localhost").has_value());
}

TEST_F(Tls, a_bad_file_is_named_and_changes_nothing) {
    const auto missing = server->listen_tls("127.0.0.1", 0, {"/nowhere.crt", "/nowhere.key"});
    EXPECT_EQ(missing.error().code(), Errc::invalid_argument);
    EXPECT_TRUE(missing.error().message().contains("/nowhere.crt"));
    std::fclose(std::fopen((prefix + ".key").c_str(), "w"));
    EXPECT_FALSE(server->reload_tls().has_value());
    EXPECT_TRUE(fetch("localhost").has_value());
}

TEST_F(Tls, tells_until_when_a_certificate_is_good) {
    const auto end = certificate_end(prefix + ".crt");
    ASSERT_TRUE(end) << end.error().message();
    EXPECT_GT(*end, wall_time());
    EXPECT_LT(*end, wall_time() + 24h * 400);
    EXPECT_EQ(certificate_end("/nowhere.crt").error().code(), Errc::not_found);
    EXPECT_EQ(certificate_end(prefix + ".key").error().code(), Errc::parse);
}

TEST_F(Tls, plain_text_on_a_tls_port_is_dropped) {
    std::optional<Errc> code;
    client->send({.url = "http://localhost:" + std::to_string(port) + "/"}, [&](Result<Response> r) {
        code = r.error().code();
        loop.stop();
    });
    loop.run_for(5s);
    EXPECT_TRUE(code == Errc::unavailable || code == Errc::parse);
    EXPECT_EQ(server->stats().requests, 0U);
}

}  // namespace
}  // namespace argosy::net
