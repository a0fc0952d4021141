#include "net/http_server.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "support/loop_thread.hpp"
#include "support/raw_client.hpp"

namespace argosy::net {
namespace {

using namespace std::string_view_literals;

using test::LoopThread;
using test::RawClient;
using test::status_of;

constexpr std::string_view get_hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

/// Answers "METHOD target body" at once; /later answers 20 ms later, /never drops its Responder, /big is 8 MB.
class Server {
public:
    explicit Server(ServerOptions options = {}) {
        port_ = thread_.call([&] {
            server_ = std::make_unique<HttpServer>(
                thread_.loop(), [this](const Request& request, Responder to) { handle(request, std::move(to)); },
                std::move(options));
            return server_->listen("127.0.0.1", 0).value();
        });
    }
    ~Server() {
        thread_.call([this] {
            server_.reset();
            stream = {};  // like everything of net, it may not outlive the loop
        });
        thread_.stop();
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] LoopThread& thread() { return thread_; }
    [[nodiscard]] HttpServer& http() { return *server_; }
    ServerStats stats() {
        return thread_.call([this] { return server_->stats(); });
    }
    std::string exchange(std::string_view bytes) {
        RawClient client(port_);
        client.send(bytes);
        client.finish_sending();
        return client.receive_all();
    }

    BodyStream stream;
    int streams_closed = 0;
    std::atomic<int> local_requests = 0;
    std::atomic<bool> may_stay = true;

private:
    void handle(const Request& request, Responder to) {
        if (request.is_local_user) ++local_requests;
        if (request.path() == "/never") return;
        if (request.path() == "/stream") {
            to.lives_while([this] { return may_stay.load(); });
            stream = to.stream({.status = 200});
            stream.on_close([this] { ++streams_closed; });
            return;
        }
        if (request.path() == "/later") {
            timer_ = std::make_unique<Timer>(thread_.loop());
            timer_->after(20ms, [to = std::move(to)]() mutable { to.send({.body = "later"}); });
            return;
        }
        if (request.path() == "/big") return to.send({.body = std::string(8 << 20, 'x')});
        to.send({.body = request.method_text + " " + request.target + " " + request.body});
    }

    LoopThread thread_;
    std::unique_ptr<HttpServer> server_;
    std::unique_ptr<Timer> timer_;
    std::uint16_t port_ = 0;
};

std::size_t count(std::string_view text, std::string_view what) {
    std::size_t n = 0;
    for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++n;
    return n;
}

TEST(HttpServer, answers_and_keeps_the_connection) {
    Server server;
    RawClient client(server.port());
    for (int i = 0; i < 3; ++i) {
        client.send(get_hello);
        const auto answer = client.receive_until("GET /hello ");
        EXPECT_EQ(status_of(answer), 200);
        EXPECT_TRUE(answer.contains("Content-Length: 11\r\n")) << answer;
        EXPECT_TRUE(answer.contains(" GMT\r\n"));
        EXPECT_FALSE(answer.contains("Connection:"));
    }
    EXPECT_EQ(server.stats().accepted, 1U);
    EXPECT_EQ(server.stats().requests, 3U);
}

TEST(HttpServer, reads_a_request_that_arrives_byte_by_byte) {
    Server server;
    RawClient client(server.port());
    for (const char c : std::string_view("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")) {
        ASSERT_TRUE(client.send({&c, 1}));
    }
    EXPECT_TRUE(client.receive_until("POST /a abc").ends_with("POST /a abc"));
}

TEST(HttpServer, reads_chunks_and_ignores_trailers) {
    Server server;
    const auto answer = server.exchange(
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nHost: evil\r\n\r\n");
    EXPECT_TRUE(answer.ends_with("POST /a abc0123456789")) << answer;
}

TEST(HttpServer, answers_pipelined_requests_in_order) {
    Server server;
    std::string many = "GET /later HTTP/1.1\r\nHost: a\r\n\r\n";
    for (int i = 0; i < 50; ++i) many += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    const auto answers = server.exchange(many);
    EXPECT_EQ(count(answers, "HTTP/1.1 200 OK"), 51U);
    auto at = answers.find("later");
    for (int i = 0; i < 50; ++i) {
        const auto next = answers.find("GET /" + std::to_string(i) + " ", at);
        ASSERT_NE(next, std::string::npos) << i;
        at = next;
    }
}

TEST(HttpServer, answers_a_client_that_has_finished_sending) {
    Server server;
    EXPECT_TRUE(server.exchange("GET /later HTTP/1.1\r\nHost: a\r\n\r\n").ends_with("\r\n\r\nlater"));
}

TEST(HttpServer, closes_when_asked_to_and_after_http_1_0) {
    Server server;
    RawClient client(server.port());
    client.send("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(client.receive_all().contains("Connection: close\r\n"));
    RawClient old(server.port());
    old.send("GET /a HTTP/1.0\r\n\r\n");
    EXPECT_EQ(status_of(old.receive_all()), 200);
    EXPECT_TRUE(old.is_closed_by_server());
}

TEST(HttpServer, gives_head_the_header_of_get_and_no_body) {
    Server server;
    const auto answer = server.exchange("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(answer.contains("Content-Length: 8\r\n"));
    EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST(HttpServer, sends_large_answers_to_slow_readers_whole) {
    Server server;
    RawClient client(server.port());
    client.shrink_receive_buffer(64 << 10);
    client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    client.receive_until("\r\n\r\n");
    EXPECT_TRUE(client.receive_bytes(8 << 20) == std::string(8 << 20, 'x'));
    client.send(get_hello);
    EXPECT_EQ(status_of(client.receive_until("/hello ")), 200);
}

TEST(HttpServer, tells_a_client_that_waits_to_continue) {
    Server server;
    RawClient client(server.port());
    client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("ok");
    EXPECT_TRUE(client.receive_until("POST /a ok").starts_with("HTTP/1.1 200"));
}

TEST(HttpServer, a_request_without_an_answer_gets_500) {
    Server server;
    EXPECT_EQ(status_of(server.exchange("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")), 500);
}

struct Bad {
    std::string_view name, bytes;
    int status;
};
class BadRequest : public ::testing::TestWithParam<Bad> {};

TEST_P(BadRequest, is_refused_and_the_connection_closed) {
    Server server;
    RawClient client(server.port());
    client.send(GetParam().bytes);
    const auto answer = client.receive_all();
    EXPECT_EQ(status_of(answer), GetParam().status) << answer;
    EXPECT_TRUE(answer.contains("Connection: close\r\n")) << answer;
    EXPECT_EQ(count(answer, "\r\nDate: "), 1U) << "what follows a bad request must not be read as another one";
    EXPECT_EQ(server.stats().requests, 0U);
}

INSTANTIATE_TEST_SUITE_P(
    HttpServer, BadRequest,
    ::testing::Values(
        Bad{"garbage", "\x16\x03\x01\x02\r\n\r\n", 400}, Bad{"no_version", "GET /\r\n\r\n", 400},
        Bad{"http_2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505}, Bad{"http_3", "GET / HTTP/3.1\r\nHost: a\r\n\r\n", 505},
        Bad{"no_host", "GET / HTTP/1.1\r\n\r\n", 400},
        Bad{"two_hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        Bad{"no_slash", "GET hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Bad{"connect", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Bad{"bare_line_feeds", "GET / HTTP/1.1\nHost: a\n\n\r\n\r\n", 505},
        Bad{"space_before_colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        Bad{"null_in_header", "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"sv, 400},
        Bad{"both_lengths",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x "
            "HTTP/1.1\r\nHost: a\r\n\r\n",
            400},
        Bad{"both_lengths_reversed",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\nGET /x "
            "HTTP/1.1\r\nHost: a\r\n\r\n",
            400},
        Bad{"two_lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400},
        Bad{"negative_length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400},
        Bad{"huge_length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400},
        Bad{"unknown_transfer_encoding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\nabc", 501},
        Bad{"hidden_chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501},
        Bad{"chunked_twice", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 501},
        Bad{"chunks_in_1_0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        Bad{"bad_chunk", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", 400},
        Bad{"body_too_large", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", 413},
        Bad{"chunk_too_large", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n", 413}),
    [](const auto& param) { return std::string(param.param.name); });

TEST(HttpServer, refuses_a_header_that_is_too_large) {
    Server server;
    RawClient client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20000, 'x') + "\r\n\r\n");
    EXPECT_EQ(status_of(client.receive_all()), 431);
    EXPECT_FALSE(client.was_reset());
    RawClient endless(server.port());
    std::string line = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;";
    endless.send(line.append(60000, 'x'));
    EXPECT_EQ(status_of(endless.receive_all()), 431);
}

TEST(HttpServer, lets_a_client_read_the_refusal_while_it_still_sends) {
    Server server;
    RawClient client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n");
    client.send(std::string(4000000, 'x'));
    EXPECT_EQ(status_of(client.receive_all()), 413);
    EXPECT_FALSE(client.was_reset());
}

TEST(HttpServer, gives_a_slow_header_a_total_deadline) {
    Server server({.header_timeout = 300ms});
    RawClient client(server.port());
    const auto started = std::chrono::steady_clock::now();
    client.send("GET / HTTP/1.1\r\n");
    // One header line each 50 ms: never idle, never finished.
    while (client.send("X-A: b\r\n") && client.receive([](auto& s) { return !s.empty(); }, 50ms).empty()) {
        ASSERT_LT(std::chrono::steady_clock::now() - started, 3s);
    }
    EXPECT_GE(std::chrono::steady_clock::now() - started, 250ms);
    EXPECT_EQ(server.stats().timeouts, 1U);
}

TEST(HttpServer, gives_a_slow_body_a_total_deadline) {
    Server server({.body_timeout = 300ms});
    RawClient client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nab");
    EXPECT_EQ(status_of(client.receive_all()), 408);
}

TEST(HttpServer, closes_idle_connections_without_a_word) {
    Server server({.header_timeout = 200ms, .idle_timeout = 200ms});
    RawClient silent(server.port());
    EXPECT_EQ(silent.receive_all(), "");
    RawClient idle(server.port());
    idle.send(get_hello);
    EXPECT_EQ(status_of(idle.receive_all()), 200);
    EXPECT_TRUE(idle.is_closed_by_server());
}

TEST(HttpServer, cuts_a_client_that_takes_nothing) {
    Server server({.write_timeout = 300ms});
    RawClient client(server.port());
    client.shrink_receive_buffer(64 << 10);
    client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    std::this_thread::sleep_for(1s);
    EXPECT_EQ(server.stats().connections, 0U);
    EXPECT_EQ(server.stats().timeouts, 1U);
}

TEST(HttpServer, refuses_connections_beyond_its_limits) {
    Server server({.connections_max = 3, .connections_per_address_max = 2});
    RawClient a(server.port());
    RawClient b(server.port());
    a.send(get_hello);
    b.send(get_hello);
    EXPECT_EQ(status_of(a.receive_until("/hello ")), 200);
    EXPECT_EQ(status_of(b.receive_until("/hello ")), 200);
    RawClient c(server.port());
    EXPECT_EQ(status_of(c.receive_all()), 503);
    a.close();
    for (int i = 0; i < 100 && server.stats().connections > 1; ++i) std::this_thread::sleep_for(10ms);
    RawClient d(server.port());
    d.send(get_hello);
    EXPECT_EQ(status_of(d.receive_until("/hello ")), 200);
    EXPECT_EQ(server.stats().refused, 1U);
}

TEST(HttpServer, the_network_cannot_take_the_places_of_the_socket_file) {
    const std::string path = ::testing::TempDir() + "/argosy_net_places.sock";
    ::unlink(path.c_str());
    Server server({.connections_max = 2});
    server.thread().call([&] { EXPECT_TRUE(server.http().listen_unix(path).has_value()); });
    RawClient a(server.port()), b(server.port());
    a.send(get_hello);
    b.send(get_hello);
    EXPECT_EQ(status_of(a.receive_until("/hello ")), 200);
    EXPECT_EQ(status_of(b.receive_until("/hello ")), 200);
    RawClient c(server.port());
    EXPECT_EQ(status_of(c.receive_all()), 503);
    RawClient owner(path);
    owner.send(get_hello);
    EXPECT_EQ(status_of(owner.receive_until("/hello ")), 200);
    RawClient d(server.port());
    EXPECT_EQ(status_of(d.receive_all()), 503) << "nor the other way round";
}

TEST(HttpServer, a_stream_ends_when_it_may_not_stay) {
    Server server;
    RawClient client(server.port());
    client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
    client.receive_until("\r\n\r\n");
    server.thread().call([&] { EXPECT_TRUE(server.stream.write("still here")); });
    EXPECT_TRUE(client.receive_until("still here").ends_with("still here"));
    server.may_stay = false;
    EXPECT_TRUE(client.is_closed_by_server());
}

TEST(HttpServer, streams_in_chunks_and_notices_a_client_that_leaves) {
    Server server;
    RawClient client(server.port());
    client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(client.receive_until("\r\n\r\n").contains("Transfer-Encoding: chunked\r\n"));
    server.thread().call([&] { return server.stream.write("hello") && server.stream.write("world!"); });
    EXPECT_EQ(client.receive_until("world!\r\n"), "5\r\nhello\r\n6\r\nworld!\r\n");
    server.thread().call([&] { server.stream.finish(); });
    EXPECT_EQ(client.receive_until("0\r\n\r\n"), "0\r\n\r\n");
    client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
    client.receive_until("\r\n\r\n");
    client.close();
    for (int i = 0; i < 100 && server.thread().call([&] { return server.streams_closed; }) == 0; ++i) {
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_EQ(server.thread().call([&] { return server.streams_closed; }), 1);
    EXPECT_FALSE(server.thread().call([&] { return server.stream.write("x"); }));
}

TEST(HttpServer, cuts_a_stream_whose_last_handle_goes) {
    Server server;
    RawClient client(server.port());
    client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
    client.receive_until("\r\n\r\n");
    server.thread().call([&] { server.stream = {}; });
    EXPECT_FALSE(client.receive_all().contains("0\r\n\r\n"));
    EXPECT_TRUE(client.is_closed_by_server());
}

TEST(HttpServer, bounds_what_waits_for_a_slow_stream_reader) {
    Server server;
    RawClient client(server.port());
    client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
    client.receive_until("\r\n\r\n");
    const std::string block(1 << 20, 'x');
    const int taken = server.thread().call([&] {
        int n = 0;
        while (n < 100 && server.stream.write(block)) ++n;
        return n;
    });
    EXPECT_GE(taken, 3);
    EXPECT_LT(taken, 20);
    EXPECT_LE(server.thread().call([&] { return server.stream.queued_bytes(); }), std::size_t{4} << 20);
}

TEST(HttpServer, stops_gracefully) {
    Server server;
    RawClient idle(server.port());
    idle.send(get_hello);
    idle.receive_until("/hello ");
    RawClient busy(server.port());
    busy.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    while (server.stats().requests < 2) std::this_thread::yield();
    std::promise<void> stopped;
    server.thread().call([&] { server.http().stop([&] { stopped.set_value(); }); });
    EXPECT_TRUE(idle.is_closed_by_server());
    const auto answer = busy.receive_all();
    EXPECT_TRUE(answer.contains("Connection: close")) << answer;
    EXPECT_TRUE(answer.ends_with("later"));
    busy.close();
    EXPECT_EQ(stopped.get_future().wait_for(3s), std::future_status::ready);
    EXPECT_FALSE(RawClient(server.port()).is_connected());
}

TEST(HttpServer, cuts_what_outlasts_the_grace) {
    Server server({.stop_grace = 100ms});
    RawClient client(server.port());
    client.shrink_receive_buffer(64 << 10);
    client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    std::this_thread::sleep_for(50ms);
    std::promise<void> stopped;
    server.thread().call([&] { server.http().stop([&] { stopped.set_value(); }); });
    EXPECT_EQ(stopped.get_future().wait_for(3s), std::future_status::ready);
}

TEST(HttpServer, explains_why_it_cannot_listen) {
    Server server;
    server.thread().call([&] {
        HttpServer second(server.thread().loop(), [](const Request&, Responder) {});
        const auto taken = second.listen("127.0.0.1", server.port());
        EXPECT_EQ(taken.error().code(), Errc::unavailable);
        EXPECT_TRUE(taken.error().hint().contains("another port"));
        EXPECT_EQ(second.listen("example", 0).error().code(), Errc::invalid_argument);
    });
}

TEST(HttpServer, serves_a_socket_file_that_only_the_owner_may_open) {
    const std::string path = ::testing::TempDir() + "/argosy_net_test.sock";
    ::unlink(path.c_str());
    {
        Server server;
        server.thread().call([&] { EXPECT_TRUE(server.http().listen_unix(path).has_value()); });
        EXPECT_EQ(::access(path.c_str(), F_OK), 0);
        RawClient client(path);
        client.send(get_hello);
        EXPECT_EQ(status_of(client.receive_until("/hello ")), 200);
        Server other;
        other.thread().call([&] {
            const auto second = other.http().listen_unix(path);
            ASSERT_FALSE(second.has_value());
            EXPECT_EQ(second.error().code(), Errc::unavailable);
        });
    }
    EXPECT_NE(::access(path.c_str(), F_OK), 0) << "the file goes with the server";
}

TEST(HttpServer, only_the_socket_file_makes_the_owner) {
    const std::string path = ::testing::TempDir() + "/argosy_net_owner.sock";
    ::unlink(path.c_str());
    Server server;
    server.thread().call([&] { EXPECT_TRUE(server.http().listen_unix(path).has_value()); });
    RawClient owner(path);
    owner.send(get_hello);
    EXPECT_EQ(status_of(owner.receive_until("/hello ")), 200);
    EXPECT_EQ(server.local_requests, 1);
    EXPECT_TRUE(server.exchange(get_hello).contains("GET /hello"));
    EXPECT_EQ(server.local_requests, 1);
}

// Its bytes can still be read when it is accepted, and its address is not to be had any more.
TEST(HttpServer, a_client_that_resets_before_it_is_accepted_is_not_heard) {
    Server server;
    server.thread().call([&] {  // nothing is accepted meanwhile
        for (int i = 0; i < 20; ++i) {
            RawClient client(server.port());
            client.send("POST /order HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
            client.reset();
        }
    });
    EXPECT_TRUE(server.exchange(get_hello).contains("GET /hello")) << "the queue has been worked off";
    EXPECT_EQ(server.local_requests, 0);
    EXPECT_EQ(server.stats().requests, 1U);
}

TEST(HttpServer, another_user_is_refused_even_when_the_file_lets_him_in) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
    const std::string path = ::testing::TempDir() + "/argosy_net_others.sock";
    ::unlink(path.c_str());
    Server server;
    server.thread().call([&] { EXPECT_TRUE(server.http().listen_unix(path).has_value()); });
    ::chmod(path.c_str(), 0666);
    std::thread([&] {
        ASSERT_EQ(::syscall(SYS_setresuid, 65534, 65534, 65534), 0);  // of this thread alone
        RawClient client(path);
        ASSERT_TRUE(client.is_connected());
        client.send(get_hello);
        EXPECT_EQ(client.receive_all(), "");
        EXPECT_TRUE(client.has_ended());
    }).join();
    EXPECT_EQ(server.stats().requests, 0U);
}

TEST(HttpServer, replaces_the_socket_file_of_a_dead_process) {
    const std::string path = ::testing::TempDir() + "/argosy_net_stale.sock";
    ::unlink(path.c_str());
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    std::memcpy(static_cast<char*>(at.sun_path), path.c_str(), path.size() + 1);
    ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
    ::close(fd);
    Server server;
    server.thread().call([&] { EXPECT_TRUE(server.http().listen_unix(path).has_value()); });
}

TEST(SseEvent, splits_lines_into_data_fields) {
    EXPECT_EQ(make_sse_event("bar", "a\nb", "7"), "id: 7\nevent: bar\ndata: a\ndata: b\n\n");
    EXPECT_EQ(make_sse_event("", ""), "data: \n\n");
}

}  // namespace
}  // namespace argosy::net
