#include "net/detail/stream.hpp"

namespace argosy::net::detail {
namespace {

class PlainStream final : public Stream {
public:
    explicit PlainStream(Socket socket) : socket_(std::move(socket)) {
        error_code ignored;
        socket_.non_blocking(true, ignored);
    }

    void read_some(asio::mutable_buffer into, IoHandler handler) override {
        socket_.async_read_some(into, std::move(handler));
    }

    std::size_t write_now(Buffers from, error_code& ec) override {
        const std::size_t n = socket_.write_some(from, ec);
        if (ec == asio::error::would_block || ec == asio::error::try_again) {
            ec = {};
            return 0;
        }
        return n;
    }

    void write_some(Buffers from, IoHandler handler) override { socket_.async_write_some(from, std::move(handler)); }

    void shutdown_send() override {
        error_code ignored;
        socket_.shutdown(Socket::shutdown_send, ignored);
    }

    void close() noexcept override {
        error_code ignored;
        socket_.close(ignored);
    }

private:
    Socket socket_;
};

}  // namespace

Result<std::string> address_of(const Socket& socket) {
    error_code ec;
    const auto peer = socket.remote_endpoint(ec);
    if (ec) return fail(Errc::unavailable, "a connection without an address: " + ec.message());
    if (peer.data()->sa_family != AF_INET && peer.data()->sa_family != AF_INET6) {
        return fail(Errc::invalid_argument, "a connection without an address: it came over no network");
    }
    asio::ip::tcp::endpoint tcp;
    tcp.resize(peer.size());
    std::memcpy(tcp.data(), peer.data(), peer.size());
    const auto address = tcp.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    }
    return address.to_string();
}

std::unique_ptr<Stream> make_plain_stream(Socket socket) { return std::make_unique<PlainStream>(std::move(socket)); }

}  // namespace argosy::net::detail
