#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/time.hpp"
#include "net/http_server.hpp"
#include "net/loop.hpp"
#include "net/websocket.hpp"

namespace argosy::net {

/// Sends each message to all its members, WebSockets and server-sent event streams, building the bytes once.
///
/// Requires: what is published is in the snapshot of the same moment, so that a member that got the snapshot has missed
///           nothing.
/// A member that reads too slowly delays nobody: when its queue is full the queue is dropped, and once it
/// has taken what was under way it gets a fresh snapshot instead of the backlog. One that does not catch up
/// within behind_max is cut.
class Fanout {
public:
    struct Options {
        std::size_t queue_bytes_max = 1 << 20;     ///< per member; more than a snapshot needs
        std::size_t message_bytes_max = 64 << 10;  ///< of what a WebSocket member sends
        Duration behind_max = 5s;                  ///< a member that has been behind for this long is cut
        /// Messages wait at most this long, so that several leave in one system call; zero: each at once.
        Duration gather{};
    };
    /// The state as one message, as a new member (or one that fell behind) gets it first. Empty: no snapshot.
    using Snapshot = std::move_only_function<std::string()>;

    Fanout(Loop& loop, Options options, Snapshot snapshot);
    ~Fanout();
    Fanout(const Fanout&) = delete;
    Fanout& operator=(const Fanout&) = delete;

    /// Answers the request with a WebSocket that belongs to this fan-out; `on_text` gets what the client sends.
    /// Errors: as Responder::accept_websocket.
    Result<> join_websocket(Responder& responder,
                            std::move_only_function<void(WsPeer&, std::string_view)> on_text = {});
    /// Answers the request with a stream of server-sent events.
    void join_sse(Responder responder, Headers headers = {});

    /// Sends one message to all. Type and id are used by server-sent events only.
    void publish(std::string_view payload, std::string_view sse_type = {}, std::string_view sse_id = {});
    /// Sends a fresh snapshot to one member (it asked to resync), within 100 ms, and at most one in a second: those who
    /// ask meanwhile share it. So asking costs us no more the more often it is done.
    void resync(const WsPeer& peer);

    /// What is published now reaches nobody.
    [[nodiscard]] bool is_empty() const noexcept;
    struct Stats {
        std::size_t members = 0, behind = 0;
        std::uint64_t published = 0, delivered = 0, dropped_to_snapshot = 0, cut = 0;
    };
    [[nodiscard]] Stats stats() const noexcept;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace argosy::net
