#pragma once

#include <optional>
#include <string>
#include <string_view>

/// What clients of a live stream say to us.
namespace argosy::api {

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

}  // namespace argosy::api
