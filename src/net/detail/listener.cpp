#include "net/detail/listener.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "net/detail/http_connection.hpp"

namespace argosy::net::detail {
namespace {

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

/// A connection whose TLS handshake is under way; becomes an HttpConnection.
class HandshakeSession final : public Session {
public:
    HandshakeSession(std::shared_ptr<ServerCore> core, Peer peer)
        : Session(std::move(core), std::move(peer)), deadline_(steady_time() + this->core().options.header_timeout) {}

    void begin(std::shared_ptr<Pending> handshake) { handshake_ = std::move(handshake); }
    void tick(Duration now) override {
        if (now >= deadline_) cut();
    }
    void stop() override { cut(); }
    void cut() override {
        if (handshake_) handshake_->cancel();
    }

private:
    Duration deadline_;
    std::shared_ptr<Pending> handshake_;
};

/// The place of a connection before it has one of its own.
class NewPlace final : public Session {
public:
    using Session::Session;
    void tick(Duration) override {}
    void stop() override {}
    void cut() override {}
};

void refuse(Socket& socket) {
    static constexpr std::string_view full =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(full), ignored);
}

/// The process that connected ran as our user, or as root.
bool is_our_user(Socket& socket) {
    ucred who{};
    socklen_t size = sizeof who;
    if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return false;
    return who.uid == ::geteuid() || who.uid == 0;
}

Error explain(const error_code& ec, const std::string& name) {
    Error error(Errc::unavailable, "cannot listen on " + name + ": " + ec.message());
    if (ec == asio::error::address_in_use) {
        return std::move(error).hint("another process uses it: stop that one or choose another port");
    }
    if (ec == asio::error::access_denied) {
        return std::move(error).hint("ports below 1024 need a privilege: choose a higher one");
    }
    return error;
}

/// Removes the file when it is a socket that nobody listens on.
Result<> clear_stale(asio::io_context& context, const asio::local::stream_protocol::endpoint& at) {
    struct stat info{};
    if (::lstat(at.path().c_str(), &info) != 0) return {};
    if (!S_ISSOCK(info.st_mode)) {
        return fail(Errc::unavailable, at.path() + " exists and is not a socket",
                    "move it away or choose another path");
    }
    asio::local::stream_protocol::socket probe(context);
    error_code ec;
    probe.connect(at, ec);
    if (ec != asio::error::connection_refused) {
        return fail(Errc::unavailable, "a process listens on " + at.path() + " already",
                    "stop it first (argosy status shows it)");
    }
    ::unlink(at.path().c_str());
    return {};
}

}  // namespace

Listener::Listener(std::shared_ptr<ServerCore> core)
    : core_(std::move(core)), acceptor_(core_->context), pause_(core_->loop) {}

Listener::~Listener() { close(); }

Result<std::uint16_t> Listener::open_tcp(const std::string& address, std::uint16_t port) {
    error_code ec;
    const auto ip = asio::ip::make_address(address == "localhost" ? "127.0.0.1" : address, ec);
    if (ec) {
        return fail(Errc::invalid_argument, "not an address to listen on: \"" + address + "\"",
                    "give a numeric address such as 127.0.0.1, or 0.0.0.0 for all");
    }
    const asio::ip::tcp::endpoint at(ip, port);
    ARGOSY_TRY(open(asio::generic::stream_protocol::endpoint(at), address + ":" + std::to_string(port)), "server");
    acceptor_.listen(asio::socket_base::max_listen_connections, ec);
    if (ec) return std::unexpected(explain(ec, address + ":" + std::to_string(port)));
    asio::ip::tcp::endpoint bound;
    const auto local = acceptor_.local_endpoint(ec);
    std::memcpy(bound.data(), local.data(), local.size());
    return bound.port();
}

Result<> Listener::open_unix(const std::string& path) {
    if (path.empty() || path.size() >= sizeof(sockaddr_un::sun_path)) {
        return fail(Errc::invalid_argument, "a socket file needs a path of 1 to 107 bytes: \"" + path + "\"");
    }
    const asio::local::stream_protocol::endpoint at(path);
    ARGOSY_TRY(clear_stale(core_->context, at), "server");
    ARGOSY_TRY(open(asio::generic::stream_protocol::endpoint(at), path), "server");
    unix_path_ = path;
    is_unix_ = true;
    // Before listen(): until then nobody can connect, so there is no moment with wider permissions.
    if (::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) {
        return fail(Errc::unavailable, "cannot keep others from " + path + ": " +
                                           error_code(errno, boost::system::system_category()).message());
    }
    error_code ec;
    acceptor_.listen(asio::socket_base::max_listen_connections, ec);
    if (ec) return std::unexpected(explain(ec, path));
    return {};
}

// What a connection may do is decided by where it was accepted, never by what its address looks like: the address of
// a client that has reset its connection is not to be had, while what it sent can still be read.
std::optional<Peer> Listener::peer_of(Socket& socket) const {
    if (is_unix_) {
        if (!is_our_user(socket)) return std::nullopt;
        return Peer{.address = "unix", .is_local_user = true};
    }
    auto address = address_of(socket);
    if (!address) return std::nullopt;
    return Peer{.address = std::move(*address)};
}

Result<> Listener::open(const asio::generic::stream_protocol::endpoint& at, const std::string& name) {
    error_code ec;
    acceptor_.open(at.protocol(), ec);
    if (!ec) acceptor_.set_option(asio::socket_base::reuse_address(true), ec);
    if (!ec && core_->options.reuse_port) acceptor_.set_option(ReusePort(true), ec);
    if (!ec) acceptor_.bind(at, ec);
    if (ec) return std::unexpected(explain(ec, name));
    return {};
}

void Listener::accept() {
    acceptor_.async_accept([self = shared_from_this()](const error_code& ec, Socket socket) {
        if (!self->acceptor_.is_open()) return;
        if (!ec) {
            self->accepted(std::move(socket));
            return self->accept();
        }
        // Out of file descriptors, most likely: at once again would spin.
        self->pause_.after(100ms, [self] { self->accept(); });
    });
}

void Listener::accepted(Socket socket) {
    auto peer = peer_of(socket);
    if (!peer) return;
    if (!core_->has_place_for(*peer)) {
        ++core_->stats.refused;
        if (!tls_) refuse(socket);
        return;
    }
    ++core_->stats.accepted;
    error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    if (!tls_) {
        NewPlace place(core_, std::move(*peer));
        return std::make_shared<HttpConnection>(std::move(place), make_plain_stream(std::move(socket)))->start();
    }
    auto session = std::make_shared<HandshakeSession>(core_, std::move(*peer));
    auto ready = [session](const error_code& ec, std::unique_ptr<Stream> stream) {
        if (!ec) std::make_shared<HttpConnection>(std::move(*session), std::move(stream))->start();
    };
    session->begin(accept_tls(std::move(socket), tls_, std::move(ready)));
}

void Listener::close() {
    error_code ignored;
    pause_.cancel();
    acceptor_.close(ignored);
    if (!unix_path_.empty()) ::unlink(unix_path_.c_str());
    unix_path_.clear();
}

}  // namespace argosy::net::detail
