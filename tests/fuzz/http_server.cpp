// Any bytes from a client against the whole server: sockets, connections, router, streams and WebSockets.
#include <fcntl.h>
#include <unistd.h>

#include "api/json.hpp"
#include "api/router.hpp"
#include "base/assert.hpp"
#include "net/fanout.hpp"
#include "support/raw_client.hpp"

namespace {

using namespace argosy;

/// One server for all inputs; each input is one connection.
struct Server {
    Server()
        : path("/tmp/argosy_http_server_fuzz." + std::to_string(::getpid())),
          fanout(loop, {}, [] { return std::string("snapshot"); }),
          server(
              loop, [this](const net::Request& r, net::Responder to) { router.handle(r, std::move(to)); },
              api::with_problems({.header_bytes_max = 2048, .body_bytes_max = 4096})) {
        const auto echo = [](const api::Call& call) -> Result<net::Response> {
            return api::json_response(std::string(call.body()));
        };
        router.add({.path = "/a"}, echo);
        router.add({.method = net::Method::post, .path = "/a"}, echo);
        router.add({.path = "/b/{x}/{y}"}, [](const api::Call& call) -> Result<net::Response> {
            ARGOSY_LET(const auto n, call.query_number("n", 1, 0, 9), "b");
            return api::json_response(call.parameter("x") + call.parameter("y") + std::to_string(n));
        });
        router.add_opener({.path = "/ws"}, [this](const api::Call& call, net::Responder to) {
            const auto echo_text = [](net::WsPeer& from, std::string_view text) { from.send_text(text); };
            if (!fanout.join_websocket(to, echo_text)) send_problem(to, call.request(), api::make_problem(400, "no"));
        });
        router.add_opener({.path = "/sse"},
                          [this](const api::Call&, net::Responder to) { fanout.join_sse(std::move(to)); });
        router.add_opener({.path = "/dropped"}, [](const api::Call&, net::Responder) {});
        ARGOSY_ASSERT(server.listen_unix(path).has_value(), "cannot listen");
    }
    ~Server() { ::unlink(path.c_str()); }

    std::string path;
    net::Loop loop;
    api::Router router;
    net::Fanout fanout;
    net::HttpServer server;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Server server;
    if (size > 32768) return 0;  // more than the socket takes while nobody reads
    test::RawClient client(server.path);
    client.send({reinterpret_cast<const char*>(data), size});
    client.finish_sending();
    bool is_done = false;
    std::string answer;
    std::function<void()> poll = [&] {
        server.fanout.publish("news");
        answer += client.receive_all(std::chrono::milliseconds(0));
        is_done = client.has_ended();
        is_done ? server.loop.stop() : server.loop.post([&] { poll(); });
    };
    server.loop.post([&] { poll(); });
    server.loop.run_for(std::chrono::seconds(5));
    ARGOSY_ASSERT(is_done, "a client that has finished is still being served after 5 s");
    ARGOSY_ASSERT(answer.empty() || answer.starts_with("HTTP/1.1 "), "an answer that is not HTTP");
    return 0;
}
