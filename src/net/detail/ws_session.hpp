#pragma once

#include <memory>

#include "net/detail/server_core.hpp"
#include "net/detail/ws_connection.hpp"

namespace argosy::net::detail {

/// The place of an accepted WebSocket among the server's connections.
class WsSession final : public Session {
public:
    WsSession(Session&& place, std::weak_ptr<WsConnection> socket)
        : Session(std::move(place)), socket_(std::move(socket)) {}

    void tick(Duration now) override {
        if (const auto socket = socket_.lock()) socket->tick(now);
    }
    void stop() override {
        if (const auto socket = socket_.lock()) socket->close(CloseCode::going_away, "the server stops");
    }
    void cut() override {
        if (const auto socket = socket_.lock()) socket->cut();
    }

private:
    std::weak_ptr<WsConnection> socket_;
};

}  // namespace argosy::net::detail
