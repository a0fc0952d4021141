#include "services/gateway/proxy_headers.hpp"

#include <gtest/gtest.h>

namespace argosy::services::gateway {
namespace {

net::Request request_with(std::initializer_list<std::pair<const char*, const char*>> fields) {
    net::Request request;
    request.remote = "192.0.2.7";
    for (const auto& [name, value] : fields) request.headers.add(name, value);
    return request;
}
const Forwarding forwarding{.trace_id = "0af7651916cd43dd8448eb211c80319c",
                            .span_id = "b7ad6b7169203331",
                            .authorization = "Bearer new",
                            .user = "ada"};

TEST(ProxyHeaders, what_belongs_to_one_connection_stays_there) {
    const auto out = headers_to_upstream(request_with({{"Connection", "close, X-Hop"},
                                                       {"X-Hop", "1"},
                                                       {"Keep-Alive", "5"},
                                                       {"TE", "trailers"},
                                                       {"Transfer-Encoding", "chunked"},
                                                       {"Upgrade", "h2c"},
                                                       {"Proxy-Authorization", "secret"},
                                                       {"Accept", "application/json"}}),
                                         forwarding);
    for (const char* gone :
         {"Connection", "X-Hop", "Keep-Alive", "TE", "Transfer-Encoding", "Upgrade", "Proxy-Authorization"})
        EXPECT_FALSE(out.get(gone)) << gone;
    EXPECT_EQ(out.value("Accept"), "application/json");
}

TEST(ProxyHeaders, credentials_and_claims_of_the_client_are_replaced) {
    const auto out = headers_to_upstream(request_with({{"Host", "argosy.example"},
                                                       {"Authorization", "Bearer old"},
                                                       {"X-API-Key", "ak_1"},
                                                       {"Cookie", "argosy_session=x"},
                                                       {"Origin", "https://argosy.example"},
                                                       {"X-Forwarded-For", "10.0.0.1"},
                                                       {"x-forwarded-user", "root"},
                                                       {"X-Real-IP", "10.0.0.1"},
                                                       {"Forwarded", "for=10.0.0.1"},
                                                       {"traceparent", "00-1-2-00"}}),
                                         forwarding);
    EXPECT_EQ(out.value("Authorization"), "Bearer new");
    EXPECT_EQ(out.value("X-Forwarded-For"), "192.0.2.7");
    EXPECT_EQ(out.value("X-Forwarded-Host"), "argosy.example");
    EXPECT_EQ(out.value("X-Forwarded-Proto"), "http");
    EXPECT_EQ(out.value("X-Forwarded-User"), "ada");
    EXPECT_EQ(out.value("traceparent"), "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    for (const char* gone : {"X-API-Key", "Cookie", "Origin", "X-Real-IP", "Forwarded", "Host"})
        EXPECT_FALSE(out.get(gone)) << gone;
}

TEST(ProxyHeaders, without_credentials_none_are_made_up) {
    const auto out = headers_to_upstream(request_with({{"Authorization", "Bearer old"}}),
                                         {.trace_id = "0", .span_id = "0", .authorization = {}, .user = "a\r\nb"});
    EXPECT_FALSE(out.get("Authorization"));
    EXPECT_FALSE(out.get("X-Forwarded-User")) << "a name that would start another header";
}

TEST(ProxyHeaders, the_answer_keeps_its_own_fields_alone) {
    net::Headers from;
    for (const auto& [name, value] : {std::pair{"Connection", "keep-alive"},
                                      {"Server", "x"},
                                      {"Date", "d"},
                                      {"Set-Cookie", "argosy_session=stolen"},
                                      {"Content-Type", "text/plain"},
                                      {"Content-Length", "3"},
                                      {"ETag", "\"1\""}})
        from.add(name, value);
    const auto out = headers_to_client(from);
    EXPECT_EQ(out.size(), 3U);
    EXPECT_EQ(out.value("Content-Type"), "text/plain");
    EXPECT_EQ(out.value("Content-Length"), "3");
    EXPECT_EQ(out.value("ETag"), "\"1\"");
}

TEST(ProxyHeaders, paths_that_lead_elsewhere_are_seen) {
    for (const char* path : {"/a", "/a/", "/a/.well-known", "/a/...", "/a/b.c", "/a/%2e%2e%2e", "/a/BTC%2FUSDT"})
        EXPECT_TRUE(is_plain_path(path)) << path;
    for (const char* path : {"/a/..", "/a/../b", "/a/.", "/a/./b", "/a/%2e%2E/b", "/a/.%2e", "/a/%2e", "/a\\..\\b",
                             "/a%2f..%2fb", "/a/x%5C.."})
        EXPECT_FALSE(is_plain_path(path)) << path;
}

TEST(ProxyHeaders, a_prefix_is_whole_segments) {
    EXPECT_TRUE(is_below("/api/models", "/api/models"));
    EXPECT_TRUE(is_below("/api/models/1", "/api/models"));
    EXPECT_FALSE(is_below("/api/models2", "/api/models"));
    EXPECT_FALSE(is_below("/api", "/api/models"));
}

TEST(ProxyHeaders, only_repeatable_methods_are_repeated) {
    using net::Method;
    for (const auto m : {Method::get, Method::head, Method::put, Method::delete_, Method::options})
        EXPECT_TRUE(may_repeat(m));
    for (const auto m : {Method::post, Method::patch, Method::other}) EXPECT_FALSE(may_repeat(m));
}

}  // namespace
}  // namespace argosy::services::gateway
