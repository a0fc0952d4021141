#include "learning/serving.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/test_models.hpp"

namespace argosy::learning {
namespace {

using ::testing::HasSubstr;

Model model() {
    auto info = testing::momentum_info(testing::market_start);
    info.label.target = Target::change;
    info.features.features = {features::Returns{1}, features::Returns{2}};
    return *read_model(write_model(info, testing::stump(1, -1, 0.5, 2, "reg:squarederror", "0")));
}
std::string served(std::string_view request) {
    const auto answer = predict(model(), request);
    return answer ? *answer : std::string(answer.error().message());
}

TEST(Serving, rows_give_predictions) {
    EXPECT_EQ(served(R"({"instances": [[0, 7], [1.5, 7], [null, 7]]})"), R"({"predictions":[-1.0,0.5,0.5]})");
    EXPECT_EQ(served(R"({"signature_name": "serving_default", "instances": [{"features": [0, 7]}]})"),
              R"({"predictions":[-1.0]})");
}

TEST(Serving, columns_give_outputs) {
    EXPECT_EQ(served(R"({"inputs": [[0, 7], [2, 7]]})"), R"({"outputs":[-1.0,0.5]})");
    EXPECT_EQ(served(R"({"inputs": {"features": [[0, 7]]}})"), R"({"outputs":[-1.0]})");
}

TEST(Serving, errors_are_worded_as_tensorflow_serving_words_them) {
    EXPECT_EQ(served(""), "JSON Parse error: The document is empty");
    EXPECT_THAT(served("{"), HasSubstr("JSON Parse error: "));
    EXPECT_EQ(served("[1]"), "JSON Value: [1] Is not object");
    EXPECT_EQ(served("{}"), "Missing 'inputs' or 'instances' key");
    EXPECT_EQ(served(R"({"instances": 5})"), "Excepting 'instances' to be an list/array");
    EXPECT_EQ(served(R"({"instances": []})"), "No values in 'instances' array");
    EXPECT_THAT(served(R"({"instances": [], "inputs": []})"),
                HasSubstr("expecting only one of 'inputs' or 'instances'"));
    EXPECT_EQ(served(R"({"instances": [[1, 2, 3]]})"), "Expecting tensor size: 2 but got: 3");
    EXPECT_EQ(served(R"({"instances": [[1, "a"]]})"), R"(JSON Value: "a" Type: String is not of expected type: float)");
    EXPECT_EQ(served(R"({"instances": [[1, true]]})"), "JSON Value: true Type: True is not of expected type: float");
    EXPECT_EQ(served(R"({"instances": [[1, 1e39]]})"),
              "Cannot convert JSON value: 1e+39 to float without loss of precision.");
    EXPECT_EQ(served(R"({"instances": [[1, 2], {"features": [1, 2]}]})"),
              "Expecting value/list but got object at item 1 of input list");
    EXPECT_EQ(served(R"({"instances": [{"features": [1, 2]}, [1, 2]]})"),
              "Expecting object but got list at item 1 of input list");
    EXPECT_THAT(served(R"({"instances": [{"x": [1, 2]}]})"), HasSubstr("does not have named input: x"));
    EXPECT_THAT(served(R"({"signature_name": 1, "instances": [[1, 2]]})"), HasSubstr("must be a string value."));
    EXPECT_THAT(served(R"({"instances": [1, 2]})"), HasSubstr("JSON Value: 1 found at incorrect level"));
    EXPECT_EQ(error_body("no \"x\""), R"({"error":"no \"x\""})");
}

TEST(Serving, a_request_may_not_be_endless) {
    EXPECT_THAT(std::string(predict(model(), R"({"instances": [[1, 2], [1, 2]]})", {.rows = 1}).error().message()),
                HasSubstr("more than 1 rows"));
}

TEST(Serving, says_what_serves) {
    EXPECT_EQ(
        status_body(model().info),
        R"({"model_version_status":[{"version":"3","state":"AVAILABLE","status":{"error_code":"OK","error_message":""}}]})");
    EXPECT_THAT(metadata_body(model()),
                HasSubstr(R"("model_spec":{"name":"momentum","signature_name":"","version":"3"})"));
    EXPECT_THAT(metadata_body(model()), HasSubstr(R"("dim":[{"size":"-1","name":""},{"size":"2","name":""}])"));
    EXPECT_EQ(unknown_model_message("x"), "Servable not found for request: Latest(x)");
}

RC_GTEST_PROP(Serving, any_bytes_are_answered, (const std::string& text)) {
    static const Model m = model();
    const auto answer = predict(m, text);
    RC_ASSERT(answer.has_value() || !answer.error().message().empty());
}

}  // namespace
}  // namespace argosy::learning
