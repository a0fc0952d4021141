#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "base/time.hpp"
#include "net/http.hpp"
#include "net/loop.hpp"
#include "net/websocket.hpp"

/// HTTP/1.1 server with keep-alive, pipelining (answered in order), streamed answers and WebSockets,
/// over TCP, TLS and Unix-domain sockets.
///
/// Invariants:   every request that was handed to the handler is answered exactly once: a Responder
///               that is destroyed without an answer answers 500.
/// Known limits: HTTP/2 is not spoken; request bodies are held in memory (body_bytes_max).
namespace argosy::net {

namespace detail {
class HttpConnection;
struct StreamState;
struct ServerCore;
}  // namespace detail

/// A chunked answer under way (server-sent events, long exports); copies are the same answer. When the last copy goes
/// before finish(), the connection is cut, so that the client does not take half an answer for a whole one.
class BodyStream {
public:
    BodyStream() = default;
    explicit BodyStream(std::shared_ptr<detail::StreamState> state) : state_(std::move(state)) {}

    /// Queues bytes. False when closed, or when queue_bytes_max would be passed (nothing is queued then).
    bool write(std::string_view bytes);
    /// The same without copying: `chunk` is made by make_chunk and may be shared by many streams.
    bool write_chunk(Bytes chunk);
    /// Queues without writing: several chunks that are queued and then flushed leave in one system call.
    bool write_chunk_later(Bytes chunk);
    void flush();
    /// Ends the answer.
    void finish();
    /// Drops the connection.
    void cut();
    /// Forgets what waits in the queue and has not been handed to the system.
    void drop_queue();
    void on_close(Task task);
    /// Each time everything queued has been handed to the system: the moment to write more.
    void on_drained(Task task);

    [[nodiscard]] bool is_open() const noexcept;
    [[nodiscard]] std::size_t queued_bytes() const noexcept;
    friend bool operator==(const BodyStream&, const BodyStream&) = default;

private:
    std::shared_ptr<detail::StreamState> state_;
};

/// Bytes in the form of one HTTP chunk, built once for many streams. "" gives an empty buffer.
[[nodiscard]] Bytes make_chunk(std::string_view bytes);
/// One server-sent event; a payload of several lines becomes several data fields. Empty type or id: left out.
[[nodiscard]] std::string make_sse_event(std::string_view type, std::string_view data, std::string_view id = {});

/// The right, and the duty, to answer one request. Later is fine, on the loop's thread.
class Responder {
public:
    explicit Responder(std::shared_ptr<detail::HttpConnection> connection) : connection_(std::move(connection)) {}
    Responder(Responder&&) noexcept = default;
    Responder& operator=(Responder&&) noexcept;
    ~Responder();

    /// Adds a field to the head of the answer, whatever it will be. Requires: not answered yet.
    void add_header(std::string_view name, std::string_view value);
    void send(Response response);
    /// Called by send() with the status, before the answer leaves; not for streams and WebSockets.
    void on_answer(std::move_only_function<void(int status)> told) { told_ = std::move(told); }
    /// Sends the head and leaves the body open. Content-Length in the head makes it plain instead of chunked.
    [[nodiscard]] BodyStream stream(Response head, std::size_t queue_bytes_max = 4 << 20);
    /// Completes the handshake of RFC 6455; `extra` may carry more header fields (a chosen subprotocol).
    /// Errors: invalid_argument when the request does not ask for a WebSocket of version 13; the
    ///         request is still to be answered then.
    [[nodiscard]] Result<WsPeer> accept_websocket(WsHandlers handlers, WsOptions options = {},
                                                  const Headers& extra = {});

    /// A stream or a WebSocket that comes of the answer lives while this says yes: it is asked once a second.
    void lives_while(std::function<bool()> may_stay);

    /// The client is still there.
    [[nodiscard]] bool is_connected() const noexcept;

private:
    std::shared_ptr<detail::HttpConnection> connection_;
    std::move_only_function<void(int)> told_;
};

/// Files of PEM for a TLS listener; read again by HttpServer::reload_tls.
struct TlsFiles {
    std::string certificate_chain;
    std::string private_key;
};

struct ServerOptions {
    std::size_t header_bytes_max = 16 << 10;         ///< request line and header; beyond: 431
    std::size_t body_bytes_max = 1 << 20;            ///< beyond: 413
    std::size_t connections_max = 4096;              ///< over the network; beyond: 503 and closed
    std::size_t connections_per_address_max = 2048;  ///< also of the socket file, which has its places to itself
    Duration header_timeout = 10s;  ///< from the first byte (of a connection: from its start) to the end of the header
    Duration body_timeout = 30s;    ///< for the whole body
    Duration idle_timeout = 75s;    ///< between requests
    Duration write_timeout = 30s;   ///< without one byte taken by the client
    Duration stop_grace = 5s;       ///< for answers under way when the server stops
    bool reuse_port = false;        ///< several loops may listen on one port
    /// What the client reads when its request never reached the handler (400, 408, 413, 431, 503, 505)
    /// or when the handler gave no answer (500). Empty: a line of plain text.
    std::function<Response(int status, std::string_view detail)> error_response;
};

/// Counters since the start, for metrics.
struct ServerStats {
    std::uint64_t accepted = 0, refused = 0, requests = 0, bad_requests = 0, timeouts = 0;
    std::uint64_t bytes_in = 0, bytes_out = 0;  ///< of HTTP; WebSockets are not counted
    std::size_t connections = 0;                ///< now
};

class HttpServer {
public:
    /// Called for each request, on the loop's thread. The request lives as long as its Responder.
    using Handler = std::move_only_function<void(const Request&, Responder)>;

    HttpServer(Loop& loop, Handler handler, ServerOptions options = {});
    /// Cuts every connection.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// Listens on a numeric address ("127.0.0.1", "::1", "0.0.0.0"); returns the port (0 chooses a free one).
    /// Errors: unavailable when it is taken or forbidden, with a hint; invalid_argument for a bad address.
    Result<std::uint16_t> listen(const std::string& address, std::uint16_t port);
    /// The same with TLS 1.2 or later.
    Result<std::uint16_t> listen_tls(const std::string& address, std::uint16_t port, const TlsFiles& files);
    /// Listens on a socket file that only its owner may open; a file left by a dead process is replaced.
    /// Errors: unavailable when a living process listens there.
    Result<> listen_unix(const std::string& path);
    /// Reads the TLS files again; connections that are open keep the old ones. On error nothing changes.
    Result<> reload_tls();

    /// No new connections; idle ones close, answers under way finish, WebSockets get close 1001, and what
    /// is left after stop_grace is cut. Then `done` is called, once.
    void stop(Task done);

    [[nodiscard]] ServerStats stats() const noexcept;

private:
    struct Listeners;
    std::shared_ptr<detail::ServerCore> core_;
    std::unique_ptr<Listeners> listeners_;
};

}  // namespace argosy::net
