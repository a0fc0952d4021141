#include "config/write.hpp"

#include <gmock/gmock.h>

#include "config/document.hpp"
#include "config/read.hpp"
#include "support/described_settings.hpp"

namespace argosy::config {
namespace {

using testing::HasSubstr;
using testing::Not;

Settings sample() {
    auto s = read_yaml<Settings>(R"(
name: "yes"
price: 0.10
timeout: null
seed: 7
symbols: [BTC/USDT]
fees: {b: 0.2, a: 0.1}
rules: [{type: cross, fast: 3}, {type: inner}]
token: hunter2
extra: {k: [1, "2"]}
)");
    EXPECT_TRUE(s) << s.error().message();
    return *s;
}

TEST(Write, a_line_of_json_is_the_compact_tree_with_unset_times_as_null) {
    const Settings s = sample();
    std::string tree = to_json(s, JsonLayout::compact);
    const auto at = tree.find("\"1970-01-01T00:00:00Z\"");
    ASSERT_NE(at, std::string::npos);
    tree.replace(at, 22, "null");
    EXPECT_EQ(json_line(s), tree);
}

TEST(Write, canonical_yaml_reads_back_to_the_same_bytes) {
    const std::string text = to_yaml(sample(), Secrets::show);
    const auto back = read_yaml<Settings>(text);
    ASSERT_TRUE(back) << back.error().message() << "\n" << text;
    EXPECT_EQ(to_yaml(*back, Secrets::show), text);
    EXPECT_EQ(text,
              "name: \"yes\"\n"
              "orders_max: 10\n"
              "enabled: true\n"
              "weight: 1\n"
              "mode: slow\n"
              "price: 0.1\n"
              "fee: 0.001\n"
              "start: \"1970-01-01T00:00:00Z\"\n"
              "wait: 5m\n"
              "cash: USD\n"
              "timeout: null\n"
              "seed: 7\n"
              "symbols:\n"
              "  - BTC/USDT\n"
              "fees:\n"
              "  a: 0.1\n"
              "  b: 0.2\n"
              "inner:\n"
              "  period: 14\n"
              "rules:\n"
              "  - type: cross\n"
              "    fast: 3\n"
              "    slow: 26\n"
              "  - type: inner\n"
              "    period: 14\n"
              "token: hunter2\n"
              "pin: 0\n"
              "extra:\n"
              "  k:\n"
              "    - 1\n"
              "    - \"2\"\n");
}

TEST(Write, json_keeps_decimals_as_texts_and_reads_back) {
    const std::string text = to_json(sample(), JsonLayout::compact, Secrets::show);
    EXPECT_THAT(text, HasSubstr(R"("price":"0.1","fee":"0.001")"));
    EXPECT_THAT(text, HasSubstr(R"("weight":1,"mode":"slow")"));
    const auto back = read_json<Settings>(text);
    ASSERT_TRUE(back) << back.error().message();
    EXPECT_EQ(to_json(*back, JsonLayout::compact, Secrets::show), text);
}

TEST(Write, secrets_are_hidden_unless_asked) {
    EXPECT_THAT(to_yaml(sample()), HasSubstr("token: \"***\""));
    EXPECT_THAT(to_json(sample()), Not(HasSubstr("hunter2")));
}

TEST(Write, the_hash_is_of_what_is_set_not_of_how_it_is_written) {
    const auto a = read_yaml<Settings>("name: x\nweight: 0.50\nwait: 300s\n");
    const auto b =
        read_yaml<Settings>("# other order, defaults written out\nwait: 5m\norders_max: 10\nweight: 5e-1\nname: 'x'\n");
    const auto c = read_yaml<Settings>("name: x\nweight: 0.51\n");
    ASSERT_TRUE(a && b && c);
    EXPECT_EQ(config_hash(*a), config_hash(*b));
    EXPECT_NE(config_hash(*a), config_hash(*c));
    EXPECT_EQ(config_hash(*a).size(), 64u);
}

TEST(Document, the_example_is_a_valid_file_with_the_defaults) {
    std::string text = example_yaml(type_of<Settings>());
    EXPECT_THAT(text, HasSubstr("# Open orders. [integer from 1 to 1000, orders]\norders_max: 10\n"));
    EXPECT_THAT(text, HasSubstr("# for example: {\"type\":\"cross\",\"fast\":12,\"slow\":26}\n"));
    EXPECT_THAT(text, HasSubstr("seed: null\n"));
    const auto back = read_yaml<Settings>(text);
    EXPECT_TRUE(back) << back.error().message();  // name is required; the example writes its (empty) default
}

TEST(Document, the_reference_lists_every_key_with_its_range_and_default) {
    const std::string text = reference_markdown(type_of<Settings>());
    EXPECT_THAT(text, HasSubstr("| `orders_max` | integer | orders | 10 | from 1 to 1000 | Open orders. |\n"));
    EXPECT_THAT(text, HasSubstr("| `mode` | one of slow, fast |  | slow |  | How fast \\| how slow. |\n"));
    EXPECT_THAT(text, HasSubstr("| `name` | text |  | required |  | What to call it. |\n"));
    EXPECT_THAT(text, HasSubstr("| `inner.period` | integer | bars | 14 | from 2 to 500 | Length of the window. |\n"));
    EXPECT_THAT(text, HasSubstr("## `rules[]` with `type: cross`\n\nTwo averages.\n"));
    EXPECT_THAT(text, HasSubstr("| `symbols` | list of text |  | [] | at most 3 entries |  |\n"));
}

TEST(Document, the_schema_says_what_the_reader_checks) {
    const auto schema = json_tree(json_schema(type_of<Settings>()), "schema");
    ASSERT_TRUE(schema) << schema.error().message();
    const Node* defs = schema->find("$defs");
    ASSERT_NE(defs, nullptr);
    EXPECT_EQ(schema->find("$ref")->text, "#/$defs/settings");
    const Node* settings = defs->find("settings");
    ASSERT_NE(settings, nullptr);
    EXPECT_EQ(settings->find("additionalProperties")->text, "false");
    EXPECT_EQ(settings->find("required")->items[0].text, "name");
    const Node* orders = settings->find("properties")->find("orders_max");
    EXPECT_EQ(orders->find("minimum")->text, "1");
    EXPECT_EQ(orders->find("maximum")->text, "1000");
    EXPECT_EQ(orders->find("default")->text, "10");
    EXPECT_EQ(settings->find("properties")->find("mode")->find("enum")->items.size(), 2u);
    EXPECT_EQ(settings->find("properties")->find("weight")->find("exclusiveMinimum")->text, "0");
    const Node* cross = defs->find("cross_tagged");
    ASSERT_NE(cross, nullptr);
    EXPECT_EQ(cross->find("properties")->find("type")->find("const")->text, "cross");
}

}  // namespace
}  // namespace argosy::config
