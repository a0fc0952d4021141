#include "api/call.hpp"

#include <gtest/gtest.h>

namespace argosy::api {
namespace {

TEST(PercentDecode, decodes_paths_and_queries) {
    EXPECT_EQ(percent_decode("BTC%2FUSDT%3aUSDT", false), "BTC/USDT:USDT");
    EXPECT_EQ(percent_decode("a+b", false), "a+b");
    EXPECT_EQ(percent_decode("a+b%2B", true), "a b+");
    EXPECT_EQ(percent_decode("caf%C3%A9", false), "caf\xc3\xa9");
    EXPECT_EQ(percent_decode("", false), "");
}

TEST(PercentDecode, refuses_what_is_malformed_or_hides_control_characters) {
    for (const char* bad : {"%", "%4", "%zz", "a%0", "%00", "%0d%0a", "%7f"}) {
        EXPECT_FALSE(percent_decode(bad, false).has_value()) << bad;
    }
}

TEST(Call, reads_numbers_within_their_range) {
    const net::Request request;
    const Call call(request, {}, {{"limit", "50"}, {"bad", "5x"}, {"limit", "7"}, {"neg", "-3"}});
    EXPECT_EQ(call.query_number("limit", 10, 1, 1000).value(), 50);
    EXPECT_EQ(call.query_number("none", 10, 1, 1000).value(), 10);
    EXPECT_EQ(call.query_number("neg", 10, -5, 1000).value(), -3);
    const auto bad = call.query_number("bad", 10, 1, 1000);
    EXPECT_EQ(bad.error().message(), "bad must be a whole number from 1 to 1000, got \"5x\"");
    EXPECT_FALSE(call.query_number("neg", 10, 1, 1000).has_value());
    EXPECT_EQ(call.query("limit"), "50");
    EXPECT_FALSE(call.query("none").has_value());
}

}  // namespace
}  // namespace argosy::api
