#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/http.hpp"

namespace argosy::net::detail {

/// Why bytes are not an acceptable message, with the status a server answers.
struct ParseFailure {
    int status = 400;
    std::string what;
};

struct ParseLimits {
    std::size_t header_bytes = 16 << 10;
    std::size_t body_bytes = 1 << 20;
};

/// Reads requests from bytes as they arrive. One at a time: begin(), feed() until is_done().
///
/// Stricter than RFC 9112 where leniency lets a proxy and a server disagree about where a request ends:
/// Transfer-Encoding other than "chunked", both lengths, more than one Host, and bare line feeds are refused.
class RequestParser {
public:
    explicit RequestParser(ParseLimits limits);
    ~RequestParser();

    /// Starts a message that is written into `request` (method, target, headers, body).
    void begin(Request& request);
    /// Takes bytes from the front; returns how many. Fewer than given: the rest must be shown again, with more behind.
    std::size_t feed(std::string_view bytes);

    [[nodiscard]] const std::optional<ParseFailure>& failure() const noexcept;
    [[nodiscard]] bool has_header() const noexcept;
    [[nodiscard]] bool is_done() const noexcept;
    /// The client allows another request on this connection. Requires: has_header().
    [[nodiscard]] bool keeps_alive() const noexcept;
    /// HTTP/1.0 cannot read chunks.
    [[nodiscard]] bool is_http_1_0() const noexcept;
    /// The client waits for "100 Continue" before it sends the body.
    [[nodiscard]] bool expects_continue() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Reads one answer from bytes as they arrive.
class ResponseParser {
public:
    using OnBody = std::move_only_function<bool(std::string_view)>;
    using OnHead = std::move_only_function<void(const Response&)>;

    /// The answer to a HEAD request has no body, whatever its header says. With on_body the response's body stays
    /// empty. on_head is told of the head before the body, but not of 1xx.
    ResponseParser(ParseLimits limits, bool is_head, OnBody* on_body, OnHead* on_head = nullptr);
    ~ResponseParser();

    std::size_t feed(std::string_view bytes);
    /// The connection ended: that completes an answer without a length.
    void finish();

    [[nodiscard]] const std::optional<ParseFailure>& failure() const noexcept;
    [[nodiscard]] bool has_header() const noexcept;
    [[nodiscard]] bool is_done() const noexcept;
    [[nodiscard]] bool keeps_alive() const noexcept;
    [[nodiscard]] Response take();
    [[nodiscard]] int status() const noexcept;
    [[nodiscard]] const Headers& headers() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace argosy::net::detail
