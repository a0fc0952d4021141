#include "api/endpoint.hpp"

#include <gmock/gmock.h>

#include "net/http_client.hpp"

namespace argosy::api {
namespace {

using net::Method;
using testing::HasSubstr;

enum class Side : std::uint8_t { buy, sell };
std::string_view to_string(Side s) { return s == Side::buy ? "buy" : "sell"; }

struct Leg {
    std::string symbol;
    Price price;
};
struct Ticket {
    std::string venue;
    Side side = Side::buy;
    std::int64_t qty = 1;
    std::vector<Leg> legs;
};
struct Query {
    std::string symbol;
    std::int64_t limit = 500;
    std::vector<std::string> fields;
};
struct Answer {
    std::string text;
    std::optional<Price> price;
};
void describe(Described<Leg>& d) {
    d.name("leg").field("symbol", &Leg::symbol, {.required = true}).field("price", &Leg::price);
}
void describe(Described<Ticket>& d) {
    d.name("ticket").field("venue", &Ticket::venue).field("side", &Ticket::side);
    d.field("qty", &Ticket::qty, {.min = 1, .max = 10}).field("legs", &Ticket::legs);
}
void describe(Described<Query>& d) {
    d.name("query").field("symbol", &Query::symbol).field("limit", &Query::limit, {.min = 1, .max = 1000});
    d.field("fields", &Query::fields);
}
void describe(Described<Answer>& d) { d.name("answer").field("text", &Answer::text).field("price", &Answer::price); }

/// Lets in whoever says who they are in a header.
class HeaderGate final : public Gate {
public:
    std::expected<Admission, Problem> admit(const net::Request& request, const Route& route) override {
        if (route.role == Role::anyone) return Admission{};
        const auto name = request.headers.get("X-Name");
        if (!name) return std::unexpected(make_problem(401, "who are you?"));
        Admission admission{.who = {.name = std::string(*name)}};
        admission.headers.add("RateLimit", "\"read\";r=4;t=36");
        return admission;
    }
    void answered(const Route& route, int status, Duration) override {
        seen.push_back(route.path + " " + std::to_string(status));
    }
    std::vector<std::string> seen;
};

class EndpointTest : public ::testing::Test {
protected:
    EndpointTest()
        : server(loop, [this](const net::Request& r, net::Responder to) { router.handle(r, std::move(to)); }),
          client(loop) {
        router.guard_with(gate);
        endpoint(router, {.path = "/bars/{symbol}", .aliases = {"/api/bars/{symbol}"}},
                 [](const Query& q, const Call& call) -> Result<Answer> {
                     if (q.symbol == "none") return fail(Errc::not_found, "unknown instrument");
                     return Answer{.text = call.who().name + " " + q.symbol + " " + std::to_string(q.limit) + " " +
                                           std::to_string(q.fields.size())};
                 });
        endpoint(router, {.method = Method::post, .path = "/orders/{venue}", .role = Role::anyone, .success = 201},
                 [](const Ticket& t, const Call&) -> Result<Answer> {
                     return Answer{.text = t.venue, .price = t.legs.empty() ? Price{} : t.legs[0].price};
                 });
        endpoint_later(router, {.method = Method::post, .path = "/later", .role = Role::anyone},
                       [this](const Nothing&, const Call&, Reply<Answer> reply) {
                           loop.post([r = std::make_shared<Reply<Answer>>(std::move(reply))] {
                               r->send(fail(Errc::rejected, "not today"));
                           });
                       });
        port = server.listen("127.0.0.1", 0).value();
    }

    net::Response ask(Method method, std::string_view target, std::string body = {}, bool named = true) {
        net::Response answer{.status = 0};
        net::ClientRequest request{.method = method,
                                   .url = "http://127.0.0.1:" + std::to_string(port) + std::string(target),
                                   .body = std::move(body)};
        if (named) request.headers.add("X-Name", "ada");
        client.send(std::move(request), [&](Result<net::Response> r) {
            if (r) answer = std::move(*r);
            loop.stop();
        });
        loop.run_for(5s);
        return answer;
    }

    HeaderGate gate;
    net::Loop loop;
    Router router;
    net::HttpServer server;
    net::HttpClient client;
    std::uint16_t port = 0;
};

TEST_F(EndpointTest, input_comes_from_path_and_query_and_the_answer_is_typed) {
    const auto answer = ask(Method::get, "/bars/BTC-USDT?limit=7&fields=open,close");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body.view(), R"({"text":"ada BTC-USDT 7 2","price":null})");
    EXPECT_EQ(answer.headers.value("RateLimit"), "\"read\";r=4;t=36");
}

TEST_F(EndpointTest, an_alias_is_the_same_route) {
    EXPECT_EQ(ask(Method::get, "/api/bars/X").body.view(), ask(Method::get, "/bars/X").body.view());
}

TEST_F(EndpointTest, body_and_path_fill_one_struct) {
    const auto answer = ask(Method::post, "/orders/sim", R"({"side":"sell","legs":[{"symbol":"A","price":"1.50"}]})");
    EXPECT_EQ(answer.status, 201);
    EXPECT_EQ(answer.body.view(), R"({"text":"sim","price":"1.5"})");
}

TEST_F(EndpointTest, every_mistake_of_a_body_is_named_with_its_pointer) {
    const auto answer =
        ask(Method::post, "/orders/sim", R"({"sid":"sell","qty":11,"legs":[{"price":"x"}],"venue":"other"})");
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.headers.value("Content-Type"), "application/problem+json");
    const std::string text(answer.body.view());
    EXPECT_THAT(text, HasSubstr(R"("pointer":"/sid")"));
    EXPECT_THAT(text, HasSubstr("did you mean side?"));
    EXPECT_THAT(text, HasSubstr(R"("pointer":"/qty")"));
    EXPECT_THAT(text, HasSubstr(R"("pointer":"/legs/0/symbol")"));
    EXPECT_THAT(text, HasSubstr(R"("pointer":"/legs/0/price")"));
    EXPECT_THAT(text, HasSubstr(R"("pointer":"{venue}")"));
}

TEST_F(EndpointTest, mistakes_of_the_query_are_named) {
    const std::string text(ask(Method::get, "/bars/X?limit=0&limt=3").body.view());
    EXPECT_THAT(text, HasSubstr(R"("pointer":"?limit")"));
    EXPECT_THAT(text, HasSubstr(R"("pointer":"?limt")"));
    EXPECT_THAT(text, HasSubstr("did you mean limit?"));
}

TEST_F(EndpointTest, a_body_that_is_no_object_is_refused) {
    EXPECT_EQ(ask(Method::post, "/orders/sim", "[1]").status, 400);
    EXPECT_EQ(ask(Method::post, "/orders/sim", "{").status, 400);
    EXPECT_EQ(ask(Method::post, "/orders/sim").status, 201);
}

TEST_F(EndpointTest, the_gate_is_asked_first_and_told_after) {
    EXPECT_EQ(ask(Method::get, "/bars/X", {}, false).status, 401);
    EXPECT_TRUE(gate.seen.empty());
    EXPECT_EQ(ask(Method::get, "/bars/none").status, 404);
    EXPECT_THAT(gate.seen, testing::ElementsAre("/bars/{symbol} 404"));
}

TEST_F(EndpointTest, an_answer_may_come_later) { EXPECT_EQ(ask(Method::post, "/later").status, 409); }

}  // namespace
}  // namespace argosy::api
