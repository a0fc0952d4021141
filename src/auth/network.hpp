#pragma once

#include <string>
#include <string_view>

namespace argosy::auth {

/// The text under which attempts from an address are counted: an IPv4 address itself, also when it is written as
/// "::ffff:1.2.3.4"; of an IPv6 address its first 64 bits ("2001:db8:1:2::/64"), because one customer has all of them.
/// What is no address is counted as it is, up to 64 bytes.
[[nodiscard]] std::string network_of(std::string_view address);

}  // namespace argosy::auth
