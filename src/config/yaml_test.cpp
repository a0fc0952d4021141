#include "config/yaml.hpp"

#include <gmock/gmock.h>

#include "config/json.hpp"

namespace argosy::config {
namespace {

using testing::HasSubstr;

std::string problem(std::string_view text, const TextLimits& limits = {}) {
    Problems problems;
    const Node node = parse_yaml(text, "a.yaml", problems, limits);
    return problems.empty() ? "read: " + print_json(node, JsonLayout::compact)
                            : std::string(problems.to_error().message());
}

TEST(Yaml, keeps_the_place_of_every_value_and_key) {
    Problems problems;
    const Node n = parse_yaml("a: 1\nb:\n  - x\n  - ä: \"q\"\n", "a.yaml", problems);
    ASSERT_TRUE(problems.empty());
    EXPECT_EQ(n.find("a")->place.text(), "a.yaml:1:4");
    EXPECT_EQ(n.find("b")->items[0].place.text(), "a.yaml:3:5");
    EXPECT_EQ(n.find("b")->items[1].members[0].key_place.text(), "a.yaml:4:5");
    EXPECT_EQ(n.find("b")->items[1].members[0].value.place.text(), "a.yaml:4:8");
}

TEST(Yaml, a_value_keeps_its_text_until_a_type_reads_it) {
    EXPECT_EQ(problem("a: 1.50\nb: no\nc: 010\nd: 'x'\ne: true\nf: ~\ng: |\n  two\n  lines\n"),
              R"(read: {"a":1.50,"b":"no","c":"010","d":"x","e":true,"f":null,"g":"two\nlines\n"})");
}

TEST(Yaml, aliases_copy_their_anchor) {
    EXPECT_EQ(problem("a: &x {p: 1}\nb: *x\nc: [*x, *x]\n"),
              R"(read: {"a":{"p":1},"b":{"p":1},"c":[{"p":1},{"p":1}]})");
}

TEST(Yaml, refuses_what_would_be_read_in_two_ways) {
    EXPECT_THAT(problem("a: 1\nb: 2\na: 3\n"), HasSubstr("a.yaml:3:1: the key a is written twice, first on line 1"));
    EXPECT_THAT(problem("a:\n\tb: 1\n"), HasSubstr("a.yaml:2:1: a tab"));
    EXPECT_THAT(problem("a: 1 \t# x\n"), HasSubstr("a.yaml:1:6: a tab"));
    EXPECT_THAT(problem("a: !!str 1\n"), HasSubstr("a.yaml:1:4: the tag tag:yaml.org,2002:str"));
    EXPECT_THAT(problem("a: !secret x\n"), HasSubstr("the tag !secret"));
    EXPECT_THAT(problem("%TAG ! tag:x,2000:\n---\na: 1\n"), HasSubstr("%TAG"));
    EXPECT_THAT(problem("a: *gone\n"), HasSubstr("a.yaml:1:4: unknown alias *gone"));
    EXPECT_THAT(problem("a: &x [*x]\n"), HasSubstr("unknown alias *x"));
    EXPECT_THAT(problem("a: &x 1\nb: &x 2\n"), HasSubstr("the anchor &x is defined twice"));
    EXPECT_THAT(problem("d: &d {a: 1}\nc:\n  <<: *d\n"), HasSubstr("a.yaml:3:3: a merge key"));
    EXPECT_THAT(problem("[a, b]: 1\n"), HasSubstr("a key that is no text"));
    EXPECT_THAT(problem("&k a: 1\n"), HasSubstr("an anchor on a key"));
    EXPECT_THAT(problem("a: 1\n---\nb: 2\n"), HasSubstr("a.yaml:2:1: a second document"));
    EXPECT_THAT(problem("a: \xFF\n"), HasSubstr("byte 3 is not UTF-8"));
    EXPECT_THAT(problem("a: [1, 2\n"), HasSubstr("not YAML"));
    EXPECT_THAT(problem("a: b: c\n"), HasSubstr("a.yaml:1:5: not YAML"));
}

TEST(Yaml, reports_all_duplicates_at_once) {
    EXPECT_THAT(problem("a: 1\na: 2\nb: {c: 1, c: 2}\n"), HasSubstr("2 problems"));
}

TEST(Yaml, messages_stay_short) {
    EXPECT_LT(problem("a: !" + std::string(100'000, 'x') + " 1").size(), 1100u);
    EXPECT_LT(problem("a: *" + std::string(100'000, 'x')).size(), 1100u);
}

TEST(Yaml, hostile_sizes_are_refused) {
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 10; ++i) {
        const std::string p = "*a" + std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + p;
        for (int j = 0; j < 9; ++j) bomb += ", " + p;
        bomb += "]\n";
    }
    EXPECT_THAT(problem(bomb), HasSubstr("more than 200000 values"));
    EXPECT_THAT(problem("a: " + std::string(100, '[')), HasSubstr("deeper than 64 levels"));
    EXPECT_THAT(problem("a: &a [[[[[[1]]]]]]\nb: [[[*a]]]\n", {.depth = 9}),
                HasSubstr("a.yaml:2:7: deeper than 9 levels"));
    EXPECT_THAT(problem("a: 12345", {.bytes = 7}), HasSubstr("larger than 7 bytes"));
}

TEST(Yaml, printing_quotes_what_would_mean_something_else) {
    Node n = Node::mapping();
    for (const char* text : {"plain", "a b", "yes", "null", "5", "", "x: y", "#c", "5m", "BTC/USDT", "BTC/USDT:USDT",
                             "a:", "line\nline", "\xC2\x85\xE2\x80\xA8", "2024-08-08", "*x", "~"})
        n.members.push_back({text, {}, Node::scalar(text, Node::Style::quoted), {}});
    Problems problems;
    const std::string printed = print_yaml(n);
    const Node back = parse_yaml(printed, "b", problems);
    ASSERT_TRUE(problems.empty()) << printed << problems.to_error().message();
    EXPECT_EQ(print_json(back), print_json(n));
    EXPECT_THAT(printed, HasSubstr("plain: plain\n"));
    EXPECT_THAT(printed, HasSubstr("\"yes\": \"yes\"\n"));
    EXPECT_THAT(printed, HasSubstr("\n5m: 5m\n"));
    EXPECT_THAT(printed, HasSubstr("\nBTC/USDT:USDT: BTC/USDT:USDT\n"));
}

TEST(Yaml, prints_nested_blocks) {
    Problems problems;
    const std::string text =
        "a:\n"
        "  - 1\n"
        "  - x: 1\n"
        "    z:\n"
        "      - w\n"
        "  - []\n"
        "  -\n"
        "    - 2\n"
        "b: {}\n"
        "c: null\n";
    EXPECT_EQ(print_yaml(parse_yaml(text, "a", problems)), text);
}

}  // namespace
}  // namespace argosy::config
