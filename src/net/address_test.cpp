#include "net/address.hpp"

#include <gtest/gtest.h>

namespace argosy::net {
namespace {

TEST(Address, of_the_internet_are_public) {
    for (const auto* text : {"1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0",
                             "192.167.255.255", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1",
                             "64:ff9b::808:808", "::ffff:8.8.8.8", "2002:808:808::1"})
        EXPECT_TRUE(is_public_address(text)) << text;
}

TEST(Address, of_this_machine_and_network_are_not) {
    for (const auto* text : {"0.0.0.0",
                             "10.1.2.3",
                             "127.0.0.1",
                             "127.255.255.254",
                             "169.254.169.254",
                             "172.16.0.1",
                             "172.31.255.255",
                             "192.168.1.1",
                             "100.64.0.1",
                             "198.18.0.1",
                             "192.0.2.1",
                             "224.0.0.1",
                             "255.255.255.255",
                             "::",
                             "::1",
                             "fe80::1",
                             "fc00::1",
                             "fd12::1",
                             "ff02::1",
                             "::ffff:127.0.0.1",
                             "::ffff:10.0.0.1",
                             "64:ff9b::a00:1",
                             "2002:a00:1::1",
                             "2002:7f00:1::",
                             "2001::1",
                             "2001:db8::1",
                             "::127.0.0.1"})
        EXPECT_FALSE(is_public_address(text)) << text;
}

TEST(Address, what_is_none_is_not_public) {
    for (const auto* text : {"", "localhost", "1.2.3", "0x7f.1", "1.1.1.1:80", "[::1]"})
        EXPECT_FALSE(is_public_address(text)) << text;
}

}  // namespace
}  // namespace argosy::net
