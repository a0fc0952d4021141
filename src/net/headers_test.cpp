#include "net/headers.hpp"

#include <gtest/gtest.h>

#include "net/http.hpp"

namespace argosy::net {
namespace {

TEST(Headers, names_compare_without_case_and_keep_their_order) {
    Headers h;
    h.add("Content-Type", "text/plain");
    h.add("X-A", "1");
    h.add("x-a", "2");
    EXPECT_EQ(h.value("content-TYPE"), "text/plain");
    EXPECT_EQ(h.value("X-A"), "1");
    EXPECT_EQ(h[2].value, "2");
    EXPECT_FALSE(h.get("X-B").has_value());
}

TEST(Headers, set_replaces_every_field_of_the_name) {
    Headers h;
    h.add("X-A", "1");
    h.add("X-B", "b");
    h.add("x-a", "2");
    h.set("X-a", "3");
    EXPECT_EQ(h.size(), 2U);
    EXPECT_EQ(h.value("X-A"), "3");
    EXPECT_EQ(h.value("X-B"), "b");
}

TEST(Headers, a_token_is_found_in_any_of_the_lists) {
    Headers h;
    h.add("Connection", "keep-alive, Upgrade");
    h.add("Connection", " close ");
    EXPECT_TRUE(h.has_token("connection", "upgrade"));
    EXPECT_TRUE(h.has_token("connection", "close"));
    EXPECT_FALSE(h.has_token("connection", "keep"));
    EXPECT_FALSE(h.has_token("connection", "up"));
}

TEST(Headers, a_value_that_could_start_another_header_is_refused) {
    EXPECT_TRUE(is_valid_field("X-A", "caf\xc3\xa9 \t ok"));
    EXPECT_FALSE(is_valid_field("X-A", "1\r\nSet-Cookie: a"));
    EXPECT_FALSE(is_valid_field("X-A", std::string_view("a\0b", 3)));
    EXPECT_FALSE(is_valid_field("X A", "1"));
    EXPECT_FALSE(is_valid_field("", "1"));
    Headers h;
    EXPECT_DEATH(h.add("X-A", "1\nX-B: 2"), "read as another");
}

TEST(Request, splits_its_target) {
    Request r;
    r.target = "/a%2Fb?x=1?&y=2";
    EXPECT_EQ(r.path(), "/a%2Fb");
    EXPECT_EQ(r.query(), "x=1?&y=2");
    r.target = "/";
    EXPECT_EQ(r.path(), "/");
    EXPECT_EQ(r.query(), "");
}

TEST(Request, a_websocket_needs_get_and_both_tokens) {
    Request r;
    r.headers.add("Connection", "keep-alive, Upgrade");
    EXPECT_FALSE(r.wants_websocket());
    r.headers.add("Upgrade", "WebSocket");
    EXPECT_TRUE(r.wants_websocket());
    r.method = Method::post;
    EXPECT_FALSE(r.wants_websocket());
}

TEST(Method, names_are_exact) {
    EXPECT_EQ(method_from("DELETE"), Method::delete_);
    EXPECT_EQ(method_from("get"), Method::other);
    EXPECT_EQ(to_string(Method::delete_), "DELETE");
    EXPECT_EQ(to_string(Method::other), "");
}

TEST(Body, shares_owns_or_borrows) {
    static constexpr std::string_view fixed = "static";
    EXPECT_EQ(Body("owned").view(), "owned");
    EXPECT_EQ(Body(make_bytes("shared")).view(), "shared");
    EXPECT_EQ(Body::of_static(fixed).view().data(), fixed.data());
    EXPECT_EQ(Body(Bytes()).size(), 0U);
}

}  // namespace
}  // namespace argosy::net
