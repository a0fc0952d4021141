#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace argosy::net::detail {

/// Where a request goes. Fragments are dropped; user names in a URL are refused.
struct Url {
    bool is_tls = false;
    bool is_websocket = false;
    std::string host;  ///< name or address without brackets; the path of the socket file when is_unix
    std::uint16_t port = 0;
    std::string target = "/";
    bool is_unix = false;

    /// The same for all requests that may share a connection.
    [[nodiscard]] std::string origin() const;
    /// The value of the Host field: the port only when it is not the scheme's own.
    [[nodiscard]] std::string authority() const;
};

/// http, https, ws, wss, and "unix:/path/to/socket:/target".
/// Errors: invalid_argument, with what is wrong.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

}  // namespace argosy::net::detail
