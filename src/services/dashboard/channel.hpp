#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "api/live.hpp"
#include "api/router.hpp"
#include "auth/principal.hpp"
#include "net/fanout.hpp"

namespace argosy::services::dashboard {

/// One live stream: {"type", "data", "seq", "ts"} for each message, a snapshot first (docs/api.md).
///
/// A client that sees a gap, or cannot use a message, sends {"type": "resync"} and gets a fresh snapshot, which carries
/// the seq that it includes. One that reads too slowly gets a snapshot instead of its backlog, then is cut.
///
/// Thread safety: the loop's thread.
class Channel {
public:
    /// The state as the "data" of a snapshot.
    using Snapshot = std::move_only_function<std::string()>;
    Channel(net::Loop& loop, Snapshot snapshot);

    /// Takes an emergency stop from somebody who listens; the answer is the "data" of a `stop_report`.
    using Stop = std::function<std::string(const auth::Principal& who, const api::StopWish& wish)>;

    /// Adds the WebSocket at this path. `stop`: empty, and what asks for a stop is passed over.
    void add_websocket(api::Router& router, std::string path, std::string summary, const Stop& stop = {});
    /// Adds the same as server-sent events.
    void add_sse(api::Router& router, std::string path, std::string summary);
    /// Who carries the messages further, beside the channel's own members.
    struct Carrier {
        std::function<bool()> is_watched;
        std::function<void(std::string_view message)> publish;
    };
    void carry(Carrier carrier) { carrier_ = std::move(carrier); }
    /// Somebody is there; what is published otherwise reaches nobody and need not be written.
    [[nodiscard]] bool is_watched() const {
        return !fanout_.is_empty() || (carrier_.is_watched && carrier_.is_watched());
    }
    /// The state as the message with which a member begins.
    [[nodiscard]] std::string snapshot() { return message("snapshot", snapshot_()); }
    /// `data` is JSON.
    void publish(std::string_view type, std::string_view data);

    [[nodiscard]] net::Fanout::Stats stats() const noexcept { return fanout_.stats(); }

private:
    [[nodiscard]] std::string message(std::string_view type, std::string_view data) const;

    Snapshot snapshot_;
    Carrier carrier_;
    std::uint64_t seq_ = 0;
    net::Fanout fanout_;
};

/// {"type": "stop_report"}: told to the one who asked, outside the numbered messages: it is no part of what all see.
void answer_stop(net::WsPeer& peer, const api::StopWish& wish, std::string_view report);

}  // namespace argosy::services::dashboard
