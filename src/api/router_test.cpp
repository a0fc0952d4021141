#include "api/router.hpp"

#include <gtest/gtest.h>

#include "api/json.hpp"
#include "net/http_client.hpp"

namespace argosy::api {
namespace {

using net::Method;

constexpr Asset files[] = {{.path = "/index.html",
                            .content_type = "text/html; charset=utf-8",
                            .digest = "i",
                            .content = "<html>",
                            .gzip = {},
                            .brotli = {}},
                           {.path = "/assets/a.js",
                            .content_type = "text/javascript",
                            .digest = "a",
                            .content = "js",
                            .gzip = {},
                            .brotli = {},
                            .is_immutable = true}};
constexpr std::string_view pages[] = {"/", "/dashboard"};

/// A router behind a real server, asked over loopback.
class RouterTest : public ::testing::Test {
protected:
    RouterTest()
        : server(
              loop, [this](const net::Request& r, net::Responder to) { router.handle(r, std::move(to)); },
              with_problems()),
          client(loop) {
        const auto echo = [](std::string_view tag) {
            return [tag](const Call& call) -> Result<net::Response> {
                return json_response(std::string(tag) + ":" + std::string(call.body()));
            };
        };
        router.add({.path = "/api/v1/status"}, echo("status"));
        router.add({.path = "/api/v1/bars/{symbol}"}, [](const Call& call) -> Result<net::Response> {
            ARGOSY_LET(const auto limit, call.query_number("limit", 500, 1, 1000), "bars");
            return json_response(call.parameter("symbol") + " " + std::to_string(limit));
        });
        router.add({.path = "/api/v1/bars/latest"}, echo("latest"));
        router.add({.path = "/api/v1/orders/{venue}/{id}"}, [](const Call& call) -> Result<net::Response> {
            return json_response(call.parameter("venue") + "|" + call.parameter("id"));
        });
        router.add({.method = Method::post, .path = "/api/v1/orders/{venue}/{id}"}, echo("post"));
        router.add({.path = "/api/portfolio/*"},
                   [](const Call& call) -> Result<net::Response> { return json_response(call.parameter("*")); });
        router.add({.path = "/broken"},
                   [](const Call&) -> Result<net::Response> { return fail(Errc::internal, "secret"); });
        router.add_opener({.path = "/later"}, [this](const Call&, net::Responder to) {
            loop.post([to = std::make_shared<net::Responder>(std::move(to))] { to->send(json_response("later")); });
        });
        router.add_assets(files, "/index.html", pages);
        port = server.listen("127.0.0.1", 0).value();
    }

    net::Response ask(Method method, std::string_view target, std::string_view host = {}) {
        net::Response answer{.status = 0};
        net::ClientRequest request{.method = method,
                                   .url = "http://127.0.0.1:" + std::to_string(port) + std::string(target)};
        if (!host.empty()) request.headers.add("Host", host);
        client.send(std::move(request), [&](Result<net::Response> r) {
            if (r) answer = std::move(*r);
            loop.stop();
        });
        loop.run_for(5s);
        return answer;
    }
    std::string get(std::string_view target) { return std::string(ask(Method::get, target).body.view()); }

    net::Loop loop;
    Router router;
    net::HttpServer server;
    net::HttpClient client;
    std::uint16_t port = 0;
};

TEST_F(RouterTest, finds_routes_and_decodes_parameters) {
    EXPECT_EQ(get("/api/v1/status"), "status:");
    EXPECT_EQ(get("/api/v1/bars/BTC%2FUSDT"), "BTC/USDT 500");
    EXPECT_EQ(get("/api/v1/bars/BTC-USDT?limit=7"), "BTC-USDT 7");
    EXPECT_EQ(get("/api/v1/orders/sim/42"), "sim|42");
    EXPECT_EQ(get("/api/portfolio/history/day"), "history/day");
    EXPECT_EQ(get("/later"), "later");
}

TEST_F(RouterTest, a_fixed_segment_wins_over_a_parameter) {
    EXPECT_EQ(get("/api/v1/bars/latest"), "latest:");
    EXPECT_EQ(get("/api/v1/bars/latest2"), "latest2 500");
}

TEST_F(RouterTest, answers_404_with_a_problem) {
    for (const char* target : {"/nothing", "/api/v1/status/", "/api/v1//status", "/api/v1/bars/", "/api/v1/orders/sim",
                               "/api/portfolio", "/index.html", "/assets/../assets/a.js"}) {
        const auto answer = ask(Method::get, target);
        EXPECT_EQ(answer.status, 404) << target;
        EXPECT_EQ(answer.headers.value("Content-Type"), "application/problem+json");
    }
}

TEST_F(RouterTest, answers_405_and_options_with_what_there_is) {
    const auto wrong = ask(Method::delete_, "/api/v1/orders/sim/42");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.headers.value("Allow"), "GET, HEAD, POST, OPTIONS");
    const auto options = ask(Method::options, "/api/v1/status");
    EXPECT_EQ(options.status, 204);
    EXPECT_EQ(options.headers.value("Allow"), "GET, HEAD, OPTIONS");
}

TEST_F(RouterTest, answers_head_by_get) {
    const auto answer = ask(Method::head, "/api/v1/status");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.value("Content-Length"), "7");
    EXPECT_EQ(answer.body.size(), 0U);
}

TEST_F(RouterTest, refuses_bad_input_naming_it) {
    EXPECT_EQ(ask(Method::get, "/api/v1/bars/%zz").status, 400);
    EXPECT_EQ(ask(Method::get, "/api/v1/bars/a%00b").status, 400);
    EXPECT_EQ(ask(Method::get, "/api/v1/status?a=%").status, 400);
    const auto answer = ask(Method::get, "/api/v1/bars/BTC-USDT?limit=0");
    EXPECT_EQ(answer.status, 400);
    EXPECT_TRUE(answer.body.view().contains("limit must be a whole number from 1 to 1000, got \\\"0\\\""));
}

TEST_F(RouterTest, logs_what_it_does_not_tell) {
    std::string logged;
    router.log_errors([&](std::string_view trace_id, const Error& error) {
        logged = std::string(trace_id) + " " + std::string(error.message());
    });
    const auto answer = ask(Method::get, "/broken");
    EXPECT_EQ(answer.status, 500);
    EXPECT_TRUE(logged.ends_with(" secret"));
    EXPECT_FALSE(answer.body.view().contains("secret"));
    EXPECT_TRUE(answer.body.view().contains(logged.substr(0, 32)));
}

TEST_F(RouterTest, tells_what_was_changed_also_when_it_is_answered_later) {
    router.add_opener({.method = Method::put, .path = "/later"}, [this](const Call&, net::Responder to) {
        loop.post([to = std::make_shared<net::Responder>(std::move(to))] { to->send(json_response("x", 202)); });
    });
    std::vector<std::string> told;
    router.log_changes([&](const Changed& c) { told.push_back(std::string(c.path) + " " + std::to_string(c.status)); });
    ask(Method::get, "/later");
    ask(Method::put, "/later");
    ask(Method::post, "/api/v1/orders/a/b");
    EXPECT_EQ(told, (std::vector<std::string>{"/later 202", "/api/v1/orders/a/b 200"}));
}

TEST_F(RouterTest, tells_the_log_of_changes_and_of_all_that_failed) {
    std::vector<std::string> told;
    std::string trace;
    router.log_answers([&](const Answered& a) {
        told.push_back(fmt::format("{} {} {} {}", a.method, a.path, a.status, a.remote));
        trace = a.trace_id;
    });
    ask(Method::get, "/api/v1/status");
    ask(Method::post, "/api/v1/orders/a/b");
    ask(Method::get, "/broken");
    const auto missing = ask(Method::get, "/nothing");
    EXPECT_TRUE(missing.body.view().contains(trace));
    ask(Method::delete_, "/api/v1/status");
    EXPECT_EQ(told, (std::vector<std::string>{"POST /api/v1/orders/a/b 200 127.0.0.1", "GET /broken 500 127.0.0.1",
                                              "GET /nothing 404 127.0.0.1", "DELETE /api/v1/status 405 127.0.0.1"}));
}

TEST_F(RouterTest, runs_what_must_run_with_a_query_that_cannot_be_read) {
    const auto fine = [](const Call& call) -> Result<net::Response> {
        EXPECT_FALSE(call.query("a"));
        return json_response("stopped");
    };
    router.add({.method = Method::post, .path = "/stop", .runs_in_any_case = true}, fine);
    EXPECT_EQ(ask(Method::post, "/stop?a=%zz").status, 200);
    EXPECT_EQ(ask(Method::post, "/api/v1/orders/a/b?a=%zz").status, 400);
}

TEST_F(RouterTest, serves_one_page_under_each_of_its_paths) {
    EXPECT_EQ(get("/"), "<html>");
    EXPECT_EQ(get("/dashboard"), "<html>");
    EXPECT_EQ(get("/assets/a.js"), "js");
}

TEST_F(RouterTest, is_not_reached_under_a_foreign_name) {
    EXPECT_EQ(ask(Method::get, "/api/v1/status", "evil.example").status, 421);
    router.allow_hosts({"desk.example"});
    EXPECT_EQ(ask(Method::get, "/api/v1/status", "desk.example").status, 200);
    EXPECT_EQ(ask(Method::get, "/api/v1/status", "evil.example").status, 421);
}

TEST_F(RouterTest, the_server_itself_speaks_in_problems_too) {
    net::Response answer;
    net::ClientRequest request{.url = "http://127.0.0.1:" + std::to_string(port) + "/"};
    request.headers.add("X-Large", std::string(20000, 'x'));
    client.send(std::move(request), [&](Result<net::Response> r) {
        answer = std::move(r).value();
        loop.stop();
    });
    loop.run_for(5s);
    EXPECT_EQ(answer.status, 431);
    EXPECT_EQ(answer.headers.value("Content-Type"), "application/problem+json");
}

TEST(Router, refuses_to_hold_one_route_twice) {
    const auto add_twice = [] {
        Router router;
        const auto handler = [](const Call&) -> Result<net::Response> { return net::Response{}; };
        router.add({.path = "/a/{x}"}, handler);
        router.add({.path = "/a/{y}"}, handler);
    };
    EXPECT_DEATH(add_twice(), "two routes");
}

TEST(Router, lists_its_routes_for_documents) {
    Router router;
    router.add({.path = "/a", .summary = "does a", .role = Role::trader},
               [](const Call&) -> Result<net::Response> { return net::Response{}; });
    ASSERT_EQ(router.routes().size(), 1U);
    EXPECT_EQ(router.routes()[0].role, Role::trader);
}

}  // namespace
}  // namespace argosy::api
