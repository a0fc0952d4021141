#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "backtest/config.hpp"
#include "config/document.hpp"

namespace argosy::app {
namespace {

std::string document() {
    return "# Settings of a backtest\n\n"
           "Every key of the file that `argosy backtest run.yaml` reads, as `argosy config reference run` prints it;\n"
           "[backtest.md](backtest.md) has an example, [config.md](config.md) says where values come from. A test "
           "holds this "
           "page against the program.\n\n" +
           config::reference_markdown(type_of<backtest::RunConfig>());
}

TEST(BacktestConfigDocument, is_what_the_settings_print) {
    const std::string path = std::string(ARGOSY_SOURCE_DIR) + "/docs/backtest-config.md";
    if (std::getenv("ARGOSY_WRITE_DOCS")) std::ofstream(path) << document();
    std::ifstream file(path);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(text, document()) << "write it anew: ARGOSY_WRITE_DOCS=1 app_test";
}

}  // namespace
}  // namespace argosy::app
