#include "net/detail/url.hpp"

#include <gtest/gtest.h>

namespace argosy::net::detail {
namespace {

TEST(Url, splits_what_a_request_needs) {
    const auto url = parse_url("https://api.example.com/v1/klines?symbol=BTC%2FUSDT#top").value();
    EXPECT_TRUE(url.is_tls);
    EXPECT_EQ(url.host, "api.example.com");
    EXPECT_EQ(url.port, 443);
    EXPECT_EQ(url.target, "/v1/klines?symbol=BTC%2FUSDT");
    EXPECT_EQ(url.authority(), "api.example.com");
    EXPECT_EQ(url.origin(), "https://api.example.com:443");
}

TEST(Url, knows_ports_addresses_and_sockets) {
    EXPECT_EQ(parse_url("http://127.0.0.1:9100").value().authority(), "127.0.0.1:9100");
    EXPECT_EQ(parse_url("http://127.0.0.1:9100").value().target, "/");
    EXPECT_EQ(parse_url("http://a?x=1").value().target, "/?x=1");
    const auto six = parse_url("ws://[::1]:80/ws").value();
    EXPECT_EQ(six.host, "::1");
    EXPECT_EQ(six.authority(), "[::1]");
    EXPECT_TRUE(six.is_websocket);
    const auto local = parse_url("unix:/run/argosy.sock:/api/v1/status").value();
    EXPECT_TRUE(local.is_unix);
    EXPECT_EQ(local.host, "/run/argosy.sock");
    EXPECT_EQ(local.target, "/api/v1/status");
    EXPECT_EQ(parse_url("unix:/run/argosy.sock").value().target, "/");
}

TEST(Url, refuses_what_could_be_read_in_two_ways) {
    for (const char* bad : {"", "example.com", "ftp://a/", "http://", "http://:80/", "http://a:0/", "http://a:65536/",
                            "http://a:80x/", "http://user:pw@a/", "http://a/b c", "http://a/\r\nX: y", "http://[::1/",
                            "http://a\\b/", "unix:relative.sock"}) {
        const auto url = parse_url(bad);
        ASSERT_FALSE(url.has_value()) << bad;
        EXPECT_EQ(url.error().code(), Errc::invalid_argument) << bad;
    }
}

}  // namespace
}  // namespace argosy::net::detail
