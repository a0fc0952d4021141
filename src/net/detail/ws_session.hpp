#pragma once

#include <memory>

#include "net/detail/server_core.hpp"
#include "net/detail/ws_connection.hpp"

namespace argosy::net::detail {

/// The place of an accepted WebSocket among the server's connections.
class WsSession final : public Session {
public:
    WsSession(Session&& place, std::weak_ptr<WsConnection> socket, Lease lease)
        : Session(std::move(place)), socket_(std::move(socket)), lease_(std::move(lease)) {}

    void tick(Duration now) override {
        const auto socket = socket_.lock();
        if (!socket) return;
        if (lease_.has_ended(now)) socket->close(CloseCode::policy_violation, "the sign-in has ended");
        socket->tick(now);
    }
    void stop() override {
        if (const auto socket = socket_.lock()) socket->close(CloseCode::going_away, "the server stops");
    }
    void cut() override {
        if (const auto socket = socket_.lock()) socket->cut();
    }

private:
    std::weak_ptr<WsConnection> socket_;
    Lease lease_;
};

}  // namespace argosy::net::detail
