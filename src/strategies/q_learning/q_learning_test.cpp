#include "strategies/q_learning/q_learning.hpp"

#include <gtest/gtest.h>

#include "support/strategy_stage.hpp"

namespace argosy::strategies::q_learning {
namespace {

using testing::StrategyStage;

/// Eight bars up, eight down, and so on: what a rule of thumb can learn.
std::vector<double> waves(std::size_t bars) {
    std::vector<double> closes{100};
    while (closes.size() < bars) closes.push_back(closes.back() * (closes.size() / 8 % 2 == 0 ? 1.01 : 1 / 1.01));
    return closes;
}

/// What following the signals from bar to bar would have paid, in log returns without costs.
double gain(const StrategyStage& stage, const std::vector<double>& closes) {
    double sum = 0;
    const auto& heard = stage.signals();
    for (std::size_t i = 0; i < heard.size(); ++i) {
        const std::size_t from = heard[i].bar - 1, to = i + 1 < heard.size() ? heard[i + 1].bar - 1 : closes.size() - 1;
        const double move = std::log(closes[to] / closes[from]);
        if (heard[i].signal.direction == domain::Direction::buy) sum += move;
        if (heard[i].signal.direction == domain::Direction::sell) sum -= move;
    }
    return sum;
}

TEST(QLearning, learns_what_can_be_learned) {
    const auto closes = waves(1'000);
    StrategyStage stage(descriptor(), "window=300 every=100 cost=0.001");
    stage.closes(closes);
    ASSERT_GT(stage.signals().size(), 20U);
    EXPECT_GE(stage.signals().front().bar, 300U) << "nothing before it has a whole window";
    // Knowing each turn at once would pay 700 × ln(1.01) = 6.97.
    EXPECT_GT(gain(stage, closes), 3.0);
}

TEST(QLearning, says_the_same_twice_and_nothing_of_the_future) {
    const auto closes = waves(700);
    StrategyStage whole(descriptor(), "window=200 every=50"), again(descriptor(), "window=200 every=50"),
        half(descriptor(), "window=200 every=50");
    whole.closes(closes);
    again.closes(closes);
    half.closes(std::vector(closes.begin(), closes.begin() + 450));
    EXPECT_EQ(whole.heard(), again.heard());
    EXPECT_FALSE(half.heard().empty());
    EXPECT_TRUE(whole.heard().starts_with(half.heard()));
}

}  // namespace
}  // namespace argosy::strategies::q_learning
