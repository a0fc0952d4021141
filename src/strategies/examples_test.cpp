// What examples/ and docs/strategies/ show works and is true.
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "../../examples/strategy/two_closes.hpp"
#include "strategies/builtin.hpp"
#include "strategies/q_learning/q_learning.hpp"
#include "strategies/rules/rules.hpp"
#include "support/strategy_stage.hpp"

namespace argosy::strategies {
namespace {

using testing::StrategyStage;

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

const std::filesystem::path root = ARGOSY_SOURCE_DIR;

TEST(Examples, the_smallest_strategy_trades) {
    StrategyStage stage(examples::two_closes::descriptor());
    stage.closes({10, 11, 11, 9});
    EXPECT_EQ(stage.heard(), "2:buy 4:sell");
}

std::string table_of(const strategy::Descriptor& d) {
    std::string out = "| parameter | default | range | unit | meaning |\n| --- | --- | --- | --- | --- |\n";
    for (const auto& p : d.parameters) {
        const bool is_flag = p.type == strategy::ParameterType::boolean;
        out += fmt::format("| `{}` | {} | {} | {} | {} |\n", p.name,
                           is_flag ? (p.default_value != 0 ? "true" : "false") : fmt::format("{}", p.default_value),
                           is_flag ? "true or false" : fmt::format("{} to {}", p.min, p.max),
                           p.unit.empty() ? "-" : p.unit, p.doc);
    }
    return out;
}

TEST(StrategyDocs, show_what_each_strategy_declares) {
    strategy::Catalogue catalogue;
    add_builtin(catalogue);
    ASSERT_TRUE(catalogue.add(q_learning::descriptor()));
    const std::string index = text_of(root / "docs/strategies/README.md");
    for (const auto& d : catalogue.all()) {
        const std::string name(d.name), page = text_of(root / "docs/strategies" / (name + ".md"));
        EXPECT_TRUE(page.starts_with("# " + std::string(d.title) + "\n")) << name;
        EXPECT_NE(page.find(table_of(d)), page.npos) << name << ".md should hold:\n" << table_of(d);
        for (const std::string_view part : {"## Idea\n", "## Rules\n", "## When it fails\n"})
            EXPECT_NE(page.find(part), page.npos) << name << ": " << part;
        const std::string line = fmt::format("| [`{0}`]({0}.md) | {1} |\n", name, d.summary);
        EXPECT_NE(index.find(line), index.npos) << "README.md should hold: " << line;
    }
}

TEST(StrategyDocs, show_a_rule_that_is_one) {
    const std::string page = text_of(root / "docs/strategies/rules.md");
    const auto begin = page.find("```yaml\n") + 8;
    EXPECT_TRUE(rules::read_rule(page.substr(begin, page.find("```", begin) - begin), "rules.md"));
}

}  // namespace
}  // namespace argosy::strategies
