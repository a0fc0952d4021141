#include "api/openapi.hpp"

#include <gmock/gmock.h>
#include <simdjson.h>

#include "api/endpoint.hpp"

namespace argosy::api {
namespace {

struct Leg {
    Price price;
};
struct Walk {
    std::int64_t steps = 1;
};
struct Body {
    std::string venue;
    std::int64_t qty = 1;
    std::optional<Leg> leg;
    std::vector<Leg> others;
    std::variant<Walk, Leg> way;
};
void describe(Described<Leg>& d) {
    d.name("leg").field("price", &Leg::price, {.unit = "USDT", .doc = "What it costs."});
}
void describe(Described<Walk>& d) { d.name("walk").field("steps", &Walk::steps); }
void describe(Described<Body>& d) {
    d.name("body").field("venue", &Body::venue, {.required = true}).field("qty", &Body::qty, {.min = 1, .max = 10});
    d.field("leg", &Body::leg).field("others", &Body::others).field("way", &Body::way);
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
        router.add({.path = "/pages/{name}", .aliases = {"/a_b", "/a-b"}},
                   [](const Call&) -> Result<net::Response> { return net::Response{}; });
        router.add({.method = net::Method::post,
                    .path = "/forms",
                    .consumes = "application/x-www-form-urlencoded",
                    .takes_idempotency_key = true},
                   [](const Call&) -> Result<net::Response> { return net::Response{}; });
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
    EXPECT_EQ(word("/paths/~1things/post/responses/4XX/$ref"), "#/components/responses/4XX");
    EXPECT_EQ(word("/components/responses/4XX/content/application~1problem+json/schema/$ref"),
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
    EXPECT_EQ(word("/paths/~1api~1things/post/x-alias-of"), "/things");
    EXPECT_NE(document.at_pointer("/paths/~1things/post/x-alias-of").error(), simdjson::SUCCESS);
}

TEST_F(OpenApiTest, what_is_untyped_is_shown_all_the_same) {
    EXPECT_EQ(word("/paths/~1pages~1{name}/get/parameters/0/name"), "name");
    EXPECT_EQ(word("/paths/~1pages~1{name}/get/responses/401/$ref"), "#/components/responses/401");
}

TEST_F(OpenApiTest, a_body_of_another_form_and_a_key_against_repeats_are_shown) {
    EXPECT_EQ(word("/paths/~1forms/post/parameters/0/name"), "Idempotency-Key");
    EXPECT_EQ(word("/paths/~1forms/post/parameters/0/in"), "header");
    at("/paths/~1forms/post/requestBody/content/application~1x-www-form-urlencoded");
    EXPECT_EQ(word("/paths/~1forms/post/responses/200/headers/RateLimit/$ref"), "#/components/headers/RateLimit");
    at("/components/headers/RateLimit/schema");
}

TEST_F(OpenApiTest, every_operation_has_a_name_of_its_own) {
    EXPECT_NE(word("/paths/~1a_b/get/operationId"), word("/paths/~1a-b/get/operationId"));
}

TEST_F(OpenApiTest, an_alternative_is_shown_with_the_type_that_chooses_it) {
    EXPECT_EQ(word("/components/schemas/body/properties/way/oneOf/1/properties/type/const"), "leg");
    EXPECT_EQ(word("/components/schemas/body/properties/way/oneOf/1/allOf/0/$ref"), "#/components/schemas/leg");
}

}  // namespace
}  // namespace argosy::api
