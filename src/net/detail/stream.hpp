#pragma once

#include <boost/asio/buffer.hpp>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "net/detail/asio.hpp"

namespace boost::asio::ssl {
class context;
}

namespace argosy::net::detail {

using IoHandler = std::move_only_function<void(const error_code&, std::size_t)>;
using Buffers = std::span<const asio::const_buffer>;

/// A connected byte stream, whatever carries it (TCP, Unix-domain socket, TLS over either).
///
/// At most one read and one write at a time. Handlers are called from the loop, never from inside a call.
/// After close() pending handlers are called with an error.
class Stream {
public:
    virtual ~Stream() = default;

    virtual void read_some(asio::mutable_buffer into, IoHandler handler) = 0;
    /// Writes what the system takes at once; 0 means: use write_some.
    [[nodiscard]] virtual std::size_t write_now(Buffers from, error_code& ec) = 0;
    /// Writes at least one byte, later. The bytes (not the span) must stay until the handler is called.
    virtual void write_some(Buffers from, IoHandler handler) = 0;
    /// Tells the peer that nothing more comes; it may still send.
    virtual void shutdown_send() = 0;
    virtual void close() noexcept = 0;
    [[nodiscard]] virtual bool is_secure() const noexcept { return false; }
};

/// "127.0.0.1", "::1". Errors: unavailable when the peer has gone, invalid_argument when it came over no network.
[[nodiscard]] Result<std::string> address_of(const Socket& socket);

[[nodiscard]] std::unique_ptr<Stream> make_plain_stream(Socket socket);

using StreamReady = std::move_only_function<void(const error_code&, std::unique_ptr<Stream>)>;
/// An operation that can be given up; its handler is called with an error then.
struct Pending {
    virtual ~Pending() = default;
    virtual void cancel() noexcept = 0;
};
using TlsContext = std::shared_ptr<asio::ssl::context>;
/// The server's side of a TLS handshake.
std::shared_ptr<Pending> accept_tls(Socket socket, TlsContext context, StreamReady ready);
/// The client's side: sends the host name (SNI) and verifies that the certificate is for it.
std::shared_ptr<Pending> connect_tls(Socket socket, TlsContext context, const std::string& host, StreamReady ready);

}  // namespace argosy::net::detail
