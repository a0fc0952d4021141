#include "learning/metrics.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace argosy::learning {
namespace {

TEST(Metrics, of_rises_are_what_their_names_say) {
    const std::vector<float> p = {0.9f, 0.6f, 0.6f, 0.2f}, y = {1, 0, 1, 0};
    const std::vector<double> changes = {0.02, -0.01, 0.03, -0.04};
    const auto m = judge(Target::up, p, y, changes);
    // Of the four pairs of a rise and another: 0.9 above both, 0.6 equal to 0.6 and above 0.2.
    EXPECT_DOUBLE_EQ(m.at("auc"), (1 + 1 + 0.5 + 1) / 4);
    EXPECT_NEAR(m.at("log_loss"), -(std::log(0.9) + std::log(0.4) + std::log(0.6) + std::log(0.8)) / 4, 1e-7);
    EXPECT_DOUBLE_EQ(m.at("accuracy"), 0.75);
    EXPECT_DOUBLE_EQ(m.at("base_rate"), 0.5);
    EXPECT_DOUBLE_EQ(m.at("gain"), (0.02 - 0.01 + 0.03 + 0.04) / 4);
    EXPECT_EQ(m.at("rows"), 4);
}

TEST(Metrics, of_one_class_have_no_auc) {
    EXPECT_TRUE(std::isnan(
        judge(Target::up, std::vector<float>{0.5f, 0.6f}, std::vector<float>{1, 1}, std::vector<double>{1, 1})
            .at("auc")));
}

TEST(Metrics, of_changes_compare_with_predicting_nothing) {
    const std::vector<float> p = {0.1f, -0.1f}, y = {0.3f, -0.1f};
    const auto m = judge(Target::change, p, y, std::vector<double>{0.3, -0.1});
    EXPECT_NEAR(m.at("rmse"), std::sqrt(0.04 / 2), 1e-8);
    EXPECT_NEAR(m.at("rmse_of_zero"), std::sqrt(0.10 / 2), 1e-8);
    EXPECT_NEAR(m.at("correlation"), 1, 1e-12);
    EXPECT_NEAR(m.at("gain"), 0.2, 1e-12);
}

}  // namespace
}  // namespace argosy::learning
