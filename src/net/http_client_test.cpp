#include "net/http_client.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "net/http_server.hpp"

namespace argosy::net {
namespace {

/// Client and server on one loop; wait() runs it until something has happened.
class HttpClientTest : public ::testing::Test {
protected:
    HttpClientTest() {
        server = std::make_unique<HttpServer>(
            loop, [this](const Request& r, Responder to) { handle(r, std::move(to)); },
            ServerOptions{.idle_timeout = 200ms});
        port = server->listen("127.0.0.1", 0).value();
        client = std::make_unique<HttpClient>(loop, ClientOptions{.connections_per_host_max = 2});
    }

    void handle(const Request& request, Responder to) {
        if (request.path() == "/never") return never.push_back(std::move(to));
        if (request.path() == "/ws") {
            auto peer =
                to.accept_websocket({.on_text = [](WsPeer& from, std::string_view text) { from.send_text(text); },
                                     .on_binary = {},
                                     .on_close = {},
                                     .on_overflow = {},
                                     .on_drained = {}});
            EXPECT_TRUE(peer.has_value());
            return;
        }
        if (request.path() == "/open") {
            open = to.stream({.status = 200});
            open.write("so far");
            return;
        }
        if (request.path() == "/chunks") {
            auto stream = to.stream({.status = 200});
            stream.write("one ");
            stream.write("two");
            return stream.finish();
        }
        Response response{.status = request.path() == "/missing" ? 404 : 200};
        response.headers.add("X-Host", request.headers.value("Host"));
        response.body = request.method_text + " " + request.target + " " + request.body;
        to.send(std::move(response));
    }

    [[nodiscard]] std::string url(std::string_view target, std::string_view scheme = "http") const {
        return std::string(scheme) + "://127.0.0.1:" + std::to_string(port) + std::string(target);
    }

    Result<Response> fetch(ClientRequest request) {
        std::optional<Result<Response>> result;
        client->send(std::move(request), [&](Result<Response> r) {
            result = std::move(r);
            loop.stop();
        });
        EXPECT_FALSE(result.has_value()) << "never from inside send";
        loop.run_for(5s);
        EXPECT_TRUE(result.has_value());
        return result ? std::move(*result) : fail(Errc::internal, "no callback");
    }
    std::string body_of(std::string_view target) {
        auto r = fetch({.url = url(target)});
        return r ? std::string(r->body.view()) : std::string(r.error().message());
    }

    Loop loop;
    std::vector<Responder> never;
    BodyStream open;
    std::unique_ptr<HttpServer> server;
    std::unique_ptr<HttpClient> client;
    std::uint16_t port = 0;
};

/// A server of one connection that does what the test says, with the system's sockets.
class RawServer {
public:
    explicit RawServer(std::function<void(int)> serve) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at);
        socklen_t size = sizeof at;
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&at), &size);
        port = ntohs(at.sin_port);
        ::listen(fd_, 8);
        thread_ = std::thread([this, serve = std::move(serve)] {
            const int connection = ::accept(fd_, nullptr, nullptr);
            serve(connection);
            ::close(connection);
        });
    }
    ~RawServer() {
        ::shutdown(fd_, SHUT_RDWR);
        thread_.join();
        ::close(fd_);
    }
    static void say(int connection, std::string_view bytes) {
        ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    static void hear(int connection) {
        char buffer[4096];
        ::recv(connection, static_cast<char*>(buffer), sizeof buffer, 0);
    }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port) + "/"; }

    std::uint16_t port = 0;

private:
    int fd_;
    std::thread thread_;
};

TEST_F(HttpClientTest, fetches_and_keeps_its_connection) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(body_of("/a?b=c"), "GET /a?b=c ");
    EXPECT_EQ(server->stats().accepted, 1U);
    EXPECT_EQ(client->open_connections(), 1U);
}

TEST_F(HttpClientTest, sends_bodies_and_header_fields) {
    ClientRequest request{.method = Method::post, .url = url("/x"), .body = "hello"};
    request.headers.add("X-A", "b");
    const auto response = fetch(std::move(request)).value();
    EXPECT_EQ(response.body.view(), "POST /x hello");
    EXPECT_EQ(response.headers.value("x-host"), "127.0.0.1:" + std::to_string(port));
}

TEST_F(HttpClientTest, any_status_is_an_answer) { EXPECT_EQ(fetch({.url = url("/missing")}).value().status, 404); }

TEST_F(HttpClientTest, reads_chunks_whole_or_as_they_come) {
    EXPECT_EQ(body_of("/chunks"), "one two");
    std::string parts;
    ClientRequest request{.url = url("/chunks")};
    request.on_body = [&](std::string_view part) {
        parts.append(part);
        return true;
    };
    EXPECT_EQ(fetch(std::move(request)).value().body.view(), "");
    EXPECT_EQ(parts, "one two");
    ClientRequest cut{.url = url("/chunks")};
    cut.on_body = [](std::string_view) { return false; };
    EXPECT_EQ(fetch(std::move(cut)).error().code(), Errc::rejected);
}

TEST_F(HttpClientTest, head_has_a_length_and_no_body) {
    const auto response = fetch({.method = Method::head, .url = url("/a")}).value();
    EXPECT_EQ(response.headers.value("Content-Length"), "8");
    EXPECT_EQ(response.body.size(), 0U);
    EXPECT_EQ(body_of("/b"), "GET /b ") << "and the connection is still usable";
}

TEST_F(HttpClientTest, requests_beyond_the_connections_wait_their_turn) {
    int answers = 0;
    for (int i = 0; i < 20; ++i) {
        client->send({.url = url("/" + std::to_string(i))}, [&](Result<Response> r) {
            EXPECT_TRUE(r.has_value());
            if (++answers == 20) loop.stop();
        });
    }
    loop.run_for(5s);
    EXPECT_EQ(answers, 20);
    EXPECT_EQ(server->stats().accepted, 2U);
}

TEST_F(HttpClientTest, gives_up_on_a_read_in_time_and_frees_the_place) {
    const auto result = fetch({.url = url("/never"), .timeout = 100ms});
    EXPECT_EQ(result.error().code(), Errc::timeout);
    EXPECT_EQ(client->open_connections(), 0U);
    EXPECT_EQ(body_of("/a"), "GET /a ");
}

TEST_F(HttpClientTest, says_that_it_does_not_know_what_became_of_a_command) {
    const auto timed_out = fetch({.method = Method::post, .url = url("/never"), .timeout = 100ms});
    EXPECT_EQ(timed_out.error().code(), Errc::outcome_unknown);
    const RawServer hangs_up([](int c) { RawServer::hear(c); });
    const auto cut = fetch({.method = Method::post, .url = hangs_up.url(), .body = "x"});
    EXPECT_EQ(cut.error().code(), Errc::outcome_unknown);
}

TEST_F(HttpClientTest, an_answer_that_cannot_be_read_says_nothing_about_a_command) {
    const auto rubbish = [](int c) {
        RawServer::hear(c);
        RawServer::say(c, "this is no answer\r\n\r\n");
    };
    const RawServer first(rubbish), second(rubbish);
    EXPECT_EQ(fetch({.method = Method::post, .url = first.url(), .body = "x"}).error().code(), Errc::outcome_unknown);
    EXPECT_EQ(fetch({.url = second.url()}).error().code(), Errc::parse);
}

TEST_F(HttpClientTest, an_answer_that_nobody_reads_any_more_is_given_up) {
    const auto gate = std::make_shared<BodyGate>();
    const auto result = fetch({.url = url("/open"),
                               .on_head = [](const Response&) { return Duration::max(); },
                               .on_body =
                                   [&](std::string_view) {
                                       loop.post([gate] { gate->cut(); });
                                       return true;
                                   },
                               .gate = gate});
    EXPECT_EQ(result.error().code(), Errc::rejected);
    EXPECT_EQ(client->open_connections(), 0U);
    gate->cut();  // it has ended already
}

TEST_F(HttpClientTest, a_read_that_is_cut_off_is_unavailable) {
    const RawServer hangs_up([](int c) {
        RawServer::hear(c);
        RawServer::say(c, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    });
    EXPECT_EQ(fetch({.url = hangs_up.url()}).error().code(), Errc::unavailable);
}

TEST_F(HttpClientTest, a_command_that_nobody_took_is_simply_unavailable) {
    const auto refused = fetch({.method = Method::post, .url = "http://127.0.0.1:1/"});
    EXPECT_EQ(refused.error().code(), Errc::unavailable);
    EXPECT_EQ(fetch({.url = "no url"}).error().code(), Errc::invalid_argument);
}

TEST_F(HttpClientTest, notices_connections_that_went_stale) {
    EXPECT_EQ(body_of("/a"), "GET /a ");
    loop.run_for(500ms);  // the server closes idle connections after 200 ms
    EXPECT_EQ(client->open_connections(), 0U);
    EXPECT_EQ(fetch({.method = Method::post, .url = url("/b")}).value().body.view(), "POST /b ");
}

TEST_F(HttpClientTest, repeats_a_read_once_when_the_pooled_connection_dies_under_it) {
    // Answers once, then takes the next request and hangs up; the repetition finds nobody listening twice.
    int connections = 0;
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size);
    ::listen(fd, 8);
    std::thread serve([&] {
        for (; connections < 2; ++connections) {
            const int c = ::accept(fd, nullptr, nullptr);
            RawServer::hear(c);
            RawServer::say(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            RawServer::hear(c);
            ::close(c);
        }
    });
    const std::string where = "http://127.0.0.1:" + std::to_string(ntohs(at.sin_port)) + "/";
    EXPECT_EQ(fetch({.url = where}).value().body.view(), "ok");
    EXPECT_EQ(fetch({.url = where}).value().body.view(), "ok");
    client.reset();  // its idle connection ends, and the thread with it
    loop.run_for(10ms);
    serve.join();
    EXPECT_EQ(connections, 2);
    ::close(fd);
}

TEST_F(HttpClientTest, refuses_answers_that_are_not_http_or_pass_a_limit) {
    const RawServer garbage([](int c) {
        RawServer::hear(c);
        RawServer::say(c, "hello there\r\n\r\n");
    });
    EXPECT_EQ(fetch({.url = garbage.url()}).error().code(), Errc::parse);
    client = std::make_unique<HttpClient>(loop, ClientOptions{.response_bytes_max = 100});
    const RawServer large([](int c) {
        RawServer::hear(c);
        RawServer::say(c, "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n");
        RawServer::hear(c);
    });
    EXPECT_EQ(fetch({.url = large.url()}).error().code(), Errc::parse);
}

TEST_F(HttpClientTest, an_answer_without_a_length_ends_with_the_connection) {
    const RawServer old([](int c) {
        RawServer::hear(c);
        RawServer::say(c, "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.0 200 OK\r\n\r\nto the end");
    });
    EXPECT_EQ(fetch({.url = old.url()}).value().body.view(), "to the end");
}

TEST_F(HttpClientTest, addresses_that_are_not_allowed_are_never_connected) {
    std::vector<std::string> asked;
    client = std::make_unique<HttpClient>(loop, ClientOptions{.allow_address = [&](std::string_view address) {
                                              asked.emplace_back(address);
                                              return false;
                                          }});
    for (const auto& target :
         {url("/a"), "http://localhost:" + std::to_string(port) + "/a", std::string("unix:/x:/a")}) {
        const auto r = fetch({.method = Method::post, .url = target});
        ASSERT_FALSE(r) << target;
        EXPECT_EQ(r.error().code(), Errc::unauthorized) << r.error().describe();
    }
    EXPECT_EQ(server->stats().accepted, 0U);
    EXPECT_EQ(asked.front(), "127.0.0.1");
    EXPECT_GE(asked.size(), 2U) << "what the name means was asked as well";
    EXPECT_EQ(client->open_connections(), 0U);
}

TEST_F(HttpClientTest, a_name_with_one_allowed_address_leads_there) {
    client = std::make_unique<HttpClient>(
        loop, ClientOptions{.allow_address = [](std::string_view address) { return address == "127.0.0.1"; }});
    const auto r = fetch({.url = "http://localhost:" + std::to_string(port) + "/a"});
    ASSERT_TRUE(r) << r.error().describe();
    EXPECT_EQ(r->body.view(), "GET /a ");
}

TEST_F(HttpClientTest, talks_to_a_socket_file) {
    const std::string path = ::testing::TempDir() + "/argosy_client_test.sock";
    ASSERT_TRUE(server->listen_unix(path).has_value());
    EXPECT_EQ(fetch({.url = "unix:" + path + ":/a"}).value().body.view(), "GET /a ");
}

TEST_F(HttpClientTest, opens_websockets) {
    std::string echoed;
    std::optional<CloseCode> closed;
    WsPeer mine;
    WsHandlers handlers;
    handlers.on_text = [&](WsPeer& peer, std::string_view text) {
        echoed = text;
        peer.close(CloseCode::normal, "done");
    };
    handlers.on_close = [&](CloseCode code, std::string_view) {
        closed = code;
        loop.stop();
    };
    client->connect_websocket({.url = url("/ws", "ws")}, std::move(handlers), {}, [&](Result<WsPeer> peer) {
        ASSERT_TRUE(peer.has_value()) << peer.error().message();
        mine = *peer;
        EXPECT_TRUE(mine.send_text(std::string(70000, 'w')));
    });
    loop.run_for(5s);
    EXPECT_EQ(echoed, std::string(70000, 'w'));
    EXPECT_EQ(closed, CloseCode::normal);
    EXPECT_FALSE(mine.is_open());
}

TEST_F(HttpClientTest, says_when_there_is_no_websocket) {
    std::optional<Errc> code;
    client->connect_websocket({.url = url("/missing", "ws")}, {}, {}, [&](Result<WsPeer> peer) {
        code = peer.error().code();
        loop.stop();
    });
    loop.run_for(5s);
    EXPECT_EQ(code, Errc::rejected);
}

TEST_F(HttpClientTest, destroying_it_drops_what_is_under_way) {
    client->send({.url = url("/never")}, [](Result<Response>) { FAIL() << "must not be called"; });
    loop.run_for(50ms);
    client.reset();
    loop.run_for(50ms);
    never.clear();
    EXPECT_EQ(server->stats().connections, 0U);
}

}  // namespace
}  // namespace argosy::net
