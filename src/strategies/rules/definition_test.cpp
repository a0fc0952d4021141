#include "strategies/rules/definition.hpp"

#include <gmock/gmock.h>

namespace argosy::strategies::rules {
namespace {

using ::testing::HasSubstr;

struct Read {
    config::Problems problems;
    Definition definition;
    explicit Read(std::string_view yaml) : definition(read_definition(yaml, "r.yaml", problems)) {}
    [[nodiscard]] std::string error() const {
        return problems.empty() ? "no error" : std::string(problems.to_error().message());
    }
};

TEST(Definition, takes_conditions_as_text_list_or_all_and_any) {
    const Read text("name: a\nbuy: close > 1\n");
    EXPECT_EQ(text.definition.buy->kind, Condition::Kind::clause);
    const Read list("name: a\nbuy:\n  - close > 1\n  - open > 1\n");
    EXPECT_EQ(list.definition.buy->kind, Condition::Kind::all);
    const Read nested("name: a\nbuy:\n  any:\n    - close > 1\n    - all: [open > 1, low > 1]\n");
    ASSERT_EQ(nested.error(), "no error");
    ASSERT_EQ(nested.definition.buy->parts.size(), 2U);
    EXPECT_EQ(nested.definition.buy->parts[1].kind, Condition::Kind::all);
    EXPECT_EQ(nested.definition.buy->parts[1].parts[1].clause->path, "buy.any[1].all[1]");
}

TEST(Definition, joins_what_yaml_splits_at_the_commas_of_a_call) {
    const Read r("name: a\nbuy: [crosses_above(close,   open), max(open, low,\n  high) > 1]\n");
    ASSERT_EQ(r.error(), "no error");
    ASSERT_EQ(r.definition.buy->parts.size(), 2U);
    const Clause& first = *r.definition.buy->parts[0].clause;
    EXPECT_EQ(first.expression.text, "crosses_above(close,   open)") << "as it stands in the file";
    EXPECT_EQ(first.at(23).text(), "r.yaml:2:30");
    EXPECT_EQ(r.definition.buy->parts[1].clause->expression.text, "max(open, low, high) > 1");
}

TEST(Definition, places_mistakes_in_quoted_and_folded_texts) {
    EXPECT_THAT(Read("name: a\nbuy: \"close > \"\n").error(), HasSubstr("r.yaml:2:15: buy: expected a value"));
    EXPECT_THAT(Read("name: a\nbuy: >\n  close >\n  > 3\n").error(), HasSubstr("(at `> 3"));
}

TEST(Definition, reads_everything_else) {
    const Read r(R"(
name: full
title: All keys
summary: "what it is"
timeframe: 5m
horizon: 1h
valid_for: 2h
parameters:
  level: {default: 1.5, min: 0, max: 2, type: number, unit: sd, doc: how far}
indicators:
  slow: {type: ema, period: 20, source: hl2}
require: [level > 0]
buy: close > slow
exit_long: close < slow
stop: low
strength: 0.5
confidence: 1
)");
    ASSERT_EQ(r.error(), "no error");
    const auto& d = r.definition;
    EXPECT_EQ(d.title, "All keys");
    EXPECT_EQ(d.timeframe, Duration(5min));
    EXPECT_EQ(d.valid_for, Duration(2h));
    EXPECT_EQ(d.parameters[0].unit, "sd");
    EXPECT_EQ(d.indicators.at("slow").source->expression.text, "hl2");
    EXPECT_EQ(d.require.size(), 1U);
}

TEST(Definition, refuses_what_has_not_the_shape_of_a_rule) {
    EXPECT_THAT(Read("").error(), HasSubstr("expected a rule with name, buy or sell, got nothing"));
    EXPECT_THAT(Read("buy: close > 1\n").error(), HasSubstr("name: missing"));
    EXPECT_THAT(Read("name: a\n").error(), HasSubstr("the rule does nothing"));
    EXPECT_THAT(Read("name: My Rule\nbuy: close > 1\n").error(), HasSubstr("expected a lower-case word"));
    EXPECT_THAT(Read("name: a\nbuy: {al: [close > 1]}\n").error(), HasSubstr("expected one of all: and any:"));
    EXPECT_THAT(Read("name: a\nbuy: []\n").error(), HasSubstr("expected at least one condition"));
    EXPECT_THAT(Read("name: a\nbuy: {any: close > 1}\n").error(), HasSubstr("expected a list of conditions"));
    EXPECT_THAT(Read("name: a\nbuy: close > 1\nstop: [1]\n").error(), HasSubstr("expected an expression"));
    EXPECT_THAT(Read("name: a\nbuy: close > 1\ntimeframe: soon\n").error(), HasSubstr("expected a duration"));
    EXPECT_THAT(Read("name: a\nbuy: all: [close > 1]\n").error(), HasSubstr("r.yaml:2:9: not YAML"));
}

TEST(Definition, refuses_bad_names_and_ranges) {
    EXPECT_THAT(Read("name: a\nbuy: close > 1\nindicators: {close: {type: ema}}\n").error(),
                HasSubstr("this word has a meaning of its own"));
    EXPECT_THAT(Read("name: a\nbuy: close > 1\nindicators: {Fast: {type: ema}}\n").error(),
                HasSubstr("expected a lower-case word"));
    EXPECT_THAT(Read("name: a\nbuy: close > 1\nindicators: {x: {type: ema}}\n"
                     "parameters: {x: {default: 1, min: 0, max: 2}}\n")
                    .error(),
                HasSubstr("has this name already"));
    EXPECT_THAT(Read("name: a\nbuy: close > 1\nindicators: {x: {period: 3}}\n").error(), HasSubstr("missing type"));
    EXPECT_THAT(Read("name: a\nbuy: close > 1\nparameters: {x: {default: 3, min: 0, max: 2}}\n").error(),
                HasSubstr("default 3 is not from min 0 to max 2"));
    EXPECT_THAT(Read("name: a\nbuy: close > 1\nparameters: {x: {default: 3}}\n").error(),
                HasSubstr("missing min and max"));
    EXPECT_THAT(Read("name: a\nbuy: close > 1\nparameters: {x: {defalt: 3, min: 0, max: 4}}\n").error(),
                HasSubstr("parameters.x.defalt: unknown key: did you mean default?"));
    EXPECT_THAT(Read("name: a\nbuy: close > 1\nparameters: {x: {default: 1, min: a, max: 4}}\n").error(),
                HasSubstr("expected a number, got a"));
}

}  // namespace
}  // namespace argosy::strategies::rules
