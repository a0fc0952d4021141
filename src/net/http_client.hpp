#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "base/time.hpp"
#include "net/http.hpp"
#include "net/loop.hpp"
#include "net/websocket.hpp"

/// HTTP/1.1 and WebSocket client with pooled connections and TLS (SNI, host name and chain verified).
///
/// Known limits: no redirects, no cookies, no proxy; answers are held in memory unless on_body is set.
namespace argosy::net {

struct ClientOptions {
    std::size_t connections_per_host_max = 8;  ///< further requests wait their turn
    std::size_t waiting_per_host_max = 1024;   ///< beyond: rate_limited at once
    std::size_t response_bytes_max = 64 << 20;
    std::size_t header_bytes_max = 64 << 10;
    Duration connect_timeout = 5s;  ///< resolving, connecting and TLS
    Duration idle_timeout = 20s;    ///< a pooled connection is given up after this
    std::string ca_file;            ///< PEM of trusted roots; empty: those of the system
    /// Asked about every address (after the name was resolved, before connecting), so that no name leads somewhere else
    /// than allowed. Socket files are refused then. Unset: all are allowed.
    std::function<bool(std::string_view address)> allow_address;
};

/// Holds the body of an answer back while its reader can take no more: the connection is not read meanwhile, so that
/// the server waits too. What has arrived already still comes.
///
/// Thread safety: the loop's thread.
class BodyGate {
public:
    void pause() noexcept { is_paused_ = true; }
    void resume();
    /// The reader has gone: the answer is given up, the connection with it, and the callback gets `rejected`.
    void cut();
    [[nodiscard]] bool is_paused() const noexcept { return is_paused_; }
    /// For the connection: what to do at resume().
    void wait(Task go_on) { go_on_ = std::move(go_on); }
    /// For the client: what to do at cut().
    void on_cut(Task give_up) { give_up_ = std::move(give_up); }

private:
    bool is_paused_ = false;
    Task go_on_, give_up_;
};

struct ClientRequest {
    Method method = Method::get;
    std::string url;  ///< http://, https:// (and ws://, wss:// to connect), or unix:/path/to/socket:/target
    Headers headers;  ///< Host, Content-Length and Connection are added
    Body body;
    Duration timeout = 30s;   ///< from the call to the end of the answer, waiting included
    Duration head_timeout{};  ///< from the call to the head of the answer; zero: as long as `timeout`
    /// The answer's head, before any of its body; returns how long the body may take from now on, in place of what is
    /// left of `timeout`. Duration::max(): for ever (events).
    std::move_only_function<Duration(const Response& head)> on_head{};
    /// The answer's body as it arrives; Response::body stays empty. False cuts the connection.
    std::move_only_function<bool(std::string_view part)> on_body{};
    std::shared_ptr<BodyGate> gate{};  ///< null: the body is read as fast as it comes
};

class HttpClient {
public:
    using Callback = std::move_only_function<void(Result<Response>)>;

    explicit HttpClient(Loop& loop, ClientOptions options = {});
    /// Requests under way are dropped; their callbacks are not called.
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    /// Calls back exactly once, later. Any status is a success here.
    /// A request that may be repeated (GET, HEAD, PUT, DELETE, OPTIONS) is sent once more when a pooled connection
    /// turns out to be stale.
    /// Errors: outcome_unknown when a request that changes something was sent, once at least, and no answer came that
    ///         can be read, whatever else went wrong after that. Otherwise invalid_argument for a bad URL; timeout or
    ///         unavailable; unauthorized when the certificate is not trusted, or the address not allowed; parse for an
    ///         answer that is not HTTP or passes a limit.
    void send(ClientRequest request, Callback callback);

    /// Opens a WebSocket (ws:// or wss://); `timeout` of the request covers the handshake.
    /// Errors: as send; rejected when the server answers anything but 101.
    void connect_websocket(ClientRequest request, WsHandlers handlers, WsOptions options,
                           std::move_only_function<void(Result<WsPeer>)> callback);

    [[nodiscard]] std::size_t open_connections() const noexcept;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace argosy::net
