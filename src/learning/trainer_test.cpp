#include "learning/trainer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/test_models.hpp"

namespace argosy::learning {
namespace {

using ::testing::HasSubstr;

/// Stands in for a booster: always the momentum rule. Notes what it was given.
struct FakeFit {
    std::vector<std::size_t> rows;
    Fit fit() {
        return [this](const BoostTask& task, const BoostSettings&) -> Result<std::string> {
            rows.push_back(task.labels.size());
            return testing::stump(0, -2, 2, task.width);
        };
    }
};

features::Table table(std::size_t bars, double tendency = 0.5) {
    return *features::compute(testing::one_return(), testing::walk(bars, tendency));
}
TrainTask task() { return {.name = "m", .symbol = "BTC/USDT", .version = 2, .features = testing::one_return()}; }

TEST(Trainer, judges_each_step_on_rows_that_it_has_not_seen) {
    FakeFit fake;
    const auto trained =
        train(task(), table(1003), {.label = {.horizon = 2}, .steps = 3, .train_min = 0.4}, fake.fit());
    ASSERT_TRUE(trained) << trained.error().describe();
    // 1003 bars: the first has no return, the last two no label: 1000 rows. A label of two bars: one row less to train
    // than lies before the test.
    EXPECT_EQ(fake.rows, (std::vector<std::size_t>{399, 599, 799, 1000}));
    ASSERT_EQ(trained->steps.size(), 3u);
    EXPECT_EQ(trained->steps[0].step.test_begin, 400u);
    EXPECT_EQ(trained->steps[2].step.test_end, 1000u);
    EXPECT_EQ(trained->info.metrics.at("rows"), 600);
    EXPECT_GT(trained->info.metrics.at("auc"), 0.6) << "steps that continue are predictable";
    EXPECT_EQ(trained->info.span.known_to, testing::market_start + 1003h);
    const auto model = read_model(trained->text);
    ASSERT_TRUE(model) << model.error().describe();
    EXPECT_EQ(model->info.version, 2u);
}

TEST(Trainer, finds_nothing_where_there_is_nothing) {
    FakeFit fake;
    const auto trained = *train(task(), table(4003, 0), {.label = {.horizon = 1}, .steps = 4}, fake.fit());
    EXPECT_NEAR(trained.info.metrics.at("auc"), 0.5, 0.03);
}

RC_GTEST_PROP(Trainer, no_label_of_training_reaches_into_the_test, ()) {
    const auto bars = *rc::gen::inRange<std::size_t>(60, 400);
    TrainSettings s{.label = {.horizon = *rc::gen::inRange<std::size_t>(1, 10)},
                    .steps = *rc::gen::inRange<std::size_t>(1, 6),
                    .embargo = std::chrono::hours(*rc::gen::inRange(0, 12))};
    const auto data = *make_dataset(table(bars), s.label);
    const auto steps = make_steps(data, s);
    RC_PRE(steps.has_value());
    std::size_t next = steps->front().test_begin;
    for (const auto& step : *steps) {
        RC_ASSERT(data.labels_known[step.train_end - 1] + s.embargo <= data.times[step.test_begin]);
        RC_ASSERT(data.labels_known[step.train_end] + s.embargo > data.times[step.test_begin]);
        RC_ASSERT(step.test_begin == next);
        next = step.test_end;
    }
    RC_ASSERT(next == data.rows());
}

TEST(Trainer, refuses_what_it_cannot_train) {
    FakeFit fake;
    const auto refusal = [&](const features::Table& t, const TrainSettings& s) {
        return std::string(train(task(), t, s, fake.fit()).error().message());
    };
    EXPECT_THAT(refusal(table(20), {.label = {.horizon = 2}, .embargo = 100h}), HasSubstr("too few for 5 steps"));
    auto other = table(100);
    other.columns = {"another"};
    EXPECT_THAT(refusal(other, {}), HasSubstr("was not computed from the feature set"));
    const auto stopped =
        train(task(), table(200), {}, fake.fit(), [](std::size_t done, std::size_t) { return done < 2; });
    EXPECT_THAT(std::string(stopped.error().message()), HasSubstr("stopped after 2 of 6"));
}

}  // namespace
}  // namespace argosy::learning
