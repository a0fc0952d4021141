#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "net/detail/asio.hpp"
#include "net/detail/stream.hpp"
#include "net/http_server.hpp"

namespace argosy::net::detail {

/// Who is at the other end of a connection.
struct Peer {
    std::string address;         ///< "127.0.0.1"; "unix" for a socket file
    bool is_local_user = false;  ///< came through the socket file, from our own user or root
};

/// How long a stream may stay: asked once a second. A default-made one never ends.
class Lease {
public:
    Lease() = default;
    explicit Lease(std::function<bool()> may_stay) : may_stay_(std::move(may_stay)) {}

    [[nodiscard]] bool has_ended(Duration now) {
        if (!may_stay_ || now - asked_ < 1s) return false;
        asked_ = now;
        return !may_stay_();
    }

private:
    std::function<bool()> may_stay_;
    Duration asked_{};
};

/// What occupies one place among the server's connections: a handshake, an HTTP connection, a WebSocket.
class Session {
public:
    Session(std::shared_ptr<ServerCore> core, Peer peer);
    /// Takes over the other's place.
    Session(Session&& other) noexcept;
    virtual ~Session();
    Session& operator=(Session&&) = delete;

    /// Regularly: time limits.
    virtual void tick(Duration now) = 0;
    /// The server stops: close when idle, finish what is under way.
    virtual void stop() = 0;
    virtual void cut() = 0;

protected:
    [[nodiscard]] ServerCore& core() const noexcept { return *core_; }
    [[nodiscard]] const Peer& peer() const noexcept { return peer_; }

private:
    static constexpr std::size_t nowhere = SIZE_MAX;  // given to another session
    void leave() noexcept;

    std::shared_ptr<ServerCore> core_;
    Peer peer_;
    std::size_t place_ = 0;
};

/// What the connections of one server share.
struct ServerCore {
    ServerCore(Loop& owner, HttpServer::Handler to, ServerOptions with)
        : loop(owner), context(owner.impl().context), handler(std::move(to)), options(std::move(with)), sweep(owner) {}

    [[nodiscard]] bool has_place_for(const Peer& peer) const;
    [[nodiscard]] Response error(int status, std::string_view detail) const;
    /// The value of a Date field, formatted once a second.
    [[nodiscard]] std::string_view date();
    void tick_all();
    void stop_all();
    void cut_all();

    Loop& loop;
    asio::io_context& context;
    HttpServer::Handler handler;
    ServerOptions options;
    ServerStats stats;
    Timer sweep;
    bool is_stopping = false;
    Task on_empty;
    std::vector<Session*> sessions;
    std::size_t from_network = 0;  // of the sessions
    std::unordered_map<std::string, std::size_t> per_address;

private:
    std::int64_t date_second_ = -1;
    std::string date_;
};

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7).
[[nodiscard]] std::string http_date(Time time);

}  // namespace argosy::net::detail
