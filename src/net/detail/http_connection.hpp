#pragma once

#include <memory>
#include <string>

#include "net/detail/message_parser.hpp"
#include "net/detail/read_buffer.hpp"
#include "net/detail/send_queue.hpp"
#include "net/detail/server_core.hpp"
#include "net/detail/ws_connection.hpp"

namespace argosy::net::detail {

class HttpConnection;

/// A streamed answer, as its BodyStream handles share it. Empty connection: it has ended.
struct StreamState {
    ~StreamState();

    std::shared_ptr<HttpConnection> connection;
    std::size_t queue_bytes_max = 0;
    bool is_chunked = true;
    Task on_close, on_drained;
};

/// One client over one stream: reads requests, hands them to the server's handler one at a time, writes the answers.
class HttpConnection final : public Session, public std::enable_shared_from_this<HttpConnection> {
public:
    /// Takes over the place of `place` (a TLS handshake), or the one just made.
    HttpConnection(Session&& place, std::unique_ptr<Stream> stream);
    ~HttpConnection() override = default;

    void start();

    // --- what Responder and BodyStream do ---
    void lives_while(std::function<bool()> may_stay) { lease_ = Lease(std::move(may_stay)); }
    void add_header(std::string_view name, std::string_view value) { more_.add(name, value); }
    void send(Response response);
    void abandon();
    [[nodiscard]] std::shared_ptr<StreamState> stream(Response head, std::size_t queue_bytes_max);
    [[nodiscard]] Result<std::shared_ptr<WsConnection>> accept_websocket(WsHandlers handlers, WsOptions options,
                                                                         const Headers& extra);
    void push_later(Body part) { out_.push_later(std::move(part)); }
    void flush() { out_.flush(); }
    void finish_stream();
    void drop_queue() { out_.drop(); }
    [[nodiscard]] std::size_t queued_bytes() const noexcept { return out_.bytes(); }
    [[nodiscard]] bool is_connected() const noexcept { return phase_ != Phase::ended; }

    // --- Session ---
    void tick(Duration now) override;
    void stop() override;
    void cut() override { end(); }

private:
    enum class Phase : std::uint8_t {
        idle,       ///< between requests
        header,     ///< of a request, partly here
        body,       ///< of a request, partly here
        answering,  ///< the handler has the request, or the answer is being written
        streaming,  ///< a BodyStream is open
        upgraded,   ///< the stream belongs to a WebSocket now
        lingering,  ///< the last answer is out; waits for the client to close
        ended
    };

    void read();
    void received(const error_code& ec, std::size_t n);
    void process();
    bool parse_some();
    void dispatch();
    void refuse(int status, std::string_view detail);
    void write_head(const Response& head, std::string_view framing);
    void answered();
    void drained();
    void linger();
    void end();
    void check_write_progress(Duration now);

    std::unique_ptr<Stream> stream_;
    ReadBuffer in_;
    SendQueue out_;
    RequestParser parser_;
    Request request_;
    Lease lease_;       // of the stream or WebSocket that the answer becomes
    Headers more_;      // of the next answer, beside its own
    std::string head_;  // of the answer being written; reused
    std::weak_ptr<StreamState> body_stream_;
    std::weak_ptr<WsConnection> upgraded_to_;
    Phase phase_ = Phase::idle;
    Duration deadline_{}, last_progress_{};
    std::uint64_t written_before_ = 0, lingered_bytes_ = 0;
    bool keeps_alive_ = true;
    bool is_reading_ = false;
    bool is_processing_ = false;
    bool has_peer_finished_ = false;
};

}  // namespace argosy::net::detail
