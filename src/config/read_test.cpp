#include "config/read.hpp"

#include <gmock/gmock.h>

#include "support/described_settings.hpp"

namespace argosy::config {
namespace {

using testing::HasSubstr;
using testing::Not;

template <class T = Settings>
std::string error_of(std::string_view yaml) {
    const auto r = read_yaml<T>(yaml, "risk.yaml");
    return r ? "no error" : std::string(r.error().message());
}

TEST(Read, an_empty_file_gives_the_defaults) {
    for (const char* text : {"", "# nothing but a comment\n", "---\n", "{}", "null"}) {
        const auto s = read_yaml<Inner>(text);
        ASSERT_TRUE(s) << s.error().message();
        EXPECT_EQ(s->period, 14);
    }
}

TEST(Read, every_kind_of_value) {
    const auto s = read_yaml<Settings>(R"(
name: "no"            # quoted or not, a text is a text
orders_max: 250
enabled: false
weight: 2.5e-1
mode: fast
price: 0.0000000001
fee: "0.0004"
start: 2024-08-08T23:54:15.342Z
wait: 90s
cash: USDT
timeout: null
symbols: [BTC/USDT, "ETH/USDT"]
fees: {binance: 0.0004, "sim": 0}
inner: {period: 21}
rules:
  - type: cross
    fast: 3
  - {type: inner, period: 5}
extra:
  anything: [1, {b: c}]
)");
    ASSERT_TRUE(s) << s.error().message();
    EXPECT_EQ(s->name, "no");
    EXPECT_EQ(s->orders_max, 250);
    EXPECT_FALSE(s->enabled);
    EXPECT_EQ(s->weight, 0.25);
    EXPECT_EQ(s->mode, Mode::fast);
    EXPECT_EQ(s->price, Price::from_raw(1));
    EXPECT_EQ(s->fee, "0.0004"_ratio);
    EXPECT_EQ(to_iso8601(s->start), "2024-08-08T23:54:15.342Z");
    EXPECT_EQ(s->wait, 90s);
    EXPECT_EQ(s->timeout, std::nullopt);
    EXPECT_THAT(s->symbols, testing::ElementsAre("BTC/USDT", "ETH/USDT"));
    EXPECT_EQ(s->fees.at("binance"), "0.0004"_ratio);
    EXPECT_EQ(s->inner.period, 21);
    ASSERT_EQ(s->rules.size(), 2u);
    EXPECT_EQ(std::get<Cross>(s->rules[0]).fast, 3);
    EXPECT_EQ(std::get<Inner>(s->rules[1]).period, 5);
    ASSERT_NE(s->extra.find("anything"), nullptr);
    EXPECT_EQ(s->extra.find("anything")->items.size(), 2u);
}

TEST(Read, a_misspelt_key_names_place_path_and_the_nearest_key) {
    EXPECT_EQ(error_of("name: x\ninner:\n  perod: 3\n"),
              "risk.yaml:3:3: inner.perod: unknown key perod: did you mean period?");
    EXPECT_THAT(error_of("name: x\ninner: {leverage: 3}\n"), HasSubstr("known here are period"));
}

TEST(Read, every_problem_is_reported_in_the_order_of_the_file) {
    EXPECT_EQ(error_of("orders_max: 5000\n"
                       "weight: abc\n"
                       "mode: fats\n"
                       "wait: 5 minutes\n"
                       "symbols: BTC/USDT\n"
                       "rules: [{type: crss}]\n"),
              "7 problems in the settings:\n"
              "risk.yaml:1:1: name: missing: it has no default, expected text\n"
              "risk.yaml:1:13: orders_max: expected integer from 1 to 1000 (orders), got 5000\n"
              "risk.yaml:2:9: weight: not a number: \"abc\", expected like 0.25\n"
              "risk.yaml:3:7: mode: unknown value \"fats\", expected one of slow, fast: did you "
              "mean fast?\n"
              "risk.yaml:4:7: wait: not a duration: \"5 minutes\", expected a number and ms, s, m, "
              "h, d or w, like 5m\n"
              "risk.yaml:5:10: symbols: expected a list, got BTC/USDT\n"
              "risk.yaml:6:16: rules[0].type: unknown type crss, expected one of cross, inner: did "
              "you mean cross?");
}

TEST(Read, a_wrong_kind_of_value_is_named) {
    EXPECT_THAT(error_of("name: x\norders_max: \"5\""),
                HasSubstr("orders_max: expected integer from 1 to 1000 (orders), got the text \"5\""));
    EXPECT_THAT(error_of("name: x\norders_max:"), HasSubstr("got nothing"));
    EXPECT_THAT(error_of("name: x\norders_max: [1]"), HasSubstr("got a list"));
    EXPECT_THAT(error_of("name: x\nenabled: yes"), HasSubstr("expected true or false"));
    EXPECT_THAT(error_of("name: x\ninner: 5"), HasSubstr("expected the settings of inner, got 5"));
    EXPECT_THAT(error_of("name: {a: b}"), HasSubstr("name: expected text, got a mapping"));
    EXPECT_THAT(error_of("name: x\ncash: usdt"), HasSubstr("not a currency code"));
    EXPECT_THAT(error_of("name: x\nrules: [{fast: 3}]"),
                HasSubstr("rules[0].type: missing: expected one of cross, inner"));
    EXPECT_THAT(error_of("- a\n- b\n"), HasSubstr("expected the settings of settings, got a list"));
}

TEST(Read, bounds_hold_inside_containers_and_on_their_size) {
    EXPECT_THAT(error_of("name: x\nfees: {a: -0.1}"), HasSubstr("fees.a: expected decimal at least 0, got -0.1"));
    EXPECT_THAT(error_of("name: x\ntimeout: 1ms"), HasSubstr("timeout: expected duration at least 1s, got 1ms"));
    EXPECT_THAT(error_of("name: x\nsymbols: [a, b, c, d]"), HasSubstr("symbols: expected at most 3 entries, got 4"));
}

TEST(Read, rules_between_fields_run_once_the_fields_are_good) {
    EXPECT_THAT(error_of("name: x\nrules: [{type: cross, fast: 30, slow: 20}]"),
                HasSubstr("risk.yaml:2:9: rules[0]: fast (30) must be below slow (20)"));
    EXPECT_THAT(error_of("name: x\nrules: [{type: cross, fast: 3000}]"), Not(HasSubstr("must be below")));
}

TEST(Read, a_secret_is_never_shown) {
    EXPECT_THAT(error_of("name: x\ntoken: [hunter2]"), Not(HasSubstr("hunter2")));
    EXPECT_THAT(error_of("name: x\npin: hunter2"), Not(HasSubstr("hunter2")));
    EXPECT_THAT(error_of("name: x\npin: hunter2"), HasSubstr("pin: expected integer"));
}

TEST(Read, json_texts_and_numbers_do_not_mix) {
    const auto good = read_json<Settings>(R"({"name": "5", "orders_max": 7, "fee": "0.1", "price": 1.5})");
    ASSERT_TRUE(good) << good.error().message();
    EXPECT_EQ(good->price, "1.5"_px);
    const auto bad = read_json<Settings>(R"({"name": 5, "orders_max": "7"})", "body");
    ASSERT_FALSE(bad);
    EXPECT_THAT(bad.error().message(), HasSubstr("body:1:10: name: expected text, got 5"));
    EXPECT_THAT(bad.error().message(), HasSubstr("orders_max: expected integer"));
}

}  // namespace
}  // namespace argosy::config
