#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/call.hpp"
#include "net/fanout.hpp"

/// Live streams: how clients join them, and what they say to us.
namespace argosy::api {

/// Answers a request with the stream: a WebSocket when it asks for one, server-sent events otherwise. A WebSocket that
/// asks for it gets the snapshot anew. No stream: the service has stopped (503).
void join(const std::shared_ptr<net::Fanout>& stream, const Call& call, net::Responder responder);

/// {"type": "resync"}: the client has missed something and wants the state anew. Everything else is passed over.
[[nodiscard]] bool asks_for_resync(std::string_view message);

/// An emergency stop asked for over a stream.
struct StopWish {
    std::string key;  ///< names one press of the button: the same key over HTTP is the same stop; empty: none
    std::string reason;
    bool flatten = false;  ///< close all positions too
};
/// {"type": "emergency_stop", "key", "reason", "flatten"}. What else it says comes second to stopping: members that
/// cannot be read are left out. None: the client says something else.
[[nodiscard]] std::optional<StopWish> asks_for_stop(std::string_view message);

/// Which topics of a multiplexed stream a client wants, or wants anew.
struct TopicWish {
    enum class Kind : std::uint8_t { none, subscribe, unsubscribe, resync };
    Kind kind = Kind::none;
    std::vector<std::string> topics;
};
/// {"type": "subscribe" | "unsubscribe", "topics": [...]}, {"type": "resync", "topic"}. `none`: it says something else.
[[nodiscard]] TopicWish asks_for_topics(std::string_view message);

}  // namespace argosy::api
