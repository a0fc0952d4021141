#include "app/usage.hpp"

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

namespace argosy::app {
namespace {

/// The explanation of a command line that does not parse.
Usage explain_line(std::vector<std::string> words) {
    CLI::App app("test", "argosy");
    app.require_subcommand(1);
    app.fallthrough();
    app.add_flag("--json");
    auto* data = app.add_subcommand("data", "data");
    data->require_subcommand(1);
    auto* import = data->add_subcommand("import", "import");
    std::string symbol;
    import->add_option("--symbol", symbol, "symbol")->required();
    app.add_subcommand("backtest", "backtest");
    std::vector<char*> argv;
    words.insert(words.begin(), "argosy");
    for (auto& w : words) argv.push_back(w.data());
    try {
        app.parse(static_cast<int>(argv.size()), argv.data());
    } catch (const CLI::ParseError& error) {
        return explain(app, error, argv);
    }
    return {};
}

TEST(Usage, AMisspeltCommandGetsTheNearestName) {
    const auto usage = explain_line({"bactest"});
    EXPECT_EQ(usage.message, "unknown command \"bactest\" of argosy");
    EXPECT_EQ(usage.next, "did you mean \"backtest\"?");
}

TEST(Usage, AMisspeltCommandOfACommandGetsTheNearestName) {
    EXPECT_EQ(explain_line({"data", "imprt"}).next, "did you mean \"import\"?");
}

TEST(Usage, ACommandUnlikeAnyOtherGetsTheList) {
    EXPECT_EQ(explain_line({"zzzzzzzz"}).next, "see argosy --help; there are data, backtest");
}

TEST(Usage, AMisspeltOptionGetsTheNearestName) {
    const auto usage = explain_line({"data", "import", "--symbol", "X", "--jsn"});
    EXPECT_EQ(usage.message, "argosy data import: unknown option --jsn");
    EXPECT_EQ(usage.next, "did you mean \"--json\"?");
}

TEST(Usage, AMissingCommandListsWhatThereIs) {
    EXPECT_EQ(explain_line({}).message, "argosy needs a command");
    EXPECT_EQ(explain_line({"data"}).next, "one of import; see argosy data --help");
}

TEST(Usage, AMissingOptionIsNamed) {
    const auto usage = explain_line({"data", "import"});
    EXPECT_EQ(usage.message, "argosy data import: --symbol is required");
}

}  // namespace
}  // namespace argosy::app
