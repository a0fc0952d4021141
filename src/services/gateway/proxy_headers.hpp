#pragma once

#include <string>
#include <string_view>

#include "net/http.hpp"

/// What a proxy changes in the headers of what it passes on.
namespace argosy::services::gateway {

/// Requests without side effects beyond the first: GET, HEAD, PUT, DELETE, OPTIONS (RFC 9110 section 9.2.2).
[[nodiscard]] bool may_repeat(net::Method method) noexcept;

/// No part of the path is "." or "..", plain or percent-encoded: it means the same to whoever reads it next.
[[nodiscard]] bool is_plain_path(std::string_view path) noexcept;
/// At the prefix, or below it.
[[nodiscard]] bool is_below(std::string_view path, std::string_view prefix) noexcept;

/// What the other side must know beside the request.
struct Forwarding {
    std::string_view trace_id;       ///< 32 hex digits
    std::string_view span_id;        ///< 16 hex digits, of this call
    std::string_view authorization;  ///< empty: none
    std::string_view user;           ///< who asks; empty: not told
};
/// The headers of the request to the other side. Left out: what belongs to one connection (RFC 9110 section 7.6.1),
/// credentials, cookies, Origin (checked here), and every claim of the client about where it comes from.
[[nodiscard]] net::Headers headers_to_upstream(const net::Request& request, const Forwarding& forwarding);

/// The headers of the answer to the client. Left out: what belongs to one connection, cookies, and what the server
/// adds itself; Content-Length is kept.
[[nodiscard]] net::Headers headers_to_client(const net::Headers& from_upstream);

}  // namespace argosy::services::gateway
