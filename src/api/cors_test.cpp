#include "api/cors.hpp"

#include <gmock/gmock.h>

#include "api/endpoint.hpp"
#include "net/http_client.hpp"

namespace argosy::api {
namespace {

using net::Method;
using ::testing::HasSubstr;

/// A router with one readable and one writable route, asked as browsers ask.
class CorsTest : public ::testing::Test {
protected:
    CorsTest() {
        endpoint(router, {.path = "/things"}, [](const Nothing&, const Call&) -> Result<Nothing> { return Nothing{}; });
        endpoint(router, {.method = Method::post, .path = "/things"},
                 [this](const Nothing&, const Call&) -> Result<Nothing> {
                     ++posts;
                     return Nothing{};
                 });
        port = server.listen("127.0.0.1", 0).value();
    }
    void allow(std::vector<std::string> origins, bool credentials = false) {
        router.allow_origins(Cors::make({.origins = std::move(origins), .allows_credentials = credentials}).value());
    }
    net::Response ask(Method method, std::string_view origin, std::string_view wanted = {},
                      std::string path = "/things") {
        net::ClientRequest request{.method = method, .url = "http://127.0.0.1:" + std::to_string(port) + path};
        if (!origin.empty()) request.headers.add("Origin", origin);
        if (!wanted.empty()) request.headers.add("Access-Control-Request-Method", wanted);
        if (method == Method::post) request.body = "{}", request.headers.add("Content-Type", "application/json");
        net::Response answer{.status = 0};
        client.send(std::move(request), [&](Result<net::Response> r) {
            if (r) answer = std::move(*r);
            loop.stop();
        });
        loop.run_for(5s);
        return answer;
    }

    net::Loop loop;
    Router router;
    int posts = 0;
    net::HttpServer server{loop, [this](const net::Request& r, net::Responder to) { router.handle(r, std::move(to)); }};
    net::HttpClient client{loop};
    std::uint16_t port = 0;
};

constexpr std::string_view desk = "https://desk.example", other = "https://other.example";

TEST_F(CorsTest, without_a_list_no_other_origin_may_call) {
    EXPECT_EQ(ask(Method::get, desk).headers.get("Access-Control-Allow-Origin"), std::nullopt);
    EXPECT_EQ(ask(Method::post, desk).status, 403);
    EXPECT_EQ(ask(Method::options, desk, "POST").headers.get("Access-Control-Allow-Methods"), std::nullopt);
    EXPECT_EQ(posts, 0);
}

TEST_F(CorsTest, a_listed_origin_may_call_and_read_every_answer) {
    allow({std::string(desk)});
    for (const auto& answer :
         {ask(Method::get, desk), ask(Method::post, desk), ask(Method::get, desk, {}, "/nothing")}) {
        EXPECT_EQ(answer.headers.value("Access-Control-Allow-Origin"), desk);
        EXPECT_EQ(answer.headers.value("Vary"), "Origin");
        EXPECT_EQ(answer.headers.get("Access-Control-Allow-Credentials"), std::nullopt);
    }
    EXPECT_EQ(posts, 1);
}

TEST_F(CorsTest, another_origin_may_not_though_it_looks_alike) {
    allow({std::string(desk)});
    for (const char* origin : {"https://other.example", "http://desk.example", "https://desk.example:8443",
                               "https://desk.example.evil", "https://xdesk.example", "null", "https://DESK.example"}) {
        EXPECT_EQ(ask(Method::get, origin).headers.get("Access-Control-Allow-Origin"), std::nullopt) << origin;
        EXPECT_EQ(ask(Method::post, origin).status, 403) << origin;
        EXPECT_EQ(ask(Method::options, origin, "POST").headers.get("Access-Control-Allow-Methods"), std::nullopt);
    }
    EXPECT_EQ(posts, 0);
    EXPECT_EQ(ask(Method::get, {}).headers.value("Vary"), "Origin") << "caches must not mix the answers";
}

TEST_F(CorsTest, the_question_before_a_call_is_answered) {
    allow({std::string(desk), std::string(other)});
    const auto answer = ask(Method::options, other, "POST");
    EXPECT_EQ(answer.status, 204);
    EXPECT_EQ(answer.headers.value("Access-Control-Allow-Origin"), other);
    EXPECT_THAT(std::string(answer.headers.value("Access-Control-Allow-Methods")), HasSubstr("POST"));
    EXPECT_THAT(std::string(answer.headers.value("Access-Control-Allow-Headers")), HasSubstr("Authorization"));
    EXPECT_EQ(answer.headers.value("Access-Control-Max-Age"), "600");
    EXPECT_EQ(ask(Method::options, other).headers.get("Access-Control-Allow-Methods"), std::nullopt) << "no question";
    EXPECT_EQ(ask(Method::options, other, "POST", "/nothing").status, 404);
    EXPECT_EQ(posts, 0);
}

TEST_F(CorsTest, credentials_only_where_asked_for_and_never_for_everybody) {
    allow({std::string(desk)}, true);
    EXPECT_EQ(ask(Method::get, desk).headers.value("Access-Control-Allow-Credentials"), "true");
    EXPECT_EQ(ask(Method::get, other).headers.get("Access-Control-Allow-Credentials"), std::nullopt);
}

TEST(Cors, takes_nothing_but_exact_origins) {
    for (const char* good : {"https://desk.example", "http://localhost:3000", "http://[::1]:8080", "http://127.0.0.1"})
        EXPECT_TRUE(Cors::make({.origins = {good}})) << good;
    for (const char* bad : {"*", "null", "", "desk.example", "https://", "https://desk.example/", "https://*.example",
                            "https://Desk.example", "https://desk.example/x", "ftp://desk.example", "https://a b"}) {
        const auto refused = Cors::make({.origins = {bad}});
        ASSERT_FALSE(refused) << bad;
        EXPECT_EQ(refused.error().code(), Errc::invalid_argument);
    }
}

}  // namespace
}  // namespace argosy::api
