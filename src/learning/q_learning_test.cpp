#include "learning/q_learning.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/test_models.hpp"

namespace argosy::learning {
namespace {

using ::testing::HasSubstr;

features::Table table(double tendency, std::uint64_t seed, std::size_t bars = 2000) {
    return *features::compute(testing::one_return(), testing::walk(bars, tendency, seed));
}
QSettings settings() { return {.enabled = true, .columns = {"return_1"}, .cost = 0.001}; }

TEST(Environment, pays_the_move_and_takes_the_cost) {
    auto bars = testing::walk(4, 0);
    const double closes[] = {100, 100, 110, 99};
    for (std::size_t i = 0; i < 4; ++i) bars[i].close = *from_double<Price>(closes[i], Rounding::half_even);
    auto t = *features::compute(testing::one_return(), bars);
    auto environment = *TradingEnvironment::make(t, settings());
    EXPECT_EQ(environment.rows(), 3u);
    EXPECT_DOUBLE_EQ(environment.step(Action::buy), std::log(1.1) - 0.001);
    EXPECT_DOUBLE_EQ(environment.step(Action::sell), -std::log(0.9) - 0.002) << "a turn costs twice";
    EXPECT_TRUE(environment.done());
    environment.reset();
    EXPECT_EQ(environment.step(Action::flat), 0);
}

TEST(QAgent, learns_to_follow_a_market_that_continues) {
    const auto train = table(0.6, 1), later = table(0.6, 2);
    auto environment = *TradingEnvironment::make(train, settings());
    const auto agent = *QAgent::learn(environment, settings());
    auto unseen = *TradingEnvironment::make(later, settings(), environment.cuts());
    const Play play = agent.play(unseen);
    EXPECT_GT(play.reward, 1.0) << "out of sample, after costs";
    EXPECT_EQ(play.rows, 1998u);
}

TEST(QAgent, stays_out_where_costs_eat_every_move) {
    auto dear = settings();
    dear.cost = 0.5;
    const auto t = table(0.6, 1);
    auto environment = *TradingEnvironment::make(t, dear);
    const auto agent = *QAgent::learn(environment, dear);
    const Play play = agent.play(environment);
    EXPECT_EQ(play.changes, 0u);
    EXPECT_EQ(play.reward, 0);
}

TEST(QAgent, is_the_same_for_the_same_seed) {
    const auto t = table(0.3, 1);
    auto environment = *TradingEnvironment::make(t, settings());
    const auto first = *QAgent::learn(environment, settings()), second = *QAgent::learn(environment, settings());
    EXPECT_TRUE(std::ranges::equal(first.table(), second.table()));
    auto other = settings();
    other.seed = 2;
    EXPECT_FALSE(std::ranges::equal(first.table(), QAgent::learn(environment, other)->table()));
}

TEST(QAgent, is_off_by_default) {
    const auto t = table(0.3, 1, 100);
    auto environment = *TradingEnvironment::make(t, QSettings{});
    const auto off = QAgent::learn(environment, QSettings{});
    EXPECT_THAT(std::string(off.error().message()), HasSubstr("is off"));
}

TEST(Environment, refuses_what_it_cannot_hold) {
    auto s = settings();
    s.columns = {"nothing"};
    EXPECT_THAT(std::string(TradingEnvironment::make(table(0, 1, 50), s).error().message()),
                HasSubstr("no column nothing"));
    const auto wide = *features::compute(features::standard_set(1h), testing::walk(200, 0));
    EXPECT_THAT(std::string(TradingEnvironment::make(wide, {}).error().message()),
                HasSubstr("more than 100000 states"));
    EXPECT_FALSE(TradingEnvironment::make(table(0, 1, 2), settings(), {{}, {}}));
}

}  // namespace
}  // namespace argosy::learning
