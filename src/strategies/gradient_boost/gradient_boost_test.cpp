#include "strategies/gradient_boost/gradient_boost.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/strategy_stage.hpp"
#include "support/test_models.hpp"

namespace argosy::strategies::gradient_boost {
namespace {

using argosy::testing::StrategyStage;
using ::testing::HasSubstr;
namespace models = learning::testing;

constexpr Time start = models::market_start;

/// The model says 88 % up after a rise, 12 % after a fall (support/test_models.hpp).
strategy::Descriptor momentum(Time known_to = start) {
    return *read_model_strategy(models::momentum_model(known_to), "momentum.json");
}

/// One tree of the change over two bars.
strategy::Descriptor change_model(double low, double high) {
    auto info = models::momentum_info(start);
    info.label.target = learning::Target::change;
    return *read_model_strategy(learning::write_model(info, models::stump(0, low, high, 1, "reg:squarederror", "0")),
                                "change.json");
}

TEST(GradientBoost, follows_what_the_trees_say) {
    const auto d = momentum();
    StrategyStage stage(d, "", {.start = start});
    stage.closes({100, 101, 102, 101, 100, 101});
    EXPECT_EQ(stage.heard(), "2:buy 4:sell 6:buy");
    EXPECT_NEAR(stage.last().confidence, 1 / (1 + std::exp(-2.0)), 1e-6);
    EXPECT_EQ(stage.last().horizon, Duration(2h));
    EXPECT_EQ(stage.last().reason.view(), "p 0.8808, model momentum 3");
}

TEST(GradientBoost, enters_from_an_edge_and_leaves_below_another) {
    const auto d = change_model(-0.0005, 0.002);
    StrategyStage stage(d, "", {.start = start});
    stage.closes({100, 101, 100, 101});
    EXPECT_EQ(stage.heard(), "2:buy 3:hold 4:buy") << "a fall of 0.0005 is too small to turn round";
    StrategyStage eager(d, "enter=0.0005", {.start = start});
    eager.closes({100, 101, 100});
    EXPECT_EQ(eager.heard(), "2:buy 3:sell");
    StrategyStage one_sided(d, "enter=0.0005 short=false", {.start = start});
    one_sided.closes({100, 101, 100});
    EXPECT_EQ(one_sided.heard(), "2:buy 3:hold");
    StrategyStage patient(d, "leave=-0.001", {.start = start});
    patient.closes({100, 101, 100});
    EXPECT_EQ(patient.heard(), "2:buy");
}

TEST(GradientBoost, says_nothing_about_bars_that_the_model_was_trained_on) {
    const auto d = momentum(start + 3h);
    EXPECT_EQ(d.not_before, start + 3h);
    StrategyStage stage(d, "", {.start = start});
    stage.closes({100, 101, 102, 103, 104});
    EXPECT_EQ(stage.heard(), "4:buy") << "the first bar that begins when training ended";
}

TEST(GradientBoost, hears_the_same_whatever_comes_later) {
    const auto d = momentum();
    const auto bars = models::walk(300, 0.3);
    StrategyStage whole(d, "", {.start = start}), part(d, "", {.start = start});
    for (std::size_t i = 0; i < bars.size(); ++i) {
        whole.bar(bars[i]);
        if (i < 200) part.bar(bars[i]);
    }
    ASSERT_GT(part.signals().size(), 10u);
    for (std::size_t i = 0; i < part.signals().size(); ++i) {
        EXPECT_EQ(part.signals()[i].bar, whole.signals()[i].bar);
        EXPECT_EQ(part.signals()[i].signal.direction, whole.signals()[i].signal.direction);
    }
}

TEST(GradientBoost, is_described_by_its_model) {
    const auto d = momentum();
    EXPECT_EQ(d.name, "momentum");
    EXPECT_EQ(d.timeframe, Duration(1h));
    EXPECT_EQ(d.summary,
              "follows the probability of a rise over 2 bars that model 3 predicts; trained to "
              "2024-01-01T00:00:00Z");
}

TEST(GradientBoost, refuses_what_it_cannot_run) {
    EXPECT_THAT(std::string(read_model_strategy("{}", "x.json").error().message()), HasSubstr("x.json: model file"));
    EXPECT_THAT(testing::refusal(momentum(), "enter=0.1 leave=0.2"), HasSubstr("leave = 0.2 must not be above enter"));
    domain::InstrumentTable table;
    ASSERT_TRUE(table.add(*domain::parse_symbol("BTC/USDT")));
    const auto made = StrategyStage::make(momentum(), "", table, 15min);
    EXPECT_THAT(std::string(made.error().message()), HasSubstr("was trained on bars of 1h, not of 15m"));
    auto info = models::momentum_info(start);
    info.features.features = {features::Mood{}};
    EXPECT_THAT(
        std::string(
            read_model_strategy(learning::write_model(info, models::stump(0, -2, 2, 1)), "m.json").error().message()),
        HasSubstr("m.json: the model's features need headlines"));
}

}  // namespace
}  // namespace argosy::strategies::gradient_boost
