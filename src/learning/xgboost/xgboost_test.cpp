#include "learning/xgboost/xgboost.hpp"

#include <bit>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "learning/trainer.hpp"
#include "support/test_models.hpp"

namespace argosy::learning {
namespace {

/// Twelve columns, of which some count, with gaps in every column.
struct Noisy {
    static constexpr std::size_t width = 12, rows = 1500;
    std::vector<float> values, up, change;

    explicit Noisy(std::uint64_t seed) {
        Prng prng(seed);
        for (std::size_t i = 0; i < rows; ++i) {
            double sum = 0;
            for (std::size_t c = 0; c < width; ++c) {
                const double v = prng.normal();
                sum += v * (c < 4 ? 1.0 : 0.0) + (c == 5 && v > 1 ? 1.0 : 0.0);
                values.push_back(prng.uniform() < 0.1 ? std::nanf("") : static_cast<float>(v));
            }
            sum += prng.normal();
            up.push_back(sum > 0);
            change.push_back(static_cast<float>(sum * 0.01));
        }
    }
    [[nodiscard]] BoostTask task(Target target) const {
        return {.values = values, .width = width, .labels = target == Target::up ? up : change, .target = target};
    }
};

class Walker : public ::testing::TestWithParam<Target> {};

TEST_P(Walker, gives_the_numbers_of_the_library) {
    const Noisy data(1), other(2);
    const auto booster = xgboost::fit(data.task(GetParam()), {.rounds = 100, .depth = 6});
    ASSERT_TRUE(booster) << booster.error().describe();
    const auto model = TreeModel::parse(*booster);
    ASSERT_TRUE(model) << model.error().describe();
    EXPECT_EQ(model->trees(), 100u);
    const auto theirs = *xgboost::predict(*booster, other.values, Noisy::width);
    for (std::size_t i = 0; i < Noisy::rows; ++i) {
        const float ours = model->predict(std::span(other.values).subspan(i * Noisy::width, Noisy::width));
        ASSERT_EQ(std::bit_cast<std::uint32_t>(ours), std::bit_cast<std::uint32_t>(theirs[i]))
            << ours << ' ' << theirs[i];
    }
}
INSTANTIATE_TEST_SUITE_P(Targets, Walker, ::testing::Values(Target::up, Target::change),
                         [](const auto& p) { return std::string(to_string(p.param)); });

TEST(XgBoost, the_same_seed_gives_the_same_text_and_another_seed_another) {
    const Noisy data(1);
    const BoostSettings settings{.rounds = 20};
    const auto first = *xgboost::fit(data.task(Target::up), settings);
    EXPECT_EQ(first, *xgboost::fit(data.task(Target::up), settings));
    EXPECT_NE(first, *xgboost::fit(data.task(Target::up), {.rounds = 20, .seed = 2}));
}

TEST(XgBoost, learns_what_can_be_learned_and_the_walk_forward_shows_it) {
    const auto set = testing::one_return();
    const auto trained =
        train({.name = "t", .symbol = "X", .features = set}, *features::compute(set, testing::walk(1500, 0.6)),
              {.label = {.horizon = 1}, .boost = {.rounds = 30}, .embargo = 2h}, xgboost::fit);
    ASSERT_TRUE(trained) << trained.error().describe();
    EXPECT_GT(trained->info.metrics.at("auc"), 0.65);
    EXPECT_GT(trained->info.metrics.at("gain"), 0);
    const auto again =
        train({.name = "t", .symbol = "X", .features = set}, *features::compute(set, testing::walk(1500, 0.6)),
              {.label = {.horizon = 1}, .boost = {.rounds = 30}, .embargo = 2h}, xgboost::fit);
    EXPECT_EQ(again->text, trained->text);
    const auto model = read_model(trained->text);
    ASSERT_TRUE(model) << model.error().describe();
    EXPECT_GT(model->trees.predict(std::vector<float>{0.02f}), 0.5f);
    EXPECT_LT(model->trees.predict(std::vector<float>{-0.02f}), 0.5f);
}

TEST(XgBoost, stops_between_two_trees) {
    const Noisy data(1);
    auto task = data.task(Target::up);
    std::stop_source source;
    task.stop = source.get_token();
    const std::jthread other([&] {
        std::this_thread::sleep_for(50ms);
        source.request_stop();
    });
    const auto stopped = xgboost::fit(task, {.rounds = 10'000, .depth = 8});
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code(), Errc::unavailable);
    EXPECT_TRUE(stopped.error().message().contains("stopped after")) << stopped.error().message();
}

TEST(XgBoost, says_what_is_wrong_with_a_task) {
    EXPECT_EQ(xgboost::fit({}, {}).error().code(), Errc::invalid_argument);
    const std::vector<float> values = {1, 2, 3}, labels = {1};
    EXPECT_EQ(xgboost::fit({.values = values, .width = 2, .labels = labels}, {}).error().code(),
              Errc::invalid_argument);
    EXPECT_EQ(xgboost::predict("{}", values, 1).error().code(), Errc::internal);
}

}  // namespace
}  // namespace argosy::learning
