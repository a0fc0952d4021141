#pragma once

#include <string>

#include "base/error.hpp"
#include "net/detail/stream.hpp"
#include "net/http_server.hpp"

namespace argosy::net::detail {

/// TLS 1.2 or later, no compression, no renegotiation, key and certificate checked against each other.
/// Errors: invalid_argument naming the file.
[[nodiscard]] Result<TlsContext> make_server_context(const TlsFiles& files);
/// Trusts the roots of the system, or only those of ca_file.
[[nodiscard]] Result<TlsContext> make_client_context(const std::string& ca_file);

}  // namespace argosy::net::detail
