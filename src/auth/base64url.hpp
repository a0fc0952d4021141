#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace argosy::auth {

/// Base64 with the alphabet for URLs and without padding (RFC 4648 section 5, RFC 7515 appendix C).
[[nodiscard]] std::string to_base64url(std::string_view bytes);
/// None unless the text is the one canonical form of some bytes: no padding, no spaces, no other alphabet, no bits that
/// say nothing. So no second text stands for the same bytes.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

}  // namespace argosy::auth
