#pragma once

#include <string>
#include <string_view>

#include "net/http.hpp"

namespace argosy::api {

/// Appends the text as a JSON string. Bytes that are not UTF-8 become U+FFFD: what we send can always be read.
void append_quoted(std::string& out, std::string_view text);

/// application/json, never cached.
[[nodiscard]] net::Response json_response(std::string json, int status = 200);

}  // namespace argosy::api
