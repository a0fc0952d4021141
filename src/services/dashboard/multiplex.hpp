#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/websocket.hpp"
#include "services/dashboard/channel.hpp"

namespace argosy::services::dashboard {

/// Many channels over one socket: a page says which topics it wants (docs/api.md).
///
/// {"type": "subscribe", "topics": [...]} and {"type": "unsubscribe", "topics": [...]}; a topic begins with its
/// snapshot. {"type": "resync", "topic"} brings a fresh one, at most one in a second. Messages are those of the
/// channel, with "v" and "topic" in front; each topic counts its own.
/// One that reads too slowly gets snapshots of its topics instead of the backlog, and is cut when that does not help.
///
/// Thread safety: the loop's thread.
class Multiplex {
public:
    struct Options {
        std::size_t queue_bytes_max = 1 << 20;  ///< per socket; more than the snapshots of all topics need
        Duration behind_max = 5s;               ///< a socket that has been behind for this long is cut
    };
    /// `stop`: as of Channel::add_websocket.
    explicit Multiplex(net::Loop& loop, Channel::Stop stop = {}) : Multiplex(loop, std::move(stop), Options()) {}
    Multiplex(net::Loop& loop, Channel::Stop stop, Options options);
    ~Multiplex();
    Multiplex(const Multiplex&) = delete;
    Multiplex& operator=(const Multiplex&) = delete;

    /// The channel outlives this.
    void add(std::string topic, Channel& channel);
    void add_websocket(api::Router& router, std::string path, std::string summary);
    [[nodiscard]] std::size_t members() const noexcept;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace argosy::services::dashboard
