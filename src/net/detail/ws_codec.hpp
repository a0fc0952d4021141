#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/detail/read_buffer.hpp"
#include "net/websocket.hpp"

/// Frames of RFC 6455 without any socket.
namespace argosy::net::detail {

enum class WsOpcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// One whole frame; a client's is masked with `mask`, a server's is not.
void append_frame(std::string& out, WsOpcode opcode, std::string_view payload,
                  std::optional<std::uint32_t> mask = std::nullopt);
/// The payload of a close frame; the reason is cut at 123 bytes, never inside a character.
[[nodiscard]] std::string close_payload(CloseCode code, std::string_view reason);
/// Sec-WebSocket-Accept for a Sec-WebSocket-Key (RFC 6455, 4.2.2).
[[nodiscard]] std::string accept_key(std::string_view key);
/// 16 bytes in base64, as a key must be.
[[nodiscard]] bool is_valid_key(std::string_view key) noexcept;

/// A complete message or control frame. The payload is valid until the next call of the parser.
struct WsEvent {
    WsOpcode kind = WsOpcode::text;
    std::string_view payload;               ///< of a close: the reason
    CloseCode code = CloseCode::no_status;  ///< of a close
};

/// Finds messages in bytes as they arrive: prepare(), commit(), then next() until it gives nothing.
class WsParser {
public:
    WsParser(bool expects_mask, std::size_t message_bytes_max)
        : expects_mask_(expects_mask), message_bytes_max_(message_bytes_max) {}

    [[nodiscard]] boost::asio::mutable_buffer prepare();
    void commit(std::size_t n) { buffer_.commit(n); }
    void append(std::string_view bytes) { buffer_.append(bytes); }

    /// Forgets everything that has arrived.
    void discard() {
        buffer_.consume(buffer_.size());
        used_ = 0;
    }

    /// Nothing: more bytes are needed, or failure() says why the peer is wrong.
    [[nodiscard]] std::optional<WsEvent> next();

    struct Failure {
        CloseCode code;
        std::string_view what;
    };
    [[nodiscard]] const std::optional<Failure>& failure() const noexcept { return failure_; }

private:
    struct Header {
        bool is_final = false, is_masked = false;
        WsOpcode opcode{};
        std::size_t header_bytes = 0, payload_bytes = 0;
        std::uint32_t mask = 0;
        [[nodiscard]] bool is_control() const noexcept { return static_cast<std::uint8_t>(opcode) >= 8; }
    };

    std::nullopt_t refuse(CloseCode code, std::string_view what);
    std::optional<Header> read_header();
    bool read_length(Header& header, std::string_view bytes);
    [[nodiscard]] bool check(const Header& header);
    std::optional<WsEvent> take(const Header& header);
    std::optional<WsEvent> take_close(std::string_view payload);
    std::optional<WsEvent> message(WsOpcode kind, std::string_view payload);

    bool expects_mask_;
    std::size_t message_bytes_max_;
    ReadBuffer buffer_;
    std::size_t used_ = 0;  // of the buffer, by the event given last
    std::string fragments_;
    std::optional<WsOpcode> fragmented_;  // kind of the message whose fragments are being collected
    std::size_t wanted_ = 0;
    std::optional<Failure> failure_;
};

}  // namespace argosy::net::detail
