#pragma once

#include <string_view>

namespace argosy::net {

/// The text is an IPv4 or IPv6 address that anybody on the internet may have. Not public: this machine, private and
/// link-local networks, shared and reserved ranges, multicast, and IPv6 forms of all these (mapped, NAT64, 6to4).
/// For ClientOptions::allow_address where URLs come from people: nobody reaches our own network through us.
/// Source: https://www.iana.org/assignments/iana-ipv4-special-registry, iana-ipv6-special-registry.
[[nodiscard]] bool is_public_address(std::string_view address);

}  // namespace argosy::net
