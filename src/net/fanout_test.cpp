#include "net/fanout.hpp"

#include <atomic>
#include <gtest/gtest.h>

#include "net/detail/ws_codec.hpp"
#include "support/loop_thread.hpp"
#include "support/raw_client.hpp"

namespace argosy::net {
namespace {

using test::LoopThread;
using test::RawClient;

constexpr std::string_view handshake =
    "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

std::string frame(std::string_view text) { return *make_text_frame(text); }

/// Publishes numbers; the snapshot is "=N", N being the newest number.
class Feed {
public:
    explicit Feed(Fanout::Options options = {}) {
        port = thread.call([&] {
            fanout = std::make_unique<Fanout>(thread.loop(), options, [this] {
                ++snapshots;
                return "=" + std::to_string(newest);
            });
            server = std::make_unique<HttpServer>(thread.loop(), [this](const Request& request, Responder to) {
                if (request.path() == "/sse") return fanout->join_sse(std::move(to));
                const auto resync = [this](WsPeer& from, std::string_view) { fanout->resync(from); };
                EXPECT_TRUE(fanout->join_websocket(to, resync).has_value());
            });
            return server->listen("127.0.0.1", 0).value();
        });
    }
    ~Feed() {
        thread.call([this] {
            fanout.reset();
            server.reset();
        });
        thread.stop();
    }

    void publish(int number, const std::string& padding = {}) {
        thread.call([&] {
            newest = number;
            fanout->publish(std::to_string(number) + padding, "number", std::to_string(number));
        });
    }
    Fanout::Stats stats() {
        return thread.call([this] { return fanout->stats(); });
    }
    void wait_for_members(std::size_t n) {
        for (int i = 0; i < 300 && stats().members != n; ++i) std::this_thread::sleep_for(10ms);
        ASSERT_EQ(stats().members, n);
    }

    LoopThread thread;
    std::unique_ptr<HttpServer> server;
    std::unique_ptr<Fanout> fanout;
    std::uint16_t port = 0;
    int newest = 0;
    std::atomic<int> snapshots = 0;
};

class Viewer : public RawClient {
public:
    explicit Viewer(const Feed& feed) : RawClient(feed.port) {
        send(handshake);
        receive_until("\r\n\r\n");
    }
};

TEST(Fanout, a_member_gets_the_snapshot_and_then_what_changes) {
    Feed feed;
    feed.publish(1);
    Viewer a(feed);
    EXPECT_EQ(a.receive_bytes(4), frame("=1"));
    feed.publish(2);
    Viewer b(feed);
    EXPECT_EQ(b.receive_bytes(4), frame("=2"));
    feed.publish(3);
    EXPECT_EQ(a.receive_bytes(6), frame("2") + frame("3"));
    EXPECT_EQ(b.receive_bytes(3), frame("3"));
    a.close();
    feed.wait_for_members(1);
}

TEST(Fanout, sends_a_fresh_snapshot_on_request) {
    Feed feed;
    Viewer a(feed);
    EXPECT_EQ(a.receive_bytes(4), frame("=0"));
    feed.publish(1);
    std::string ask;
    detail::append_frame(ask, detail::WsOpcode::text, "resync", 7);
    a.send(ask);
    EXPECT_EQ(a.receive_bytes(7), frame("1") + frame("=1"));
}

TEST(Fanout, asking_without_end_costs_one_snapshot_in_a_second) {
    Feed feed;
    Viewer a(feed);
    a.receive_bytes(4);
    std::string ask, many;
    detail::append_frame(ask, detail::WsOpcode::text, "resync", 7);
    for (int i = 0; i < 5'000; ++i) many += ask;
    const int before = feed.snapshots;
    a.send(many);
    EXPECT_EQ(a.receive_bytes(4), frame("=0"));
    a.send(many);
    feed.publish(1);
    EXPECT_EQ(a.receive_bytes(7), frame("1") + frame("=1")) << "the next one comes later, and as of then";
    EXPECT_EQ(feed.snapshots, before + 2) << "of 10,000 wishes";
}

TEST(Fanout, serves_event_streams_with_the_same_messages) {
    Feed feed;
    RawClient client(feed.port);
    client.send("GET /sse HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(client.receive_until("\r\n\r\n").contains("Content-Type: text/event-stream\r\n"));
    EXPECT_TRUE(client.receive_until("\n\n\r\n").contains("event: snapshot\ndata: =0\n\n"));
    feed.publish(7);
    EXPECT_TRUE(client.receive_until("\n\n\r\n").contains("id: 7\nevent: number\ndata: 7\n\n"));
    client.close();
    feed.wait_for_members(0);
}

TEST(Fanout, gathers_messages_into_few_system_calls) {
    Feed feed({.gather = 20ms});
    Viewer a(feed);
    a.receive_bytes(4);
    std::string expected;
    for (int i = 0; i < 9; ++i) {
        feed.publish(i);
        expected += frame(std::to_string(i));
    }
    EXPECT_EQ(a.receive_bytes(expected.size()), expected);
}

TEST(Fanout, a_slow_member_gets_a_snapshot_instead_of_the_backlog_and_delays_nobody) {
    Feed feed({.queue_bytes_max = 200000, .behind_max = 60s});
    Viewer fast(feed);
    Viewer slow(feed);
    slow.shrink_receive_buffer(64 << 10);
    EXPECT_EQ(fast.receive_bytes(4), frame("=0"));
    const std::string padding(50000, 'x');
    int number = 0;
    std::string expected;
    while (feed.stats().behind == 0) {
        ASSERT_LT(number, 500);
        feed.publish(++number, padding);
        expected = frame(std::to_string(number) + padding);
        ASSERT_TRUE(fast.receive_bytes(expected.size()) == expected);
    }
    for (int i = 0; i < 50; ++i) feed.publish(++number, padding);
    // It reads again: whole old frames, then the newest state, then what follows.
    const std::string state = frame("=" + std::to_string(number));
    const std::string backlog = slow.receive([&](const std::string& s) { return s.ends_with(state); });
    ASSERT_TRUE(backlog.ends_with(state));
    EXPECT_FALSE(backlog.contains(std::to_string(number - 10) + "x")) << "the backlog was dropped";
    feed.publish(++number);
    EXPECT_EQ(slow.receive_bytes(2 + std::to_string(number).size()), frame(std::to_string(number)));
    EXPECT_EQ(feed.stats().behind, 0U);
    EXPECT_EQ(feed.stats().dropped_to_snapshot, 1U);
}

TEST(Fanout, a_member_that_never_catches_up_is_cut) {
    Feed feed({.queue_bytes_max = 100000, .behind_max = 300ms});
    Viewer fast(feed);
    Viewer dead(feed);
    RawClient dead_stream(feed.port);
    dead_stream.send("GET /sse HTTP/1.1\r\nHost: a\r\n\r\n");
    feed.wait_for_members(3);
    const std::string padding(50000, 'x');
    for (int i = 0; i < 1000 && feed.stats().behind < 2; ++i) {
        feed.publish(i, padding);
        fast.receive([](const std::string& s) { return !s.empty(); });
    }
    std::string rest = fast.receive_all(100ms);
    feed.wait_for_members(1);
    EXPECT_EQ(feed.stats().cut, 2U);
    feed.publish(9999);
    EXPECT_TRUE(fast.receive([](const std::string& s) { return s.ends_with("9999"); }).ends_with(frame("9999")));
}

}  // namespace
}  // namespace argosy::net
