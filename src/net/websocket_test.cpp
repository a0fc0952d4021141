#include "net/websocket.hpp"

#include <atomic>
#include <gtest/gtest.h>

#include "net/detail/ws_codec.hpp"
#include "net/http_server.hpp"
#include "support/loop_thread.hpp"
#include "support/raw_client.hpp"

namespace argosy::net {
namespace {

using detail::append_frame;
using detail::close_payload;
using detail::WsOpcode;
using test::LoopThread;
using test::RawClient;
using test::status_of;

constexpr std::string_view handshake =
    "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

std::string from_client(WsOpcode opcode, std::string_view payload) {
    std::string out;
    append_frame(out, opcode, payload, 0xA1B2C3D4);
    return out;
}

std::string from_server(WsOpcode opcode, std::string_view payload) {
    std::string out;
    append_frame(out, opcode, payload);
    return out;
}

/// Echoes text; remembers how connections ended.
class EchoServer {
public:
    explicit EchoServer(WsOptions ws = {}, ServerOptions options = {}) {
        port = thread.call([&] {
            server = std::make_unique<HttpServer>(
                thread.loop(), [this, ws](const Request&, Responder to) { accept(std::move(to), ws); }, options);
            return server->listen("127.0.0.1", 0).value();
        });
    }
    ~EchoServer() {
        thread.call([this] { server.reset(); });
        thread.stop();
    }

    std::vector<CloseCode> wait_for_close() {
        for (int i = 0; i < 300; ++i) {
            auto seen = thread.call([this] { return closed; });
            if (!seen.empty()) return seen;
            std::this_thread::sleep_for(10ms);
        }
        return {};
    }

    LoopThread thread;
    std::unique_ptr<HttpServer> server;
    std::uint16_t port = 0;
    WsPeer last;
    std::vector<CloseCode> closed;
    int overflows = 0;
    int texts = 0;
    std::atomic<bool> may_stay = true;
    std::function<void()> first_text;

private:
    void accept(Responder to, const WsOptions& ws) {
        to.lives_while([this] { return may_stay.load(); });
        auto peer = to.accept_websocket(
            {.on_text =
                 [this](WsPeer& from, std::string_view text) {
                     if (++texts == 1 && first_text) first_text();
                     from.send_text(text);
                 },
             .on_binary = [](WsPeer& from, std::string_view) { from.close(CloseCode::unsupported_data, "text only"); },
             .on_close = [this](CloseCode code, std::string_view) { closed.push_back(code); },
             .on_overflow = [this](WsPeer&) { ++overflows; },
             .on_drained = {}},
            ws);
        if (peer) {
            last = *peer;
        } else {
            to.send({.status = 400, .body = std::string(peer.error().message())});
        }
    }
};

class Client : public RawClient {
public:
    explicit Client(const EchoServer& server) : RawClient(server.port) {
        send(handshake);
        greeting = receive_until("\r\n\r\n");
    }
    std::string greeting;
};

TEST(WebSocket, shakes_hands_and_echoes) {
    EchoServer server;
    Client client(server);
    EXPECT_EQ(status_of(client.greeting), 101);
    EXPECT_TRUE(client.greeting.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    for (const auto size : {0UL, 5UL, 126UL, 70000UL}) {
        client.send(from_client(WsOpcode::text, std::string(size, 'h')));
        const auto expected = from_server(WsOpcode::text, std::string(size, 'h'));
        EXPECT_TRUE(client.receive_bytes(expected.size()) == expected) << size;
    }
}

TEST(WebSocket, reads_frames_that_came_with_the_handshake) {
    EchoServer server;
    RawClient client(server.port);
    client.send(std::string(handshake) + from_client(WsOpcode::text, "early"));
    client.receive_until("\r\n\r\n");
    EXPECT_EQ(client.receive_bytes(7), from_server(WsOpcode::text, "early"));
}

TEST(WebSocket, refuses_what_is_not_a_handshake) {
    EchoServer server;
    const auto ask = [&](std::string from, std::string_view what, std::string_view by) {
        from.replace(from.find(what), what.size(), by);
        RawClient client(server.port);
        client.send(from);
        return status_of(client.receive_until("\r\n\r\n"));
    };
    EXPECT_EQ(ask(std::string(handshake), "Version: 13", "Version: 8"), 400);
    EXPECT_EQ(ask(std::string(handshake), "dGhl", "####"), 400);
    EXPECT_EQ(ask(std::string(handshake), "Upgrade: websocket", "Upgrade: h2c"), 400);
    EXPECT_EQ(ask(std::string(handshake), "GET", "POST"), 400);
}

TEST(WebSocket, answers_pings) {
    EchoServer server;
    Client client(server);
    client.send(from_client(WsOpcode::ping, "are you there"));
    EXPECT_EQ(client.receive_bytes(15), from_server(WsOpcode::pong, "are you there"));
}

TEST(WebSocket, many_small_frames_leave_others_their_turn) {
    constexpr int frames = 1'000;
    EchoServer server;
    Client client(server);
    std::string many;
    for (int i = 0; i < frames; ++i) many += from_client(WsOpcode::text, "x");
    int texts_before = 0;
    server.thread.call([&] {
        // What is posted while the frames are worked off comes between them.
        server.first_text = [&] { server.thread.loop().post([&] { texts_before = server.texts; }); };
        client.send(many);
    });
    EXPECT_EQ(client.receive_bytes(frames * 3).size(), frames * 3U);
    server.thread.call([&] { EXPECT_EQ(server.texts, frames); });
    EXPECT_GT(texts_before, 0);
    EXPECT_LT(texts_before, frames / 4);
}

TEST(WebSocket, answers_a_close_and_closes_the_connection) {
    EchoServer server;
    Client client(server);
    client.send(from_client(WsOpcode::close, close_payload(CloseCode::going_away, "bye")));
    EXPECT_EQ(client.receive_all(), from_server(WsOpcode::close, close_payload(CloseCode::going_away, {})));
    EXPECT_FALSE(client.was_reset());
    client.close();
    EXPECT_EQ(server.wait_for_close(), std::vector{CloseCode::going_away});
}

TEST(WebSocket, closes_with_a_reason) {
    EchoServer server;
    Client client(server);
    client.send(from_client(WsOpcode::binary, "x"));
    const auto expected = from_server(WsOpcode::close, close_payload(CloseCode::unsupported_data, "text only"));
    EXPECT_EQ(client.receive_bytes(expected.size()), expected);
    client.send(from_client(WsOpcode::close, close_payload(CloseCode::unsupported_data, {})));
    EXPECT_TRUE(client.is_closed_by_server());
    client.close();
    EXPECT_EQ(server.wait_for_close(), std::vector{CloseCode::unsupported_data});
}

TEST(WebSocket, does_not_wait_for_ever_for_the_other_half_of_the_close) {
    EchoServer server({.close_timeout = 200ms});
    Client client(server);
    client.send(from_client(WsOpcode::binary, "x"));
    EXPECT_EQ(server.wait_for_close(), std::vector{CloseCode::abnormal});
}

TEST(WebSocket, tells_a_peer_that_breaks_the_protocol_and_closes) {
    struct Case {
        std::string bytes;
        CloseCode code;
    };
    const std::vector<Case> all{
        {from_server(WsOpcode::text, "unmasked"), CloseCode::protocol_error},
        {from_client(WsOpcode::text, "\xff\xff"), CloseCode::invalid_payload},
        {from_client(WsOpcode::text, std::string((1 << 20) + 1, 'x')), CloseCode::too_big},
        {std::string(100000, '\xf7'), CloseCode::protocol_error},
    };
    for (const auto& [bytes, code] : all) {
        EchoServer server;
        Client client(server);
        client.send(bytes);
        client.finish_sending();
        const auto answer = client.receive_all();
        ASSERT_GE(answer.size(), 4U);
        EXPECT_EQ(answer.substr(2, 2), close_payload(code, {}));
        EXPECT_FALSE(client.was_reset());
        EXPECT_EQ(server.wait_for_close(), std::vector{code});
    }
}

TEST(WebSocket, notices_a_peer_that_vanished) {
    EchoServer server;
    {
        const Client client(server);
    }
    EXPECT_EQ(server.wait_for_close(), std::vector{CloseCode::abnormal});
    EXPECT_EQ(server.thread.call([&] { return server.server->stats().connections; }), 0U);
}

TEST(WebSocket, pings_a_silent_peer_and_cuts_a_dead_one) {
    EchoServer server({.ping_interval = 100ms, .pong_timeout = 300ms});
    Client client(server);
    EXPECT_EQ(client.receive_bytes(2), from_server(WsOpcode::ping, {}));
    client.send(from_client(WsOpcode::pong, {}));
    EXPECT_EQ(client.receive_bytes(2), from_server(WsOpcode::ping, {})) << "alive, so it is asked again";
    EXPECT_TRUE(client.is_closed_by_server(3s));
    client.close();
    EXPECT_EQ(server.wait_for_close(), std::vector{CloseCode::abnormal});
}

TEST(WebSocket, bounds_the_queue_of_a_peer_that_does_not_read) {
    EchoServer server({.queue_bytes_max = 1 << 20});
    Client client(server);
    client.shrink_receive_buffer(64 << 10);
    const auto frame = make_text_frame(std::string(100000, 'x'));
    const auto [sent, queued] = server.thread.call([&] {
        int n = 0;
        while (n < 1000 && server.last.send_frame(frame)) ++n;
        return std::pair(n, server.last.queued_bytes());
    });
    EXPECT_LT(sent, 200);
    EXPECT_LE(queued, std::size_t{1} << 20);
    EXPECT_EQ(server.thread.call([&] { return server.overflows; }), 1);
    // What is dropped ends between frames: the client still understands what comes.
    server.thread.call([&] {
        server.last.drop_queue();
        server.last.send_text("after");
    });
    const auto all = client.receive([](const std::string& s) { return s.ends_with("after"); });
    ASSERT_TRUE(all.ends_with(from_server(WsOpcode::text, "after")));
    EXPECT_EQ((all.size() - 7) % frame->size(), 0U);
}

TEST(WebSocket, a_flood_of_pings_that_nobody_reads_is_cut) {
    EchoServer server({.queue_bytes_max = 100000});
    Client client(server);
    client.shrink_receive_buffer(64 << 10);
    std::string pings;
    for (int i = 0; i < 1000; ++i) pings += from_client(WsOpcode::ping, std::string(125, 'p'));
    for (int i = 0; i < 1000 && client.send(pings); ++i) {
    }
    EXPECT_EQ(server.wait_for_close(), std::vector{CloseCode::abnormal});
}

TEST(WebSocket, one_that_may_not_stay_is_told_and_closed) {
    EchoServer server;
    Client client(server);
    client.send(from_client(WsOpcode::text, "a"));
    EXPECT_EQ(client.receive_bytes(3), from_server(WsOpcode::text, "a"));
    server.may_stay = false;
    const std::string close =
        from_server(WsOpcode::close, close_payload(CloseCode::policy_violation, "the sign-in has ended"));
    EXPECT_EQ(client.receive_bytes(close.size()), close);
    EXPECT_TRUE(client.is_closed_by_server()) << "whether it answers or not";
}

TEST(WebSocket, a_stopping_server_says_goodbye) {
    EchoServer server;
    Client client(server);
    std::promise<void> stopped;
    server.thread.call([&] { server.server->stop([&] { stopped.set_value(); }); });
    const auto goodbye = from_server(WsOpcode::close, close_payload(CloseCode::going_away, "the server stops"));
    EXPECT_EQ(client.receive_bytes(goodbye.size()), goodbye);
    client.send(from_client(WsOpcode::close, close_payload(CloseCode::going_away, {})));
    EXPECT_TRUE(client.is_closed_by_server());
    client.close();
    EXPECT_EQ(stopped.get_future().wait_for(3s), std::future_status::ready);
}

}  // namespace
}  // namespace argosy::net
