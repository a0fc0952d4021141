#include "config/load.hpp"

#include <fstream>
#include <gmock/gmock.h>

#include "config/overlay.hpp"
#include "config/yaml.hpp"
#include "support/described_settings.hpp"

namespace argosy::config {
namespace {

using testing::HasSubstr;

struct Load : testing::Test {
    std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "argosy_config_load";
    Load() { std::filesystem::create_directories(folder); }
    ~Load() override { std::filesystem::remove_all(folder); }
    std::filesystem::path file(const std::string& name, std::string_view text) const {
        std::ofstream(folder / name, std::ios::binary) << text;
        return folder / name;
    }
};

TEST_F(Load, later_sources_win) {
    const auto s = load<Settings>({
        .file = file("s.yaml", "name: file\norders_max: 1\nweight: 1\nmode: fast\ninner: {period: 3}\n"),
        .environment = {"ARGOSY_WEIGHT=2", "PATH=/bin", "ARGOSY_INNER__PERIOD=4", "ARGOSY_ORDERS_MAX=2"},
        .sets = {"orders_max=3", "fees.\"a.b\"=0.5", "symbols=[BTC/USDT, ETH/USDT]", "symbols[1]=AAPL"},
    });
    ASSERT_TRUE(s) << s.error().message();
    EXPECT_EQ(s->name, "file");
    EXPECT_EQ(s->mode, Mode::fast);
    EXPECT_EQ(s->weight, 2);
    EXPECT_EQ(s->inner.period, 4);
    EXPECT_EQ(s->orders_max, 3);
    EXPECT_EQ(s->fees.at("a.b"), "0.5"_ratio);
    EXPECT_THAT(s->symbols, testing::ElementsAre("BTC/USDT", "AAPL"));
}

TEST_F(Load, problems_of_all_sources_come_together_with_their_origin) {
    const auto path = file("s.yaml", "name: x\nweigth: 1\nname: y\n");
    const auto s =
        load<Settings>({.file = path, .environment = {"ARGOSY_ORDERS_MAX=many"}, .sets = {"inner.perod=4", "mode"}});
    ASSERT_FALSE(s);
    EXPECT_EQ(s.error().code(), Errc::parse);
    const std::string message(s.error().message());
    EXPECT_THAT(message, HasSubstr("5 problems"));
    EXPECT_THAT(message, HasSubstr(path.string() + ":2:1: weigth: unknown key weigth: did you mean weight?"));
    EXPECT_THAT(message, HasSubstr(path.string() + ":3:1: the key name is written twice"));
    EXPECT_THAT(message, HasSubstr("environment ARGOSY_ORDERS_MAX: orders_max: not an integer: \"many\""));
    EXPECT_THAT(message, HasSubstr("--set inner.perod: inner.perod: unknown key perod: did you mean period?"));
    EXPECT_THAT(message, HasSubstr("--set mode: expected key=value"));
    EXPECT_THAT(s.error().hint(), HasSubstr("argosy config example"));
}

TEST_F(Load, a_syntax_error_is_not_followed_by_guesses) {
    const auto s = load<Settings>({.file = file("s.yaml", "orders_max: [1\n"), .environment = {}, .sets = {}});
    ASSERT_FALSE(s);
    EXPECT_THAT(s.error().message(), testing::Not(HasSubstr("missing")));
}

TEST_F(Load, json_by_its_ending) {
    EXPECT_TRUE(load<Settings>({.file = file("s.json", "{\"name\":\t\"x\"}"), .environment = {}, .sets = {}}));
}

TEST_F(Load, a_missing_file_says_how_to_make_one) {
    const auto s = load<Settings>({.file = folder / "none.yaml", .environment = {}, .sets = {}});
    ASSERT_FALSE(s);
    EXPECT_EQ(s.error().code(), Errc::not_found);
    EXPECT_THAT(s.error().hint(), HasSubstr("argosy config example > "));
    EXPECT_EQ(load<Settings>({.file = folder, .environment = {}, .sets = {}}).error().code(), Errc::invalid_argument);
}

TEST(Environment, holds_settings_only) {
    ::setenv("ARGOSY_ORDERS_MAX", "5", 1);
    ::setenv("ARGOSY_DATA", "/data", 1);
    const auto entries = process_environment();
    EXPECT_THAT(entries, testing::Contains("ARGOSY_ORDERS_MAX=5"));
    EXPECT_THAT(entries, testing::Not(testing::Contains("ARGOSY_DATA=/data")));
    ::unsetenv("ARGOSY_ORDERS_MAX");
    ::unsetenv("ARGOSY_DATA");
}

TEST(Overlay, paths_that_lead_nowhere) {
    const auto problem = [](std::vector<std::string> sets) {
        Problems problems;
        Node root = parse_yaml("a: 5\nl: [1, 2]\n", "f", problems);
        apply_sets(root, sets, problems);
        return problems.empty() ? "none" : std::string(problems.to_error().message());
    };
    EXPECT_THAT(problem({"a.b=1"}), HasSubstr("a: it is 5 and has no key b"));
    EXPECT_THAT(problem({"l[5]=1"}), HasSubstr("\"5\" selects no item: the list has 2"));
    EXPECT_THAT(problem({"l.x=1"}), HasSubstr("selects no item"));
    EXPECT_THAT(problem({"=1"}), HasSubstr("not a path"));
    EXPECT_THAT(problem({"a..b=1"}), HasSubstr("not a path"));
    EXPECT_THAT(problem({"a=[1"}), HasSubstr("not YAML"));
    EXPECT_EQ(problem({"l[2]=3"}), "none");
    EXPECT_EQ(problem({"a=x=y # z"}), "none");
}

TEST(Overlay, an_item_of_a_list_that_nothing_has_set_is_one_of_its_default) {
    const auto made = [](std::vector<std::string> sets) {
        Problems problems;
        const Node defaults = parse_yaml("books: [{name: main, quorum: 2}]\n", "defaults", problems);
        Node root = parse_yaml("{}", "f", problems);
        apply_environment(root, std::vector<std::string>{"ARGOSY_FEEDS__0__URL=u"}, "ARGOSY_", problems);
        apply_sets(root, sets, problems, defaults);
        return problems.empty() ? print_yaml(root) : std::string(problems.to_error().message());
    };
    EXPECT_EQ(made({"books[0].quorum=1"}), "feeds:\n  - url: u\nbooks:\n  - name: main\n    quorum: 1\n");
    EXPECT_EQ(made({"symbols[0]=AAPL", "symbols[1]=SPY"}), "feeds:\n  - url: u\nsymbols:\n  - AAPL\n  - SPY\n");
    EXPECT_THAT(made({"books[2].quorum=1"}), HasSubstr("the list has 1"));
}

TEST(Overlay, texts_are_taken_as_they_stand) {
    const auto s = [](std::string value) {
        Problems problems;
        Node root;
        apply_sets(root, std::vector<std::string>{"k=" + std::move(value)}, problems);
        return root.find("k")->what();
    };
    EXPECT_EQ(s("*a: b#"), "*a: b#");
    EXPECT_EQ(s("\"5\""), "the text \"5\"");
    EXPECT_EQ(s(""), "nothing");
    EXPECT_EQ(s("{a: 1}"), "a mapping");
}

}  // namespace
}  // namespace argosy::config
