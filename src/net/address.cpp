#include "net/address.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace argosy::net {
namespace {

namespace ip = boost::asio::ip;

struct Range {
    std::uint32_t network;
    int bits;
};

constexpr std::uint32_t network(unsigned a, unsigned b, unsigned c) { return a << 24 | b << 16 | c << 8; }

constexpr Range not_public_v4[] = {
    {network(0, 0, 0), 8},      {network(10, 0, 0), 8},     {network(100, 64, 0), 10}, {network(127, 0, 0), 8},
    {network(169, 254, 0), 16}, {network(172, 16, 0), 12},  {network(192, 0, 0), 24},  {network(192, 0, 2), 24},
    {network(192, 88, 99), 24}, {network(192, 168, 0), 16}, {network(198, 18, 0), 15}, {network(198, 51, 100), 24},
    {network(203, 0, 113), 24}, {network(224, 0, 0), 4},    {network(240, 0, 0), 4},
};

bool is_public(std::uint32_t v4) {
    return std::ranges::none_of(not_public_v4, [&](const Range& r) { return (v4 ^ r.network) >> (32 - r.bits) == 0; });
}

using Bytes = ip::address_v6::bytes_type;

std::uint32_t v4_at(const Bytes& b, std::size_t i) {
    return std::uint32_t{b[i]} << 24 | std::uint32_t{b[i + 1]} << 16 | std::uint32_t{b[i + 2]} << 8 | b[i + 3];
}

bool starts_with(const Bytes& b, std::initializer_list<unsigned char> prefix) {
    return std::equal(prefix.begin(), prefix.end(), b.begin());
}

bool is_public(const Bytes& b) {
    const bool is_mapped = starts_with(b, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff});
    const bool is_nat64 = starts_with(b, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0});
    if (is_mapped || is_nat64) return is_public(v4_at(b, 12));
    if (starts_with(b, {0x20, 0x02})) return is_public(v4_at(b, 2));       // 6to4
    if ((b[0] & 0xe0) != 0x20) return false;                               // only 2000::/3 is given out
    const bool is_protocol = b[0] == 0x20 && b[1] == 0x01 && b[2] < 0x02;  // 2001::/23, Teredo among them
    return !is_protocol && !starts_with(b, {0x20, 0x01, 0x0d, 0xb8}) && !(b[0] == 0x3f && b[1] == 0xff && b[2] < 0x10);
}

}  // namespace

bool is_public_address(std::string_view text) {
    boost::system::error_code ec;
    const auto address = ip::make_address(std::string(text), ec);
    if (ec) return false;
    return address.is_v4() ? is_public(address.to_v4().to_uint()) : is_public(address.to_v6().to_bytes());
}

}  // namespace argosy::net
