#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "sim/scenario_table.hpp"

namespace argosy::sim {
namespace {

std::vector<std::filesystem::path> tables() {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(ARGOSY_SOURCE_DIR "/src/sim/scenarios"))
        if (entry.path().extension() == ".txt") found.push_back(entry.path());
    std::ranges::sort(found);
    return found;
}

class Scenarios : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(Scenarios, hold) {
    std::ifstream in(GetParam());
    std::stringstream text;
    text << in.rdbuf();
    std::size_t played = 0;
    for (const auto& failure : testing::ScenarioTable::play(text.str(), played))
        ADD_FAILURE_AT(GetParam().c_str(), static_cast<int>(failure.line)) << failure.message;
    EXPECT_GT(played, 0u);
}

INSTANTIATE_TEST_SUITE_P(Tables, Scenarios, ::testing::ValuesIn(tables()),
                         [](const auto& file) { return file.param.stem().string(); });

TEST(ScenarioTable, sees_a_difference) {
    std::size_t played = 0;
    const auto failures = testing::ScenarioTable::play(
        "scenario wrong on purpose\ninstrument BTC/USDT\nbalance USDT 100\nsubmit 1 buy market 1 -> 1 rejected\n",
        played);
    ASSERT_EQ(failures.size(), 1u);
    EXPECT_EQ(failures[0].line, 4u);
}

}  // namespace
}  // namespace argosy::sim
