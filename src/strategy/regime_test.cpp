#include "strategy/regime.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <vector>

#include "base/prng.hpp"

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

/// The definition, over the last closes afresh.
Regime defined(const std::vector<double>& closes, const RegimeSettings& s) {
    if (closes.size() < s.window) return Regime::unknown;
    const double* c = closes.data() + closes.size() - s.window;
    double path = 0, earlier = 0, recent = 0;
    for (std::size_t k = 1; k < s.window; ++k) {
        const double change = c[k] - c[k - 1];
        path += std::abs(change);
        (k >= s.window - s.recent ? recent : earlier) += change / c[k - 1] * (change / c[k - 1]);
    }
    const double before = std::sqrt(earlier / static_cast<double>(s.window - 1 - s.recent));
    if (std::sqrt(recent / static_cast<double>(s.recent)) > s.high_volatility_ratio * before)
        return Regime::high_volatility;
    const double net = c[s.window - 1] - c[0];
    if (path == 0 || std::abs(net) / path < s.trend_efficiency) return Regime::range;
    return net > 0 ? Regime::trend_up : Regime::trend_down;
}

TEST(Regime, is_what_its_definition_says_after_every_bar) {
    for (const RegimeSettings s : {RegimeSettings{}, RegimeSettings{.window = 12, .recent = 3}}) {
        Prng random(5);
        RegimeDetector detector(s);
        std::vector<double> closes;
        double price = 1000;
        std::map<Regime, int> seen;
        for (int i = 0; i < 20'000; ++i) {
            const double width = i % 700 < 60 ? 0.05 : 0.004, drift = i / 300 % 3 == 0 ? 0.003 : 0;
            price *= 1 + drift + width * (random.uniform() - 0.5);
            closes.push_back(price);
            detector.update(price);
            ASSERT_EQ(detector.regime(), defined(closes, s)) << "bar " << i;
            ++seen[detector.regime()];
            price = std::clamp(price, 100.0, 10'000.0);
        }
        EXPECT_GE(seen.size(), 4U) << "a regime was never met";
    }
}

}  // namespace
}  // namespace argosy::strategy
