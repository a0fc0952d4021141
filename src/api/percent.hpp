#pragma once

#include <string>
#include <string_view>

namespace argosy::api {

/// %XX for every byte that is not unreserved in an address (RFC 3986 section 2.3): fit for a segment, a query, a form.
[[nodiscard]] std::string percent_encode(std::string_view text);

}  // namespace argosy::api
