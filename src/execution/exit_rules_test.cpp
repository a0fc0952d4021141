#include "execution/exit_rules.hpp"

#include <gtest/gtest.h>

#include "base/prng.hpp"
#include "support/instruments.hpp"

namespace argosy::execution {
namespace {

using domain::Side;

const auto table = test::instruments();
const auto& btc = table[test::btc];  // tick 0.1

constexpr auto rate = Distance::Kind::rate;
constexpr auto atr = Distance::Kind::atr;

std::string wrong(const ExitRules& rules, const ExitInputs& in) {
    const auto r = exit_levels(rules, in, btc);
    return r ? "fine" : std::string(r.error().message());
}

TEST(ExitRules, LevelsOfALongEntry) {
    const ExitRules rules{.stop = {rate, "0.02"_ratio},
                          .take_profit = {rate, "0.04"_ratio},
                          .trail = {atr, "2"_ratio},
                          .trail_activation = {rate, "0.01"_ratio},
                          .break_even = {rate, "0.015"_ratio},
                          .break_even_offset = {rate, "0.001"_ratio}};
    const auto l = *exit_levels(rules, {.side = Side::buy, .entry = "100"_px, .atr = "1.27"_px}, btc);
    EXPECT_EQ(l.stop, "98"_px);
    EXPECT_EQ(l.take_profit, "104"_px);
    EXPECT_EQ(l.trail_distance, "2.5"_px) << "2.54 down to the tick: nearer is safer";
    EXPECT_EQ(l.trail_activation, "101"_px);
    EXPECT_EQ(l.break_even_trigger, "101.5"_px);
    EXPECT_EQ(l.break_even_stop, "100.1"_px);
}

TEST(ExitRules, LevelsOfAShortEntryMirrorThem) {
    const ExitRules rules{.stop = {rate, "0.02"_ratio}, .take_profit_risk = "2"_ratio};
    const auto l = *exit_levels(rules, {.side = Side::sell, .entry = "100"_px}, btc);
    EXPECT_EQ(l.stop, "102"_px);
    EXPECT_EQ(l.take_profit, "96"_px) << "twice the stop's distance";
}

TEST(ExitRules, OfTheSignalsOwnStopAndTheRuleTheNearerCounts) {
    const ExitInputs in{.side = Side::buy, .entry = "100"_px, .signal_stop = "97.33"_px};
    EXPECT_EQ(exit_levels({}, in, btc)->stop, "97.4"_px) << "on the tick nearer to the entry";
    EXPECT_EQ(exit_levels({.stop = {rate, "0.02"_ratio}}, in, btc)->stop, "98"_px) << "the rule bounds the loss";
    EXPECT_EQ(exit_levels({.stop = {rate, "0.05"_ratio}}, in, btc)->stop, "97.4"_px);
    EXPECT_EQ(exit_levels({.stop = {rate, "0.05"_ratio}, .prefer_signal_stop = false}, in, btc)->stop, "95"_px);
    const ExitInputs sold{.side = Side::sell, .entry = "100"_px, .signal_stop = "102.67"_px};
    EXPECT_EQ(exit_levels({.stop = {rate, "0.02"_ratio}}, sold, btc)->stop, "102"_px);
    EXPECT_EQ(exit_levels({.stop = {rate, "0.05"_ratio}}, sold, btc)->stop, "102.6"_px);
}

TEST(ExitRules, ALevelThatCannotBeIsAnErrorNotAMissingStop) {
    EXPECT_EQ(wrong({.stop = {atr, "2"_ratio}}, {.entry = "100"_px}),
              "exit rules: a distance is a multiple of the ATR, which is not known");
    EXPECT_EQ(wrong({}, {.side = Side::buy, .entry = "100"_px, .signal_stop = "101"_px}),
              "exit rules: the stop 101 is not on the losing side of the entry 100");
    EXPECT_EQ(wrong({.stop = {atr, "2"_ratio}}, {.side = Side::buy, .entry = "100"_px, .atr = "60"_px}),
              "exit rules: a level would be at or below zero");
    EXPECT_EQ(wrong({.take_profit = {rate, "1.5"_ratio}}, {.side = Side::sell, .entry = "100"_px}),
              "exit rules: a level would be at or below zero");
    EXPECT_EQ(wrong({.break_even = {rate, "0.01"_ratio}, .break_even_offset = {rate, "0.01"_ratio}},
                    {.side = Side::buy, .entry = "100"_px}),
              "exit rules: break_even would put the stop where the price is, or beyond");
    EXPECT_EQ(wrong({}, {}), "exit rules: the entry has no price");
    EXPECT_EQ(wrong({}, {.entry = "100"_px}), "fine") << "no rules, no levels";
}

TEST(ExitRules, LevelsAreOnTheTickOnTheRightSideAndNeverRiskMore) {
    Prng random(21);
    for (int i = 0; i < 20'000; ++i) {
        auto instrument = btc;
        instrument.tick_size = Price::from_raw(static_cast<std::int64_t>(1 + random.below(1'000'000'000)));
        const auto stop = Ratio::from_raw(static_cast<std::int64_t>(1'000'000 + random.below(1'000'000'000)));
        const ExitInputs in{.side = random.below(2) ? Side::buy : Side::sell,
                            .entry = instrument.tick_size * static_cast<std::int64_t>(1000 + random.below(100'000))};
        const auto l = exit_levels({.stop = {rate, stop}, .take_profit_risk = "2"_ratio}, in, instrument);
        ASSERT_TRUE(l) << l.error().message();
        ASSERT_TRUE(is_multiple(l->stop, instrument.tick_size));
        ASSERT_TRUE(is_multiple(l->take_profit, instrument.tick_size));
        const Price loss = in.side == Side::buy ? in.entry - l->stop : l->stop - in.entry;
        ASSERT_TRUE(loss.is_positive());
        ASSERT_LE(loss, std::max(scale(in.entry, stop, Rounding::ceiling), instrument.tick_size));
        ASSERT_TRUE(in.side == Side::buy ? l->take_profit > in.entry : l->take_profit < in.entry);
    }
}

TEST(ExitRules, AreChecked) {
    EXPECT_TRUE(validate(ExitRules{}));
    EXPECT_FALSE(validate(ExitRules{.stop = {rate, Ratio{}}}));
    EXPECT_FALSE(validate(ExitRules{.stop = {rate, "1"_ratio}}));
    EXPECT_FALSE(validate(ExitRules{.take_profit = {rate, "0.1"_ratio}, .take_profit_risk = "2"_ratio}));
    EXPECT_FALSE(validate(ExitRules{.prefer_signal_stop = false, .take_profit_risk = "2"_ratio}));
    EXPECT_FALSE(validate(ExitRules{.trail_step = {rate, "0.1"_ratio}}));
    EXPECT_FALSE(validate(ExitRules{
        .trail = {rate, "0.1"_ratio}, .trail_activation = {rate, "0.1"_ratio}, .trail_mode = TrailMode::at_venue}));
    EXPECT_FALSE(validate(ExitRules{.break_even_offset = {rate, "0.1"_ratio}}));
    EXPECT_FALSE(validate(ExitRules{.time_max = -1s}));
}

}  // namespace
}  // namespace argosy::execution
