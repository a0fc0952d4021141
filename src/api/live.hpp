#pragma once

#include <string_view>

/// What clients of a live stream say to us.
namespace argosy::api {

/// {"type": "resync"}: the client has missed something and wants the state anew. Everything else is passed over.
[[nodiscard]] bool asks_for_resync(std::string_view message);

}  // namespace argosy::api
