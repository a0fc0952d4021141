#include "learning/model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/test_models.hpp"

namespace argosy::learning {
namespace {

using ::testing::HasSubstr;

constexpr Time known_to = testing::market_start;

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    const auto at = text.find(what);
    EXPECT_NE(at, text.npos) << what;
    return text.replace(at, what.size(), by);
}
std::string refusal(const std::string& text) { return std::string(read_model(text).error().message()); }

TEST(ModelFile, comes_back_as_it_was_written) {
    const auto text = testing::momentum_model(known_to);
    const auto model = read_model(text);
    ASSERT_TRUE(model) << model.error().describe();
    EXPECT_EQ(model->info.name, "momentum");
    EXPECT_EQ(model->info.version, 3u);
    EXPECT_EQ(model->info.symbol, "BTC/USDT");
    EXPECT_EQ(model->info.span.known_to, known_to);
    EXPECT_EQ(model->info.span.rows, 98u);
    EXPECT_EQ(model->info.label.horizon, 2u);
    EXPECT_EQ(model->info.metrics.at("auc"), 0.53);
    EXPECT_TRUE(std::isnan(model->info.metrics.at("log_loss")));
    EXPECT_EQ(write_model(model->info, testing::stump(0, -2, 2, 1)), text);
    EXPECT_GT(model->trees.predict(std::vector<float>{0.1f}), 0.8f);
    EXPECT_EQ(model->checksum.size(), 64u);
}

TEST(ModelFile, of_other_features_than_it_names_is_refused) {
    const auto text = testing::momentum_model(known_to);
    EXPECT_THAT(refusal(replaced(text, R"("bars":1)", R"("bars":2)")), HasSubstr("which are"));
    EXPECT_THAT(refusal(write_model(testing::momentum_info(known_to), testing::stump(0, -2, 2, 2))),
                HasSubstr("take 2 columns, its features have 1"));
    EXPECT_THAT(refusal(write_model(testing::momentum_info(known_to), testing::stump(0, -2, 2, 1, "reg:squarederror"))),
                HasSubstr("do not fit"));
    EXPECT_TRUE(check_features(testing::momentum_info(known_to), testing::one_return()));
    const auto other = check_features(testing::momentum_info(known_to), features::standard_set(1h));
    EXPECT_THAT(std::string(other.error().message()), HasSubstr("trained on feature set one"));
}

TEST(ModelFile, that_is_none_is_refused_with_what_is_wrong) {
    const auto text = testing::momentum_model(known_to);
    EXPECT_THAT(refusal("nonsense"), HasSubstr("model file: no JSON"));
    EXPECT_THAT(refusal("{}"), HasSubstr("no usable \"format\""));
    EXPECT_THAT(refusal(replaced(text, R"("format_version":1)", R"("format_version":2)")), HasSubstr("argosy-model 2"));
    EXPECT_THAT(refusal(replaced(text, "known_to", "knows")), HasSubstr("trained: no usable \"known_to\""));
    EXPECT_THAT(refusal(replaced(text, R"("horizon":2)", R"("horizon":0)")), HasSubstr("horizon"));
}

TEST(ModelFile, knows_from_when_on_it_may_trade) {
    const auto info = testing::momentum_info(known_to);
    EXPECT_TRUE(check_unseen(info, known_to));
    const auto refused = check_unseen(info, known_to - 1ns);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), Errc::invalid_argument);
    EXPECT_THAT(std::string(refused.error().message()), HasSubstr("trained on bars up to 2024-01-01T00:00:00Z"));
    EXPECT_THAT(std::string(refused.error().hint()), HasSubstr("start the run at 2024-01-01T00:00:00Z or later"));
}

}  // namespace
}  // namespace argosy::learning
