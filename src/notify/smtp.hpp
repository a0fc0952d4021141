#pragma once

#include <stop_token>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "notify/channels.hpp"

namespace argosy::notify {

/// Hands a mail (to_mail) to the channel's server. Blocks up to `timeout`: not for the thread that trades.
/// When `stop` is asked for, it gives up within a second: `unavailable`.
/// TLS is demanded and the server's certificate is checked, unless allow_plain; ca_file: trusted roots, empty: those of
/// the system.
/// Errors: timeout and unavailable (try again), unauthorized (login or certificate), rejected (the server refused the
///         mail), invalid_argument (the address of the server, or settings that fail check: nothing is sent then).
[[nodiscard]] Result<> send_mail(const Email& channel, std::string_view mail, Duration timeout,
                                 const std::string& ca_file = {}, const std::stop_token& stop = {});

}  // namespace argosy::notify
