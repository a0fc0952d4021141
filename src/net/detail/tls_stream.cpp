#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <vector>

#include "net/detail/stream.hpp"

namespace argosy::net::detail {
namespace {

using SslStream = asio::ssl::stream<Socket>;
constexpr std::size_t record_bytes_max = 16 << 10;  // of one TLS record (RFC 8446, 5.1)

/// The socket with its TLS state; shared with the handlers, because OpenSSL writes into it until they are called.
struct TlsSession {
    SslStream ssl;
    TlsContext context;
    std::vector<char> record;  // what is being written

    TlsSession(Socket socket, TlsContext with) : ssl(std::move(socket), *with), context(std::move(with)) {}
};

class TlsStream final : public Stream {
public:
    explicit TlsStream(std::shared_ptr<TlsSession> session) : session_(std::move(session)) {}
    ~TlsStream() override { close(); }

    void read_some(asio::mutable_buffer into, IoHandler handler) override {
        session_->ssl.async_read_some(into, [keep = session_, done = std::move(handler)](
                                                const error_code& ec, std::size_t n) mutable { done(ec, n); });
    }

    std::size_t write_now(Buffers, error_code& ec) override {
        ec = {};
        return 0;
    }

    void write_some(Buffers from, IoHandler handler) override {
        session_->record.resize(record_bytes_max);
        const std::size_t n = asio::buffer_copy(asio::buffer(session_->record), from);
        asio::async_write(session_->ssl, asio::buffer(session_->record.data(), n),
                          [keep = session_, done = std::move(handler)](const error_code& ec, std::size_t sent) mutable {
                              done(ec, sent);
                          });
    }

    void shutdown_send() override {
        session_->ssl.async_shutdown([keep = session_](const error_code&) {
            error_code ignored;
            keep->ssl.next_layer().close(ignored);
        });
    }

    void close() noexcept override {
        error_code ignored;
        session_->ssl.next_layer().close(ignored);
    }

    bool is_secure() const noexcept override { return true; }

private:
    std::shared_ptr<TlsSession> session_;
};

struct Handshake final : Pending {
    std::shared_ptr<TlsSession> session;

    explicit Handshake(std::shared_ptr<TlsSession> with) : session(std::move(with)) {}
    void cancel() noexcept override {
        error_code ignored;
        session->ssl.next_layer().close(ignored);
    }
};

std::shared_ptr<Pending> shake_hands(std::shared_ptr<TlsSession> session, asio::ssl::stream_base::handshake_type side,
                                     StreamReady ready) {
    session->ssl.async_handshake(side, [session, done = std::move(ready)](const error_code& ec) mutable {
        done(ec, ec ? nullptr : std::make_unique<TlsStream>(std::move(session)));
    });
    return std::make_shared<Handshake>(std::move(session));
}

}  // namespace

std::shared_ptr<Pending> accept_tls(Socket socket, TlsContext context, StreamReady ready) {
    auto session = std::make_shared<TlsSession>(std::move(socket), std::move(context));
    return shake_hands(std::move(session), asio::ssl::stream_base::server, std::move(ready));
}

std::shared_ptr<Pending> connect_tls(Socket socket, TlsContext context, const std::string& host, StreamReady ready) {
    auto session = std::make_shared<TlsSession>(std::move(socket), std::move(context));
    error_code is_name;
    asio::ip::make_address(host, is_name);
    // SNI carries names only, never addresses (RFC 6066, 3).
    if (is_name) SSL_set_tlsext_host_name(session->ssl.native_handle(), host.c_str());
    session->ssl.set_verify_mode(asio::ssl::verify_peer);
    session->ssl.set_verify_callback(asio::ssl::host_name_verification(host));
    return shake_hands(std::move(session), asio::ssl::stream_base::client, std::move(ready));
}

}  // namespace argosy::net::detail
