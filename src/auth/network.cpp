#include "auth/network.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace argosy::auth {

std::string network_of(std::string_view address) {
    const std::string text(address.substr(0, 64));
    in6_addr six{};
    if (::inet_pton(AF_INET6, text.c_str(), &six) != 1) return text;
    std::array<char, INET6_ADDRSTRLEN> out{};
    if (IN6_IS_ADDR_V4MAPPED(&six)) {
        ::inet_ntop(AF_INET, &six.s6_addr[12], out.data(), out.size());
        return out.data();
    }
    std::fill(std::begin(six.s6_addr) + 8, std::end(six.s6_addr), std::uint8_t{0});
    ::inet_ntop(AF_INET6, &six, out.data(), out.size());
    return std::string(out.data()) + "/64";
}

}  // namespace argosy::auth
