#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/time.hpp"
#include "net/http.hpp"

/// WebSocket connections (RFC 6455), both ends: accepted by a Responder, opened by connect_websocket.
///
/// Known limits: no extensions (permessage-deflate is not offered, and ignored when asked for).
namespace argosy::net {

namespace detail {
class WsConnection;
}

/// Close codes of RFC 6455, 7.4.1.
enum class CloseCode : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    protocol_error = 1002,
    unsupported_data = 1003,
    no_status = 1005,  ///< never sent: the peer gave none
    abnormal = 1006,   ///< never sent: the connection broke
    invalid_payload = 1007,
    policy_violation = 1008,
    too_big = 1009,
    internal_error = 1011,
    try_again_later = 1013,
};

struct WsOptions {
    std::size_t message_bytes_max = 1 << 20;  ///< of what the peer sends; beyond: close 1009
    std::size_t queue_bytes_max = 4 << 20;    ///< of what waits to be sent; beyond: on_overflow
    Duration ping_interval = 10s;             ///< zero: none
    Duration pong_timeout = 20s;              ///< nothing received for this long after a ping: cut
    Duration close_timeout = 2s;              ///< for the peer's half of the closing handshake
};

/// A text message as it goes to every client of a server: built once, shared by all.
/// Shape: header and payload; server frames are not masked, so they are the same for everybody.
[[nodiscard]] Bytes make_text_frame(std::string_view payload);

/// One end of a WebSocket; copies are the same connection. A default-made one is closed.
class WsPeer {
public:
    WsPeer() = default;
    explicit WsPeer(std::shared_ptr<detail::WsConnection> impl) : impl_(std::move(impl)) {}

    /// Queues one text message. False when closed, or when the queue is full (and on_overflow is called).
    bool send_text(std::string_view payload);
    /// The same with a frame of make_text_frame. Requires: this is the server's end.
    bool send_frame(Bytes frame);
    /// Queues without writing: several frames that are queued and then flushed leave in one system call.
    bool send_frame_later(Bytes frame);
    void flush();
    /// Starts the closing handshake; nothing is sent after it. The reason is cut to 123 bytes.
    void close(CloseCode code, std::string_view reason = {});
    /// Drops the connection without a handshake; on_close follows with `abnormal`.
    void cut();
    /// Forgets what waits in the queue and has not been handed to the system.
    void drop_queue();

    [[nodiscard]] bool is_open() const noexcept;
    [[nodiscard]] std::size_t queued_bytes() const noexcept;
    [[nodiscard]] std::string_view remote() const noexcept;
    friend bool operator==(const WsPeer&, const WsPeer&) = default;

private:
    std::shared_ptr<detail::WsConnection> impl_;
};

/// Called on the loop's thread. Any of them may be empty.
struct WsHandlers {
    std::move_only_function<void(WsPeer&, std::string_view text)> on_text;
    std::move_only_function<void(WsPeer&, std::string_view bytes)> on_binary;
    /// Exactly once, however it ended; last.
    std::move_only_function<void(CloseCode code, std::string_view reason)> on_close;
    /// The queue would pass queue_bytes_max; the message was not queued. Empty: the peer is cut.
    std::move_only_function<void(WsPeer&)> on_overflow;
    /// Everything queued has been handed to the system.
    std::move_only_function<void(WsPeer&)> on_drained;
};

}  // namespace argosy::net
