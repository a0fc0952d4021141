#include "resilience/upstream_config.hpp"

#include <gmock/gmock.h>

#include "base/describe.hpp"

namespace argosy::resilience {
namespace {

/// The first complaint of the rules between fields; "" when there is none.
std::string complaint(const UpstreamConfig& config) {
    for (const auto& check : type_of<UpstreamConfig>().rules)
        if (const auto good = check(&config); !good) return std::string(good.error().message());
    return {};
}

TEST(UpstreamConfig, takes_base_urls_and_plain_paths) {
    EXPECT_EQ(complaint({.urls = {"http://127.0.0.1:9017", "https://models.example"},
                         .paths = {"/api/v1/models", "/v1/models"},
                         .last_value = {"/api/v1/models/list"}}),
              "");
}

TEST(UpstreamConfig, names_what_is_no_url_or_path) {
    using ::testing::HasSubstr;
    for (const char* url : {"127.0.0.1:9017", "ftp://x", "http://", "http://x/", "http://x/v1", "http://me:pw@x"})
        EXPECT_THAT(complaint({.urls = {url}}), HasSubstr("urls: ")) << url;
    for (const char* path : {"", "/", "models", "/a/", "/a//b", "/a/../b", "/a/%2e", "/a/*", "/a?b"})
        EXPECT_THAT(complaint({.urls = {"http://x"}, .paths = {path}}), HasSubstr("paths: ")) << path;
    EXPECT_THAT(complaint({.urls = {"http://x"}, .last_value = {"prices"}}), HasSubstr("last_value: "));
    EXPECT_THAT(complaint({.urls = {"http://x"}, .head_timeout = 2s, .timeout = 1s}), HasSubstr("head_timeout"));
}

}  // namespace
}  // namespace argosy::resilience
