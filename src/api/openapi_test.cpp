#include "api/openapi.hpp"

#include <gmock/gmock.h>
#include <simdjson.h>

#include "api/endpoint.hpp"

namespace argosy::api {
namespace {

struct Leg {
    Price price;
};
struct Body {
    std::string venue;
    std::int64_t qty = 1;
    std::optional<Leg> leg;
    std::vector<Leg> others;
};
void describe(Described<Leg>& d) {
    d.name("leg").field("price", &Leg::price, {.unit = "USDT", .doc = "What it costs."});
}
void describe(Described<Body>& d) {
    d.name("body").field("venue", &Body::venue, {.required = true}).field("qty", &Body::qty, {.min = 1, .max = 10});
    d.field("leg", &Body::leg).field("others", &Body::others);
}

class OpenApiTest : public ::testing::Test {
protected:
    OpenApiTest() {
        const auto handler = [](const Body&, const Call&) -> Result<Leg> { return Leg{}; };
        endpoint(router, {.path = "/things/{venue}", .summary = "things", .service = "risk"}, handler);
        endpoint(router,
                 {.method = net::Method::post,
                  .path = "/things",
                  .role = Role::anyone,
                  .aliases = {"/api/things"},
                  .success = 201},
                 handler);
        router.add({.path = "/page"}, [](const Call&) -> Result<net::Response> { return net::Response{}; });
        text = openapi_document(router.routes(), {.version = "1.2"});
        document = parser.parse(text);
    }
    simdjson::dom::element at(std::string_view pointer) {
        simdjson::dom::element found;
        EXPECT_EQ(document.at_pointer(pointer).get(found), simdjson::SUCCESS) << pointer << " in " << text;
        return found;
    }
    std::string_view word(std::string_view pointer) {
        std::string_view word;
        EXPECT_EQ(at(pointer).get(word), simdjson::SUCCESS);
        return word;
    }

    Router router;
    std::string text;
    simdjson::dom::parser parser;
    simdjson::dom::element document;
};

TEST_F(OpenApiTest, paths_have_their_parameters_bodies_and_answers) {
    EXPECT_EQ(word("/openapi"), "3.1.0");
    EXPECT_EQ(word("/paths/~1things~1{venue}/get/parameters/0/in"), "path");
    EXPECT_EQ(word("/paths/~1things~1{venue}/get/parameters/1/name"), "qty");
    EXPECT_EQ(word("/paths/~1things~1{venue}/get/parameters/1/in"), "query");
    EXPECT_EQ(word("/paths/~1things~1{venue}/get/responses/200/content/application~1json/schema/$ref"),
              "#/components/schemas/leg");
    EXPECT_EQ(word("/paths/~1things/post/requestBody/content/application~1json/schema/$ref"),
              "#/components/schemas/body");
    EXPECT_EQ(word("/paths/~1things/post/responses/default/content/application~1problem+json/schema/$ref"),
              "#/components/schemas/problem");
}

TEST_F(OpenApiTest, schemas_follow_the_descriptions) {
    EXPECT_EQ(word("/components/schemas/leg/properties/price/format"), "decimal");
    EXPECT_EQ(word("/components/schemas/leg/properties/price/description"), "What it costs. (USDT)");
    EXPECT_EQ(at("/components/schemas/body/properties/qty/maximum").get_int64().value(), 10);
    EXPECT_EQ(word("/components/schemas/body/required/0"), "venue");
    EXPECT_EQ(word("/components/schemas/body/properties/others/items/$ref"), "#/components/schemas/leg");
}

TEST_F(OpenApiTest, roles_and_aliases_are_shown) {
    EXPECT_EQ(word("/paths/~1things~1{venue}/get/x-role"), "viewer");
    EXPECT_EQ(at("/paths/~1things/post/security").get_array().size(), 0U);
    EXPECT_NE(word("/paths/~1api~1things/post/operationId"), word("/paths/~1things/post/operationId"));
}

TEST_F(OpenApiTest, what_is_untyped_is_left_out) {
    simdjson::dom::element found;
    EXPECT_NE(document.at_pointer("/paths/~1page").get(found), simdjson::SUCCESS);
}

}  // namespace
}  // namespace argosy::api
