#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "net/detail/server_core.hpp"
#include "net/detail/stream.hpp"

namespace argosy::net::detail {

/// One listening socket of a server; accepts until close().
class Listener : public std::enable_shared_from_this<Listener> {
public:
    explicit Listener(std::shared_ptr<ServerCore> core);
    ~Listener();

    Result<std::uint16_t> open_tcp(const std::string& address, std::uint16_t port);
    Result<> open_unix(const std::string& path);
    /// New connections speak TLS; called again to change the certificate.
    void use_tls(TlsContext context) { tls_ = std::move(context); }
    void start() { accept(); }
    void close();

private:
    using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol, Executor>;

    Result<> open(const asio::generic::stream_protocol::endpoint& at, const std::string& name);
    void accept();
    void accepted(Socket socket);
    /// Nothing: the peer has gone already, or is not who it has to be.
    [[nodiscard]] std::optional<Peer> peer_of(Socket& socket) const;

    std::shared_ptr<ServerCore> core_;
    Acceptor acceptor_;
    Timer pause_;
    TlsContext tls_;
    std::string unix_path_;  // of the file to remove
    bool is_unix_ = false;
};

}  // namespace argosy::net::detail
