#include <gmock/gmock.h>
#include <signal.h>
#include <sys/mman.h>

#include "api/endpoint.hpp"
#include "base/prng.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "services/gateway/upstreams.hpp"
#include "support/backend.hpp"

namespace argosy::services::gateway {
namespace {

using ::testing::HasSubstr;

class UpstreamTest : public ::testing::Test {
protected:
    UpstreamTest()
        : seen(*static_cast<Seen*>(
              ::mmap(nullptr, sizeof(Seen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {}
    ~UpstreamTest() override {
        upstreams.reset();
        ::munmap(&seen, sizeof(Seen));
    }

    /// Two replicas, or those that the config names.
    void open(resilience::UpstreamConfig config = {}) {
        if (config.urls.empty()) {
            a.emplace(seen);
            b.emplace(seen);
            config.urls = {a->url(), b->url()};
        }
        upstreams.emplace(Upstreams::Parts{
            .loop = loop,
            .router = router,
            .configs = {{"far", std::move(config)}},
            .authorization = [](const std::string& service, resilience::TokenPassed, const net::Request&,
                                const auth::Principal&) { return "Bearer for-" + service; },
            .metrics = &metrics,
            .seed = 42});
        ASSERT_TRUE(upstreams->start());
        server.emplace(loop, [this](const net::Request& r, net::Responder to) { router.handle(r, std::move(to)); });
        port = server->listen("127.0.0.1", 0).value();
    }

    void send(Method method, const std::string& target, std::string body,
              std::function<void(Result<net::Response>)> done, const net::Headers& headers = {}) {
        client.send({.method = method,
                     .url = "http://127.0.0.1:" + std::to_string(port) + "/api/v1/far" + target,
                     .headers = headers,
                     .body = std::move(body)},
                    std::move(done));
    }
    net::Response ask(Method method, const std::string& target, std::string body = {},
                      const net::Headers& headers = {}) {
        net::Response answer{.status = 0};
        send(
            method, target, std::move(body),
            [&](Result<net::Response> r) {
                if (r) answer = std::move(*r);
                loop.stop();
            },
            headers);
        loop.run_for(20s);
        return answer;
    }
    net::Response get(const std::string& target) { return ask(Method::get, target); }
    UpstreamStatus status() const { return upstreams->status().front(); }
    /// The breaker of one of the replicas.
    resilience::BreakerState breaker(std::size_t at) const { return status().replicas[at].breaker; }

    Seen& seen;
    std::optional<Backend> a, b;  // before anything that has a thread
    net::Loop loop;
    api::Router router;
    observe::Metrics metrics;
    std::optional<Upstreams> upstreams;
    std::optional<net::HttpServer> server;
    net::HttpClient client{loop};
    std::uint16_t port = 0;
};

TEST_F(UpstreamTest, passes_requests_and_answers_on) {
    open();
    net::Headers headers;
    headers.add("Cookie", "argosy_session=mine");
    headers.add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    const auto answer = ask(Method::post, "/things?x=1", "a thing", headers);
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(std::string(answer.body.view()), HasSubstr("POST /api/v1/far/things?x=1 a thing"));
    EXPECT_EQ(answer.headers.value("Saw-Authorization"), "Bearer for-far");
    EXPECT_EQ(answer.headers.value("Saw-X-Forwarded-For"), "127.0.0.1");
    EXPECT_EQ(answer.headers.value("Saw-Cookie"), "");
    EXPECT_FALSE(answer.headers.get("Set-Cookie"));
    const auto trace = answer.headers.value("Saw-traceparent");
    EXPECT_TRUE(trace.starts_with("00-0af7651916cd43dd8448eb211c80319c-")) << trace;
    EXPECT_FALSE(trace.contains("b7ad6b7169203331")) << "the call has a span of its own";
    EXPECT_EQ(get("/404").status, 404) << "their answer, whatever it is";
    EXPECT_EQ(ask(Method::head, "/things").status, 200);
    EXPECT_EQ(get("").status, 200) << "the prefix itself";
}

TEST_F(UpstreamTest, spreads_requests_over_the_replicas) {
    open();
    for (int i = 0; i < 10; ++i) EXPECT_EQ(get("/x").status, 200);
    EXPECT_EQ(status().replicas[0].calls, 5U);
    EXPECT_EQ(status().replicas[1].calls, 5U);
}

TEST_F(UpstreamTest, a_killed_replica_costs_no_read_and_is_left_alone_soon) {
    open({.consecutive_failures = 2, .pause = 20s});
    for (int i = 0; i < 4; ++i) get("/x");
    a->kill();
    for (int i = 0; i < 20; ++i) EXPECT_EQ(get("/x").status, 200) << i;
    EXPECT_EQ(breaker(0), resilience::BreakerState::open);
    EXPECT_LE(status().replicas[0].failures, 3U);
    EXPECT_GE(status().retries, 1U);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(ask(Method::post, "/x").status, 200) << "no post goes there any more";
    EXPECT_THAT(metrics.text(), HasSubstr("argosy_upstream_breaker_state{replica=\"" + a->url() + "\""));
}

TEST_F(UpstreamTest, a_replica_that_comes_back_is_called_again) {
    a.emplace(seen);
    open({.urls = {a->url()}, .consecutive_failures = 1, .pause = 50ms});
    const auto same = a->port();
    EXPECT_EQ(get("/x").status, 200);
    a->kill();
    EXPECT_EQ(get("/x").status, 503);
    EXPECT_EQ(breaker(0), resilience::BreakerState::open);
    a.reset();
    a.emplace(seen, same);
    ASSERT_EQ(a->port(), same);
    for (int i = 0; i < 200 && breaker(0) != resilience::BreakerState::closed; ++i) {
        loop.run_for(20ms);
        get("/x");
    }
    EXPECT_EQ(breaker(0), resilience::BreakerState::closed);
    EXPECT_EQ(get("/x").status, 200);
}

TEST_F(UpstreamTest, a_stopped_replica_is_waited_for_only_so_long) {
    open({.head_timeout = 200ms, .timeout = 5s, .consecutive_failures = 2, .pause = 50ms});
    a->signal(SIGSTOP);
    for (int i = 0; i < 6; ++i) EXPECT_EQ(get("/x").status, 200) << "the other one answers";
    EXPECT_NE(breaker(0), resilience::BreakerState::closed);
    a->signal(SIGCONT);
    for (int i = 0; i < 200 && breaker(0) != resilience::BreakerState::closed; ++i) {
        loop.run_for(20ms);
        get("/x");
    }
    EXPECT_EQ(breaker(0), resilience::BreakerState::closed);
}

TEST_F(UpstreamTest, nobody_answers_503_says_when_to_come_back) {
    open({.head_timeout = 100ms, .timeout = 400ms, .consecutive_failures = 1, .pause = 3s});
    const auto never = get("/never?id=1");
    EXPECT_EQ(never.status, 503);
    EXPECT_EQ(never.headers.value("Content-Type"), "application/problem+json");
    EXPECT_GE(std::stoi(std::string(never.headers.value("Retry-After"))), 1);
    EXPECT_EQ(seen.times[1], 2) << "once at each replica, whose breaker is open then";
    const auto refused = get("/x?id=2");
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.headers.value("Retry-After"), "3");
    EXPECT_EQ(seen.times[2], 0) << "while the breakers are open nobody is asked";
}

TEST_F(UpstreamTest, what_was_sent_and_not_answered_is_said_to_be_unknown_and_not_repeated) {
    open({.head_timeout = 100ms});
    const auto never = ask(Method::post, "/never?id=1", "order");
    EXPECT_EQ(never.status, 502);
    EXPECT_THAT(std::string(never.body.view()), HasSubstr("outcome_unknown"));
    EXPECT_EQ(seen.times[1], 1);
    EXPECT_EQ(ask(Method::patch, "/die?id=2", "order").status, 502);
    EXPECT_EQ(seen.times[2], 1);
    EXPECT_EQ(status().retries, 0U);
}

TEST_F(UpstreamTest, an_attempt_that_is_unknown_stays_so_whatever_the_next_one_says) {
    open();
    const auto answer = ask(Method::delete_, "/die?id=3");  // each replica dies of it, then nobody listens
    EXPECT_GE(seen.times[3], 1);
    EXPECT_EQ(answer.status, 502);
    EXPECT_THAT(std::string(answer.body.view()), HasSubstr("outcome_unknown"));
}

TEST_F(UpstreamTest, a_client_that_leaves_a_silent_stream_frees_the_replica) {
    open();
    {
        net::HttpClient leaves(loop);
        leaves.send({.url = "http://127.0.0.1:" + std::to_string(port) + "/api/v1/far/silent",
                     .on_body =
                         [&](std::string_view) {
                             loop.stop();
                             return true;
                         }},
                    [](const Result<net::Response>&) {});
        loop.run_for(5s);
    }
    const auto outstanding = [&] { return status().replicas[0].outstanding + status().replicas[1].outstanding; };
    EXPECT_EQ(outstanding(), 1U);
    for (int i = 0; i < 100 && outstanding() > 0; ++i) loop.run_for(20ms);
    EXPECT_EQ(outstanding(), 0U);
}

TEST_F(UpstreamTest, a_replica_that_says_503_is_no_reason_to_send_an_order_twice) {
    open();
    EXPECT_EQ(ask(Method::post, "/503?id=1").status, 503);
    EXPECT_EQ(seen.times[1], 1);
    EXPECT_EQ(get("/503?id=2").status, 503) << "theirs, in the end";
    EXPECT_EQ(seen.times[2], 3);
}

TEST_F(UpstreamTest, retries_stay_within_their_budget) {
    open({.consecutive_failures = 1000, .failure_rate = 1});
    for (int i = 0; i < 100; ++i) get("/x");  // a full reserve of ten retries, whatever happens
    const int requests = 60;
    for (int i = 0; i < requests; ++i) get("/503?id=1");
    EXPECT_LE(seen.times[1], requests + 10 + requests / 5 + 1) << "without a budget it would be three times as many";
    EXPECT_GT(status().retries_over, 0U);
}

TEST_F(UpstreamTest, the_last_value_is_marked_with_its_age_and_only_where_it_is_allowed) {
    open({.last_value = {"/api/v1/far/prices"}, .last_value_age_max = 60s, .consecutive_failures = 1});
    const std::string before(get("/prices/btc").body.view());
    get("/orders");
    a->kill();
    b->kill();
    const auto stale = get("/prices/btc");
    EXPECT_EQ(stale.status, 200);
    EXPECT_TRUE(stale.headers.get("Age"));
    EXPECT_THAT(std::string(stale.headers.value("Warning")), HasSubstr("110"));
    EXPECT_EQ(stale.headers.value("Content-Type"), "application/json");
    EXPECT_EQ(stale.body.view(), before.substr(0, before.size() - 1) +
                                     ",\"stale_seconds\":" + std::string(stale.headers.value("Age")) + "}");
    EXPECT_EQ(get("/prices/eth").status, 503) << "never answered: nothing is made up";
    EXPECT_EQ(get("/orders").status, 503) << "not allowed there";
    EXPECT_EQ(ask(Method::post, "/prices/btc").status, 503);
    EXPECT_EQ(status().last_values, 1U);
}

TEST_F(UpstreamTest, a_last_value_that_is_too_old_is_none) {
    open({.last_value = {"/api/v1/far/prices"}, .last_value_age_max = 50ms, .consecutive_failures = 1});
    EXPECT_EQ(get("/prices/btc").status, 200);
    a->kill();
    b->kill();
    loop.run_for(100ms);
    EXPECT_EQ(get("/prices/btc").status, 503);
}

TEST_F(UpstreamTest, large_answers_stream_at_the_pace_of_the_reader) {
    open();
    EXPECT_EQ(get("/big").body.size(), big);
    std::size_t got = 0;
    bool has_ended = false;
    net::HttpClient slow(loop);
    const auto gate = std::make_shared<net::BodyGate>();
    net::Timer later(loop);
    slow.send({.url = "http://127.0.0.1:" + std::to_string(port) + "/api/v1/far/big",
               .on_body =
                   [&](std::string_view part) {
                       got += part.size();
                       gate->pause();  // a little in each millisecond
                       return true;
                   },
               .gate = gate},
              [&](Result<net::Response> r) {
                  EXPECT_TRUE(r) << r.error().message();
                  has_ended = true;
                  loop.stop();
              });
    later.every(1ms, [&] { gate->resume(); });
    loop.run_for(30s);
    EXPECT_TRUE(has_ended);
    EXPECT_EQ(got, big);
}

TEST_F(UpstreamTest, events_arrive_as_they_happen_and_outlive_the_timeout) {
    open({.head_timeout = 300ms, .timeout = 400ms});
    std::string text;
    bool first_was_alone = false, has_ended = false;
    client.send({.url = "http://127.0.0.1:" + std::to_string(port) + "/api/v1/far/events",
                 .on_body =
                     [&](std::string_view part) {
                         text.append(part);
                         first_was_alone = first_was_alone || (text.contains("first") && !text.contains("second"));
                         return true;
                     }},
                [&](Result<net::Response> r) {
                    has_ended = r.has_value();
                    loop.stop();
                });
    loop.run_for(10s);
    EXPECT_TRUE(first_was_alone);
    EXPECT_THAT(text, HasSubstr("second"));
    EXPECT_TRUE(has_ended);
}

TEST_F(UpstreamTest, half_an_answer_does_not_pass_for_a_whole_one) {
    open();
    Result<net::Response> result = net::Response{};
    send(Method::get, "/half", {}, [&](Result<net::Response> r) {
        result = std::move(r);
        loop.stop();
    });
    loop.run_for(10s);
    EXPECT_FALSE(result) << "the client must see that it is cut";
}

TEST_F(UpstreamTest, refuses_what_is_too_large_or_leads_elsewhere) {
    open({.body_bytes_max = 10});
    EXPECT_EQ(ask(Method::post, "/x?id=1", "12345678901").status, 413);
    EXPECT_EQ(seen.times[1], 0);
    EXPECT_EQ(get("/../users").status, 400);
    EXPECT_EQ(get("/%2e%2e%2fusers").status, 400);
}

TEST_F(UpstreamTest, a_path_has_one_owner) {
    api::endpoint(router, {.path = "/api/v1/far"},
                  [](const api::Nothing&, const api::Call&) -> Result<api::Nothing> { return api::Nothing{}; });
    Upstreams both({.loop = loop, .router = router, .configs = {{"far", {.urls = {"http://127.0.0.1:1"}}}}});
    const auto refused = both.start();
    ASSERT_FALSE(refused);
    EXPECT_THAT(std::string(refused.error().message()), HasSubstr("/api/v1/far"));
    api::Router other;
    Upstreams twice({.loop = loop,
                     .router = other,
                     .configs = {{"far", {.urls = {"http://127.0.0.1:1"}, .paths = {"/far"}}},
                                 {"further", {.urls = {"http://127.0.0.1:1"}, .paths = {"/far"}}}}});
    EXPECT_FALSE(twice.start());
}

TEST_F(UpstreamTest, tells_how_its_replicas_are) {
    open();
    get("/x");
    net::Response answer{.status = 0};
    client.send({.url = "http://127.0.0.1:" + std::to_string(port) + "/api/v1/gateway/upstreams"},
                [&](Result<net::Response> r) {
                    if (r) answer = std::move(*r);
                    loop.stop();
                });
    loop.run_for(5s);
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(std::string(answer.body.view()), HasSubstr(R"("breaker":"closed")"));
    EXPECT_THAT(metrics.text(), HasSubstr("argosy_upstream_requests_total{service=\"far\"} 1"));
}

TEST_F(UpstreamTest, relays_websockets_both_ways_to_their_end) {
    open();
    std::vector<std::string> heard;
    std::optional<net::CloseCode> code;
    net::WsHandlers handlers;
    handlers.on_text = [&](net::WsPeer& from, std::string_view text) {
        heard.emplace_back(text);
        if (heard.size() == 1) from.send_text("bye");
    };
    handlers.on_close = [&](net::CloseCode c, std::string_view) {
        code = c;
        loop.stop();
    };
    client.connect_websocket({.url = "ws://127.0.0.1:" + std::to_string(port) + "/api/v1/far/ws"}, std::move(handlers),
                             {}, [](Result<net::WsPeer> peer) {
                                 ASSERT_TRUE(peer) << peer.error().message();
                                 peer->send_text("hello");
                             });
    loop.run_for(10s);
    EXPECT_THAT(heard, ::testing::ElementsAre("far: hello", "far: bye"));
    EXPECT_EQ(code, net::CloseCode::normal);
    loop.run_for(50ms);
    EXPECT_EQ(status().replicas[0].outstanding + status().replicas[1].outstanding, 0U);
}

/// Replicas die, stop and come back while requests of every kind are under way: whatever happens, no post and no patch
/// reaches a replica twice, and every request gets an answer.
TEST_F(UpstreamTest, nothing_that_must_not_be_repeated_is_ever_sent_twice) {
    open({.head_timeout = 60ms, .timeout = 500ms, .consecutive_failures = 3, .pause = 20ms});
    Prng random(20261128);
    const std::uint16_t ports[] = {a->port(), b->port()};
    int id = 0, answered = 0;
    std::vector<int> posts;
    for (int round = 0; round < 40; ++round) {
        for (int i = 0; i < 12; ++i) {
            const bool is_post = random.below(2) == 0;
            const auto method = !is_post ? Method::get : random.below(4) == 0 ? Method::patch : Method::post;
            static constexpr const char* what[] = {"/x", "/x", "/x", "/never", "/503", "/die"};
            const auto kind = random.below(40) == 0 ? 5U : random.below(5);
            if (is_post) posts.push_back(id);
            send(method, std::string(what[kind]) + "?id=" + std::to_string(id++), "body",
                 [&](Result<net::Response> r) { answered += r ? 1 : 0; });
        }
        auto& victim = random.below(2) == 0 ? a : b;
        const auto event = random.below(4);
        if (event == 0) victim->kill();
        if (event == 1) victim->signal(SIGSTOP);
        loop.run_for(Duration(random.below(60'000'000)));
        a->signal(SIGCONT), b->signal(SIGCONT);
        for (auto* each : {&a, &b})
            if (random.below(2) == 0) {
                const auto same = ports[each == &a ? 0 : 1];
                each->reset();
                each->emplace(seen, same);
            }
    }
    for (int i = 0; i < 600 && answered < id; ++i) loop.run_for(100ms);
    EXPECT_EQ(answered, id);
    int arrived = 0;
    for (const int post : posts) {
        EXPECT_LE(seen.times[post], 1) << "request " << post;
        arrived += seen.times[post];
    }
    EXPECT_GT(arrived, 0) << "and some did arrive";
    EXPECT_GT(status().retries, 0U) << "and reads were repeated";
}

}  // namespace
}  // namespace argosy::services::gateway
