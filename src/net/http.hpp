#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "net/headers.hpp"

/// Requests and answers of HTTP/1.1, as both server and client see them.
namespace argosy::net {

enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options, other };
/// "GET"; "" for other.
[[nodiscard]] std::string_view to_string(Method) noexcept;
[[nodiscard]] Method method_from(std::string_view text) noexcept;

/// Bytes that several connections may share without copying.
using Bytes = std::shared_ptr<const std::string>;
[[nodiscard]] Bytes make_bytes(std::string text);

/// The content of a message: owned, shared, or bytes that live as long as the program.
class Body {
public:
    Body() = default;
    Body(std::string text) : content_(std::move(text)) {}
    Body(const char* text) : content_(std::string(text)) {}
    Body(Bytes shared) : content_(std::move(shared)) {}
    /// Requires: the bytes outlive every answer (embedded files).
    [[nodiscard]] static Body of_static(std::string_view bytes);

    [[nodiscard]] std::string_view view() const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return view().size(); }

private:
    std::variant<std::string, Bytes, std::string_view> content_;
};

/// What a client asked for. Lives until its Responder has answered or is destroyed.
struct Request {
    Method method = Method::get;
    std::string method_text;  ///< as sent
    std::string target;       ///< as sent, starts with '/': "/api/v1/bars/BTC%2FUSDT?limit=10"
    Headers headers;
    std::string body;
    std::string remote;          ///< address of the peer, "127.0.0.1"; "unix" for a socket file
    bool is_secure = false;      ///< came over TLS
    bool is_local_user = false;  ///< came over the Unix-domain socket

    /// The target up to '?', still percent-encoded.
    [[nodiscard]] std::string_view path() const noexcept;
    /// What follows '?', still percent-encoded; "" without one.
    [[nodiscard]] std::string_view query() const noexcept;
    /// Asks for a WebSocket (RFC 6455, 4.2.1).
    [[nodiscard]] bool wants_websocket() const noexcept;
};

/// An answer. Content-Length, Date and Connection are added when it is sent.
struct Response {
    int status = 200;
    Headers headers;
    Body body;
};

/// "Not Found"; "Unknown" for a number without a registered phrase.
[[nodiscard]] std::string_view reason_phrase(int status) noexcept;

}  // namespace argosy::net
