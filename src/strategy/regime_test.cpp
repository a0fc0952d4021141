#include "strategy/regime.hpp"

#include <gtest/gtest.h>

namespace argosy::strategy {
namespace {

using domain::Regime;

template <class Path>
Regime after(Path path) {
    RegimeDetector d({.window = 40, .recent = 10});
    for (int i = 0; i < 60; ++i) d.update(path(i));
    return d.regime();
}

TEST(Regime, is_unknown_until_the_window_is_full) {
    RegimeDetector d({.window = 4, .recent = 1});
    for (int i = 0; i < 3; ++i) d.update(100 + i);
    EXPECT_EQ(d.regime(), Regime::unknown);
    d.update(103);
    EXPECT_EQ(d.regime(), Regime::trend_up);
}

TEST(Regime, tells_trends_ranges_and_turmoil_apart) {
    EXPECT_EQ(after([](int i) { return 100.0 + i; }), Regime::trend_up);
    EXPECT_EQ(after([](int i) { return 200.0 - i; }), Regime::trend_down);
    EXPECT_EQ(after([](int i) { return 100.0 + i % 2; }), Regime::range);
    EXPECT_EQ(after([](int) { return 100.0; }), Regime::range);
    EXPECT_EQ(after([](int i) { return 100.0 + (i < 55 ? 0.01 : 8.0) * (i % 2); }), Regime::high_volatility);
}

}  // namespace
}  // namespace argosy::strategy
