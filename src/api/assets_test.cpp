#include "api/assets.hpp"

#include <gtest/gtest.h>

namespace argosy::api {
namespace {

constexpr Asset script{.path = "/assets/a-1.js",
                       .content_type = "text/javascript; charset=utf-8",
                       .digest = "d1",
                       .content = "plain",
                       .gzip = "gz",
                       .brotli = "br",
                       .is_immutable = true};
constexpr Asset small{
    .path = "/icon.svg", .content_type = "image/svg+xml", .digest = "d2", .content = "svg", .gzip = {}, .brotli = {}};

TEST(Assets, the_client_chooses_the_encoding) {
    EXPECT_EQ(choose_encoding("gzip, deflate, br, zstd", script), Encoding::brotli);
    EXPECT_EQ(choose_encoding("gzip;q=0.5", script), Encoding::gzip);
    EXPECT_EQ(choose_encoding("br;q=0, gzip;q=0.000", script), Encoding::identity);
    EXPECT_EQ(choose_encoding("br; q=0.1", script), Encoding::brotli);
    EXPECT_EQ(choose_encoding("xbr, gzipped", script), Encoding::identity);
    EXPECT_EQ(choose_encoding("", script), Encoding::identity);
    EXPECT_EQ(choose_encoding("gzip, br", small), Encoding::identity);
}

TEST(Assets, each_encoding_is_told_apart_and_cached) {
    net::Request request;
    request.headers.add("Accept-Encoding", "br");
    const auto first = respond_with(script, request);
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(first.body.view(), "br");
    EXPECT_EQ(first.headers.value("Content-Encoding"), "br");
    EXPECT_EQ(first.headers.value("Vary"), "Accept-Encoding");
    EXPECT_EQ(first.headers.value("ETag"), "\"d1-br\"");
    EXPECT_TRUE(first.headers.value("Cache-Control").contains("immutable"));

    request.headers.add("If-None-Match", "W/\"other\", \"d1-br\"");
    const auto second = respond_with(script, request);
    EXPECT_EQ(second.status, 304);
    EXPECT_EQ(second.body.size(), 0U);
    EXPECT_EQ(second.headers.value("ETag"), "\"d1-br\"");
    request.headers.set("Accept-Encoding", "gzip");
    EXPECT_EQ(respond_with(script, request).body.view(), "gz");
}

TEST(Assets, a_page_may_load_nothing_from_elsewhere) {
    const auto response = respond_with(small, {});
    const auto policy = response.headers.value("Content-Security-Policy");
    EXPECT_TRUE(policy.contains("default-src 'none'"));
    EXPECT_TRUE(policy.contains("script-src 'self';"));
    EXPECT_FALSE(policy.contains("unsafe"));
    EXPECT_EQ(response.headers.value("Cache-Control"), "no-cache");
    EXPECT_EQ(response.headers.value("X-Content-Type-Options"), "nosniff");
}

}  // namespace
}  // namespace argosy::api
