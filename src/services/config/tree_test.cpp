#include "services/config/tree.hpp"

#include <algorithm>

#include "config/json.hpp"
#include "config/read.hpp"
#include "config/write.hpp"
#include "config/yaml.hpp"
#include "engine/describe.hpp"
#include "platform/settings.hpp"

namespace argosy::services::config {
namespace {

const TypeInfo& settings_type() { return type_of<platform::Settings>(); }
Node yaml(std::string_view text) { return argosy::config::yaml_tree(text, "patch").value(); }

platform::Settings laid_over(const platform::Settings& base, std::string_view patch) {
    const Node tree =
        overlay(settings_type(), argosy::config::to_node(base, argosy::config::Secrets::show), yaml(patch));
    return argosy::config::read<platform::Settings>(tree).value();
}

TEST(Overlay, keys_that_are_left_out_stay) {
    platform::Settings base;
    base.platform.exchanges["sim"].max_pairs = 3;
    const auto s = laid_over(base,
                             "simulation: {run: {limits: {open_orders_max: 7}}}\n"
                             "platform: {exchanges: {binance: {sandbox: false}}}\n");
    EXPECT_EQ(s.simulation.run.limits.open_orders_max, 7U);
    EXPECT_EQ(s.simulation.run.limits.gross_exposure.of_base, base.simulation.run.limits.gross_exposure.of_base);
    EXPECT_EQ(s.simulation.run.books.size(), base.simulation.run.books.size());
    EXPECT_EQ(s.platform.exchanges.at("sim").max_pairs, 3U);
    EXPECT_FALSE(s.platform.exchanges.at("binance").sandbox);
}

TEST(Overlay, null_removes_from_a_map_and_lists_are_replaced) {
    platform::Settings base;
    base.platform.exchanges["sim"] = {};
    base.platform.gateway.cors_origins = {"https://a", "https://b"};
    const auto s = laid_over(base, "platform: {exchanges: {sim: null}, gateway: {cors_origins: ['https://c']}}");
    EXPECT_TRUE(s.platform.exchanges.empty());
    EXPECT_EQ(s.platform.gateway.cors_origins, std::vector<std::string>{"https://c"});
}

TEST(Overlay, another_choice_of_a_variant_is_taken_whole) {
    const auto field = [](const TypeInfo& type, std::string_view name) {
        return std::ranges::find(type.fields, name, &Field::name)->type;
    };
    const TypeInfo& sizing = field(type_of<engine::BookSettings>(), "sizing")();
    const Node base = argosy::config::to_node(sizing, sizing.make().get());
    const Node same = overlay(sizing, base, yaml("{method: {fraction: '0.25'}}"));
    EXPECT_EQ(same.find("method")->find("type")->text, "fixed_fraction");
    EXPECT_EQ(same.find("method")->find("fraction")->text, "0.25");
    EXPECT_EQ(same.find("margin_part")->text, base.find("margin_part")->text);
    const Node other = overlay(sizing, base, yaml("{method: {type: capped_kelly, part: 0.5}}"));
    EXPECT_EQ(other.find("method")->find("fraction"), nullptr);
    EXPECT_EQ(other.find("method")->find("part")->text, "0.5");
}

TEST(Differences, name_every_key_path_with_both_values) {
    platform::Settings a, b;
    b.simulation.run.limits.open_orders_max = 51;
    b.simulation.run.books.front().strategies.pop_back();
    b.platform.exchanges["sim"] = {};
    const auto found = differences(argosy::config::to_node(a), argosy::config::to_node(b));
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].path, "simulation.run.books[0].strategies[3]");
    EXPECT_EQ(found[0].to, "");
    EXPECT_EQ(found[1], (Difference{"simulation.run.limits.open_orders_max", "50", "51"}));
    EXPECT_EQ(found[2].path, "platform.exchanges.sim");
    EXPECT_EQ(found[2].from, "");
    EXPECT_TRUE(differences(argosy::config::to_node(a), argosy::config::to_node(a)).empty());
}

TEST(TakeSecrets, leaves_none_and_knows_what_is_hidden) {
    Node tree = yaml(
        "platform:\n"
        "  database: {password: canary-one}\n"
        "  exchanges:\n"
        "    sim: {api_key: '***', api_secret: canary-two, sandbox: true}\n"
        "    crypto.com: {api_key: ''}\n");
    const auto taken = take_secrets(settings_type(), tree);
    ASSERT_EQ(taken.size(), 3U);
    EXPECT_EQ(taken[0].name, "database.password");
    EXPECT_EQ(taken[0].value.reveal(), "canary-one");
    EXPECT_EQ(taken[1].name, "exchanges.sim.api_secret");
    EXPECT_EQ(taken[2].name, "exchanges.crypto.com.api_key");
    EXPECT_TRUE(taken[2].value.empty());
    EXPECT_EQ(print_yaml(tree).find("canary"), std::string::npos);
    EXPECT_EQ(taken[1].place.line, 4U);
}

std::string merged_text(std::string_view before, std::string_view after, std::string_view current) {
    return argosy::config::print_json(merged(yaml(before), yaml(after), yaml(current)),
                                      argosy::config::JsonLayout::compact);
}

TEST(Merge, takes_what_the_edit_changed_and_leaves_what_others_set) {
    struct Case {
        const char *before, *after, *current, *merged;
    };
    for (const Case& c : std::initializer_list<Case>{
             {"{a: 1, b: 1}", "{a: 1, b: 1}", "{a: 2, b: 1}", R"({"a":2,"b":1})"},
             {"{a: 1, b: 1}", "{a: 1, b: 3}", "{a: 2, b: 1}", R"({"a":2,"b":3})"},
             {"{a: 1, b: 1}", "{a: 1, b: 3}", "{a: 2, b: 2}", R"({"a":2,"b":3})"},
             {"{a: {x: 1, y: 1}}", "{a: {x: 5, y: 1}}", "{a: {x: 1, y: 2}}", R"({"a":{"x":5,"y":2}})"},
             {"{m: {k: 1}}", "{m: {}}", "{m: {k: 1, l: 2}}", R"({"m":{"l":2}})"},
             {"{m: {}}", "{m: {n: 3}}", "{m: {l: 2}}", R"({"m":{"l":2,"n":3}})"},
             {"{m: {k: 1}}", "{m: {k: 1}, z: 1}", "{m: {}}", R"({"m":{},"z":1})"},
             {"{l: [1, 2]}", "{l: [1, 5]}", "{l: [3, 2]}", R"({"l":[3,5]})"},
             {"{l: [1, 2]}", "{l: [1, 5]}", "{l: []}", R"({"l":[1,5]})"},
             {"{s: {type: a, x: 1}}", "{s: {type: a, x: 2}}", "{s: {type: b, y: 1}}", R"({"s":{"type":"a","x":2}})"},
         })
        EXPECT_EQ(merged_text(c.before, c.after, c.current), c.merged) << c.before << c.after << c.current;
}

TEST(Paths, find_what_they_name) {
    const Node tree = argosy::config::to_node(platform::Settings{});
    EXPECT_EQ(find_path(tree, "simulation.run.books[0].name")->text, "consensus");
    EXPECT_EQ(find_path(tree, "simulation.run.books[0].strategies[1].name")->text, "macd");
    EXPECT_EQ(find_path(tree, ""), &tree);
    for (const char* none : {"nothing", "simulation.run.books[9]", "simulation.seed.deeper", "[0]", "[", "."})
        EXPECT_EQ(find_path(tree, none), nullptr) << none;
    EXPECT_EQ(find_path(nested("a.b.c", Node::scalar("x", Node::Style::plain)), "a.b.c")->text, "x");
}

}  // namespace
}  // namespace argosy::services::config
