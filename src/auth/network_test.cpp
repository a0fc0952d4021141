#include "auth/network.hpp"

#include <gtest/gtest.h>

namespace argosy::auth {
namespace {

TEST(Network, OfAnIpv4AddressIsTheAddress) {
    EXPECT_EQ(network_of("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(network_of("::ffff:192.0.2.7"), "192.0.2.7");
}

TEST(Network, OfIpv6AddressesOfOneCustomerIsTheSame) {
    EXPECT_EQ(network_of("2001:db8:1:2::1"), "2001:db8:1:2::/64");
    EXPECT_EQ(network_of("2001:db8:1:2:ffff:ffff:ffff:ffff"), "2001:db8:1:2::/64");
    EXPECT_NE(network_of("2001:db8:1:3::1"), network_of("2001:db8:1:2::1"));
}

TEST(Network, OfSomethingElseIsItsText) {
    EXPECT_EQ(network_of("local"), "local");
    EXPECT_EQ(network_of(std::string(1000, 'a')).size(), 64u);
}

}  // namespace
}  // namespace argosy::auth
