#include "strategies/rules/rules.hpp"

#include <gmock/gmock.h>

#include "support/strategy_stage.hpp"

namespace argosy::strategies::rules {
namespace {

using ::testing::HasSubstr;
using testing::StrategyStage;

strategy::Descriptor rule(std::string_view yaml) {
    auto d = read_rule(yaml, "rule.yaml");
    EXPECT_TRUE(d) << d.error().message();
    return d ? std::move(*d) : strategy::Descriptor{};
}

std::string error_of(std::string_view yaml) {
    const auto d = read_rule(yaml, "rule.yaml");
    return d ? "no error" : std::string(d.error().message());
}

TEST(Rules, buy_sell_and_exit_on_the_bars_where_the_conditions_hold) {
    StrategyStage stage(
        rule("name: levels\n"
             "buy: close < 10\n"
             "sell: close > 20\n"
             "exit_long: close >= 15\n"
             "exit_short: close <= 15\n"));
    stage.closes({15, 9, 8, 16, 21, 30, 14, 22, 5});
    EXPECT_EQ(stage.heard(), "1:hold 2:buy 4:hold 5:sell 7:hold 8:sell 9:buy");
    EXPECT_EQ(stage.signals()[1].signal.reason.view(), "buy: close 9");
    EXPECT_EQ(stage.signals()[2].signal.reason.view(), "exit: close 16");
    EXPECT_EQ(stage.signals()[0].signal.reason.view(), "no condition holds: close 15");
}

TEST(Rules, that_scale_say_their_strength_again_when_it_changes) {
    constexpr std::string_view text =
        "name: dips\n"
        "buy: close < 100\n"
        "exit: close >= 100\n"
        "strength: (100 - close) / 10\n";
    StrategyStage once(rule(text));
    once.closes({100, 95, 92, 92, 97, 101});
    EXPECT_EQ(once.heard(), "1:hold 2:buy 6:hold");
    const auto scaled = rule(std::string(text) + "scales: true\n");
    EXPECT_TRUE(scaled.scales);
    StrategyStage stage(scaled);
    stage.closes({100, 95, 92});
    EXPECT_EQ(stage.last().strength, 0.8);
    EXPECT_EQ(stage.last().reason.view(), "strength 0.8 after 0.5");
    stage.closes({92, 97, 101});
    EXPECT_EQ(stage.heard(), "1:hold 2:buy 3:buy 5:buy 6:hold");
    EXPECT_EQ(stage.signals()[3].signal.strength, 0.3);
}

TEST(Rules, that_scale_need_a_strength) {
    EXPECT_THAT(error_of("name: dips\nbuy: close < 100\nscales: true\n"), HasSubstr("scales: needs strength"));
    EXPECT_THAT(error_of("name: dips\nbuy: close < 100\nstrength: 0.5\nscales: often\n"),
                HasSubstr("expected true or false"));
}

TEST(Rules, the_example_of_the_documentation) {
    const auto d = rule(R"(
name: my_rsi_dip
timeframe: 1h
indicators:
  rsi: {type: rsi, period: 2}
  trend: {type: ema, period: 3}
parameters:
  oversold: {default: 60, min: 5, max: 80}
buy: {all: [rsi < oversold, close > trend]}
sell: {any: [crosses_below(close, trend)]}
exit: {any: [rsi > 70, bars_since_entry >= 48]}
stop: close - 2 * atr(1)
)");
    EXPECT_EQ(d.name, "my_rsi_dip");
    EXPECT_EQ(d.timeframe, Duration(1h));
    ASSERT_EQ(d.parameters.size(), 1U);
    EXPECT_EQ(d.parameters[0].type, strategy::ParameterType::number);
    //  bar  close   RSI(2)  EMA(3)
    //   4   12      80      11.5     not below 60
    //   5   11.55   58.8    11.525   buy, range 0.45
    //   6   13      84.8    12.26    above 70
    //   7   11              11.63    crosses below, range 2
    StrategyStage stage(d);
    stage.closes({10, 12, 11, 12});
    EXPECT_EQ(stage.heard(), "4:hold");
    stage.close(11.55);
    EXPECT_EQ(stage.last().stop_price, "10.65"_px);
    stage.closes({13, 11});
    EXPECT_EQ(stage.last().stop_price, "15"_px) << "mirrored for the short side";
    EXPECT_EQ(stage.heard(), "4:hold 5:buy 6:hold 7:sell");
}

TEST(Rules, count_bars_since_the_entry_and_remember_its_price) {
    StrategyStage stage(
        rule("name: timed\n"
             "buy: close > previous(close, 1) and position == 0\n"
             "exit: bars_since_entry >= 3 or close > entry_price + 5\n"));
    stage.closes({10, 11, 11, 11, 11, 12, 17, 18});
    // entry at bar 2 is 3 bars old at bar 5; entry at 12 leaves above 17
    EXPECT_EQ(stage.heard(), "2:buy 5:hold 6:buy 8:hold");
    EXPECT_EQ(stage.last().reason.view(), "exit: bars_since_entry 2, close 18, entry_price 12");
}

TEST(Rules, look_back_by_index_and_by_function) {
    StrategyStage stage(rule("name: back\nbuy:\n  - close > close[2]\n  - previous(close, 1) < hl2[2]\n"));
    stage.closes({10, 9, 11, 8, 12});
    // bar 3: 11 > 10 and 9 < 10; bar 5: 12 > 11 and 8 < 11
    EXPECT_EQ(stage.heard(), "3:buy");
    EXPECT_EQ(stage.strategy().warm_up(), 3U);
}

TEST(Rules, feed_indicators_with_expressions_and_with_each_other) {
    StrategyStage stage(rule(R"(
name: fed
indicators:
  width: {type: sma, period: 2, source: high - low}
  slow: {type: sma, period: 2, source: width}
buy: width > slow
sell: width < sma(slow, 2)
)"));
    EXPECT_EQ(stage.strategy().warm_up(), 4U);
    stage.bar({10, 12, 8, 10});   // range 4
    stage.bar({10, 12, 8, 10});   // mean 4
    stage.bar({10, 12, 8, 10});   // mean 4, slow 4
    stage.bar({10, 16, 8, 10});   // mean 6, slow 5
    stage.bar({10, 11, 10, 10});  // mean 4.5, slow 5.25, its mean 5.125
    EXPECT_EQ(stage.heard(), "4:buy 5:sell");
}

TEST(Rules, use_the_regime) {
    std::vector<strategy::RegimeDetector> regimes(1, strategy::RegimeDetector({.window = 4, .recent = 1}));
    StrategyStage stage(rule("name: calm\nbuy: regime == trend_up\nexit: regime != trend_up\n"));
    stage.with_regimes(regimes);
    stage.closes({10, 11, 12, 13, 11});
    EXPECT_EQ(stage.heard(), "1:hold 4:buy 5:hold");
}

TEST(Rules, give_strength_and_confidence_between_0_and_1) {
    StrategyStage stage(
        rule("name: sure\nbuy: close > 1\nexit: close > 3\nstrength: close / 4\nconfidence: close * 9\n"
             "horizon: 2h\nvalid_for: 1d\n"));
    stage.close(2);
    EXPECT_EQ(stage.last().strength, 0.5);
    EXPECT_EQ(stage.last().confidence, 1);
    EXPECT_EQ(stage.last().horizon, Duration(2h));
    EXPECT_EQ(stage.last().expires_at - stage.last().time, Duration(24h));
    StrategyStage undefined(rule("name: unsure\nbuy: close > 1\nstrength: sqrt(0 - close)\n"));
    undefined.close(2);
    EXPECT_EQ(undefined.last().strength, 0);
}

TEST(Rules, take_parameters_for_sweeps) {
    const auto d = rule(R"(
name: swept
parameters:
  fast: {default: 2, min: 1, max: 50, unit: bars, doc: the fast one}
  slow: {default: 3, min: 2, max: 100}
  strict: {default: true}
require: fast < slow
buy: ema(fast) > ema(slow) and strict
)");
    ASSERT_EQ(d.parameters.size(), 3U);
    EXPECT_EQ(d.parameters[0].type, strategy::ParameterType::integer);
    EXPECT_EQ(d.parameters[0].doc, "the fast one");
    EXPECT_EQ(d.parameters[2].type, strategy::ParameterType::boolean);
    EXPECT_EQ(StrategyStage(d).strategy().warm_up(), 3U);
    EXPECT_EQ(StrategyStage(d, "slow=40").strategy().warm_up(), 40U);
    StrategyStage off(d, "strict=false");
    off.closes({1, 2, 3, 4, 5});
    EXPECT_EQ(off.heard(), "3:hold");
    EXPECT_EQ(testing::refusal(d, "fast=30 slow=20"),
              "rule.yaml:7:10: require: required fast < slow does not hold with fast = 30, slow = 20, strict = 1");
}

TEST(Rules, run_only_on_the_interval_that_they_are_written_for) {
    EXPECT_EQ(testing::refusal(rule("name: daily\ntimeframe: 1d\nbuy: close > 1\n"), ""),
              "daily is written for bars of 1d, not of 1h");
}

TEST(Rules, with_sessions_start_them_by_the_time_of_the_bar) {
    StrategyStage stage(rule("name: day\nbuy: close > vwap(session=120)\nexit: close <= vwap(120)\n"));
    stage.closes({10, 12, 11, 13});  // sessions of two bars: 10, 11; 11, 12
    EXPECT_EQ(stage.heard(), "1:hold 2:buy 3:hold 4:buy");
}

TEST(Rules, name_line_and_column_of_every_mistake) {
    EXPECT_EQ(error_of("name: x\nbuy: rsl < 30\n"
                       "exit:\n  any:\n    - close > trendd\n"
                       "indicators:\n  trend: {type: ema, period: 0}\n"),
              "3 problems in the settings:\n"
              "rule.yaml:2:6: buy: unknown name rsl\n"
              "rule.yaml:5:15: exit.any[0]: unknown name trendd: did you mean trend?\n"
              "rule.yaml:7:10: indicators.trend: ema: period is 0, expected a whole number from 1 to 100000");
}

TEST(Rules, name_every_mistake_of_an_expression_and_those_beside_an_unknown_key) {
    EXPECT_EQ(error_of("name: dips\nbuyy: close > 1\nbuy: rsl(14) < 30 and closse > ema(0)\n"),
              "4 problems in the settings:\n"
              "rule.yaml:2:1: buyy: unknown key: did you mean buy?\n"
              "rule.yaml:3:6: buy: unknown function rsl: did you mean rsi?\n"
              "rule.yaml:3:23: buy: unknown name closse: did you mean close?\n"
              "rule.yaml:3:32: buy: ema: period is 0, expected a whole number from 1 to 100000");
    EXPECT_EQ(error_of("name: dips\nindicatrs: {slow: {type: ema}}\nbuy: close > slow\n"),
              "rule.yaml:2:1: indicatrs: unknown key: did you mean indicators?")
        << "names that the misspelt section declares are no mistakes";
}

TEST(Rules, suggest_the_nearest_name) {
    EXPECT_THAT(error_of("name: x\nbuy: clsoe > 1\n"),
                HasSubstr("rule.yaml:2:6: buy: unknown name clsoe: did you mean close?"));
    EXPECT_THAT(error_of("name: x\nbuyy: close > 1\nbuy: close > 2\n"),
                HasSubstr("2:1: buyy: unknown key: did you mean buy?"));
    EXPECT_THAT(error_of("name: x\nindicators: {a: {type: emma}}\nbuy: close > a\n"),
                HasSubstr("did you mean \"ema\"?"));
    EXPECT_THAT(error_of("name: x\nbuy: macd().histogramm > 0\n"),
                HasSubstr("2:13: buy: macd has no output histogramm, expected one of macd, signal, histogram"));
    EXPECT_THAT(error_of("name: x\nbuy: cross_above(close, open)\n"), HasSubstr("did you mean crosses_above?"));
    EXPECT_THAT(error_of("name: x\nbuy: ema(perod=3) > 1\n"),
                HasSubstr("ema has no parameter \"perod\", expected period"));
}

TEST(Rules, ask_for_conditions_and_numbers_where_they_belong) {
    EXPECT_THAT(error_of("name: x\nbuy: close\n"),
                HasSubstr("2:6: buy: expected a condition such as rsi < 30, got a number"));
    EXPECT_THAT(error_of("name: x\nbuy: (close > 1) + 2 > 1\n"),
                HasSubstr("2:7: buy: expected a number, got a condition"));
    EXPECT_THAT(error_of("name: x\nbuy: regime > 2\n"), HasSubstr("only be compared with == or !="));
    EXPECT_THAT(error_of("name: x\nbuy: stoch_rsi() > 2\n"), HasSubstr("stoch_rsi has several outputs, add .k or .d"));
    EXPECT_THAT(error_of("name: x\nbuy: rsi > 2\n"), HasSubstr("rsi is an indicator: write rsi(...) or declare it"));
    EXPECT_THAT(error_of("name: x\nbuy: correlation(20) > 0\n"), HasSubstr("compares two instruments"));
    EXPECT_THAT(error_of("name: x\nbuy: atr(close, 3) > 0\n"), HasSubstr("atr takes whole bars, no source"));
    EXPECT_THAT(error_of("name: x\nbuy: ema(close, close) > 0\n"),
                HasSubstr("2:17: buy: a parameter of an indicator is a number"));
}

TEST(Rules, refuse_circles_and_what_nothing_uses) {
    EXPECT_THAT(
        error_of("name: x\nindicators:\n  a: {type: ema, source: b}\n  b: {type: ema, source: a}\nbuy: a > 1\n"),
        HasSubstr("a is fed with itself"));
    EXPECT_THAT(error_of("name: x\nparameters: {p: {default: 1, min: 0, max: 2}}\nbuy: close > 1\n"),
                HasSubstr("rule.yaml:2:17: parameters.p: no expression uses it"));
    EXPECT_THAT(error_of("name: x\nindicators: {a: {type: ema, period: -2}}\nbuy: close > 1\n"),
                HasSubstr("period is -2"))
        << "an unused indicator is checked as well";
    EXPECT_THAT(error_of("name: x\nparameters: {p: {default: 1.5, min: 1, max: 2}}\nbuy: close > ema(p)\n"),
                HasSubstr("expected a whole number"));
}

TEST(Rules, bound_what_a_file_may_cost) {
    std::string many = "name: x\nbuy:\n";
    for (int i = 1; i <= 65; ++i) many += "  - close > ema(" + std::to_string(i) + ")\n";
    EXPECT_THAT(error_of(many), HasSubstr("more than 64 indicators"));
    std::string large = "name: x\nbuy:\n";
    for (int i = 1; i <= 3000; ++i) large += "  - close > open + " + std::to_string(i) + "\n";
    EXPECT_THAT(error_of(large), HasSubstr("the rule is too large"));
    EXPECT_THAT(error_of("name: x\nbuy: sma(100000) > sma(99999) + sma(2)\n"),
                HasSubstr("2:33: buy: the indicators of a rule may look back over 200000 bars together, not 200001"));
}

}  // namespace
}  // namespace argosy::strategies::rules
