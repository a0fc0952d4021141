#include "learning/tree_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/test_models.hpp"

namespace argosy::learning {
namespace {

using ::testing::HasSubstr;
using testing::stump;

float predict(const TreeModel& model, float x) { return model.predict(std::vector<float>{x}); }

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    const auto at = text.find(what);
    EXPECT_NE(at, text.npos) << what;
    return text.replace(at, what.size(), by);
}

TEST(TreeModel, smaller_goes_left_and_equal_goes_right) {
    const auto model = *TreeModel::parse(stump(1.5, -1, 2, 1, "reg:squarederror", "2.5E-1"));
    EXPECT_EQ(predict(model, 1.4f), -0.75f);
    EXPECT_EQ(predict(model, 1.5f), 2.25f);
    EXPECT_EQ(predict(model, std::nanf("")), 2.25f) << "a missing value goes where training sent it";
    const auto left = *TreeModel::parse(
        replaced(stump(1.5, -1, 2, 1, "reg:squarederror", "0"), R"("default_left":[0)", R"("default_left":[true)"));
    EXPECT_EQ(predict(left, std::nanf("")), -1.0f);
}

TEST(TreeModel, a_logistic_model_gives_a_probability) {
    const auto model = *TreeModel::parse(stump(0, -2, 2, 1));
    EXPECT_FLOAT_EQ(predict(model, 1), 1 / (1 + std::exp(-2.0f)));
    const auto biased = *TreeModel::parse(stump(0, 0, 0, 1, "binary:logistic", "2E-1"));
    EXPECT_FLOAT_EQ(predict(biased, 1), 0.2f);
}

TEST(TreeModel, refuses_what_it_cannot_walk) {
    const auto message = [](std::string text) { return std::string(TreeModel::parse(text).error().message()); };
    const std::string good = stump(0, 1, 2, 1);
    EXPECT_THAT(message("{"), HasSubstr("no JSON"));
    EXPECT_THAT(message("{}"), HasSubstr("no usable \"learner\""));
    EXPECT_THAT(message(replaced(good, "gbtree", "dart")), HasSubstr("booster dart is not supported"));
    EXPECT_THAT(message(replaced(good, "binary:logistic", "rank:pairwise")), HasSubstr("objective rank:pairwise"));
    EXPECT_THAT(message(replaced(good, R"("num_class":"0")", R"("num_class":"3")")), HasSubstr("3 classes"));
    EXPECT_THAT(message(replaced(good, "5E-1", "5E-1x")), HasSubstr("base_score is \"5E-1x\""));
    EXPECT_THAT(message(replaced(good, "5E-1", "1")), HasSubstr("no probability"));
    EXPECT_THAT(message(replaced(good, "[1,-1,-1]", "[0,-1,-1]")), HasSubstr("node 0 is reached twice"));
    EXPECT_THAT(message(replaced(good, "[1,-1,-1]", "[7,-1,-1]")), HasSubstr("node 0 points outside"));
    EXPECT_THAT(message(replaced(good, "[1,-1,-1]", "[1,-1]")), HasSubstr("2 values, expected 3"));
    EXPECT_THAT(message(replaced(good, R"("split_indices":[0)", R"("split_indices":[1)")), HasSubstr("points outside"));
    EXPECT_THAT(message(replaced(good, R"("default_left")", R"("categories_nodes":[0],"default_left")")),
                HasSubstr("splits by category"));
}

}  // namespace
}  // namespace argosy::learning
