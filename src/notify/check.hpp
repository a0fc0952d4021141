#pragma once

#include <string_view>

#include "base/error.hpp"
#include "notify/channels.hpp"

namespace argosy::notify {

/// "bot@example.org": one mailbox without a display name, quotes or comments.
/// Source: RFC 5321 section 4.1.2, the Dot-string form; letters beyond ASCII by RFC 6531.
[[nodiscard]] bool is_mail_address(std::string_view text) noexcept;

/// Whether all its settings may go into commands and headers: no control character anywhere, and mail addresses that
/// are such. Errors: invalid_argument, "/to/0: ..." with a pointer into the channel in front.
[[nodiscard]] Result<> check(const Channel& channel);

}  // namespace argosy::notify
