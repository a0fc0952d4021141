#pragma once

#include <memory>

#include "net/detail/stream.hpp"
#include "net/detail/url.hpp"

namespace argosy::net::detail {

struct ConnectOptions {
    TlsContext tls;
    Duration timeout{};
    std::function<bool(std::string_view address)> allow;  ///< unset: every address
};

/// Resolves, connects and (for TLS) shakes hands. The handler is called once, later; never after cancel().
/// Errors: timeout, unavailable; unauthorized when the certificate is not trusted, or no address of the host is
/// allowed.
[[nodiscard]] std::shared_ptr<Pending> connect(Loop& loop, const Url& to, ConnectOptions options,
                                               std::move_only_function<void(Result<std::unique_ptr<Stream>>)> handler);

}  // namespace argosy::net::detail
