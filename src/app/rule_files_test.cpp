#include "app/rule_files.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "engine/engine.hpp"
#include "support/temporary_folder.hpp"
#include "support/test_models.hpp"

namespace argosy::app {
namespace {

using ::testing::HasSubstr;

class RuleFiles : public ::testing::Test {
protected:
    std::filesystem::path write(const std::string& name, const std::string& text) {
        const auto path = folder_.path() / name;
        std::ofstream(path) << text;
        return path;
    }
    /// One book whose voters are these.
    static std::vector<engine::BookSettings> book(std::vector<engine::StrategySettings> voters) {
        return {{.strategies = std::move(voters)}};
    }
    std::string error_of(std::vector<engine::BookSettings> books) {
        const auto settled = settle_strategies(books, folder_.path());
        return settled ? "none" : std::string(settled.error().message());
    }
    testing::TemporaryFolder folder_;
};

TEST_F(RuleFiles, are_told_from_names_of_strategies) {
    EXPECT_TRUE(is_rule_file("dip.yaml"));
    EXPECT_TRUE(is_rule_file("rules/dip"));
    EXPECT_TRUE(is_rule_file("momentum.json"));
    EXPECT_FALSE(is_rule_file("ema_cross"));
}

TEST_F(RuleFiles, give_their_voter_its_name_checksum_and_timeframe) {
    write("dip.yaml", "name: my_dip\ntimeframe: 4h\nbuy: rsi(14) < 30\nexit: rsi(14) > 60\n");
    auto books = book({{.rules = "dip.yaml"}, {.name = "ema_cross"}, {.rules = "dip.yaml", .label = "again"}});
    const auto settled = settle_strategies(books, folder_.path());
    ASSERT_TRUE(settled) << settled.error().describe();
    const auto& voters = books[0].strategies;
    EXPECT_EQ(voters[0].name, "my_dip");
    EXPECT_EQ(voters[0].timeframe, Duration(4h));
    EXPECT_EQ(voters[0].rules_checksum.size(), 64U);
    EXPECT_EQ(voters[1].timeframe, Duration(1h)) << "what nothing asks for";
    EXPECT_EQ(voters[2].name, "my_dip") << "a file that two voters use is read once";
    EXPECT_TRUE(settled->find("my_dip"));
}

TEST_F(RuleFiles, name_book_voter_file_line_key_and_the_nearest_name) {
    write("bad.yaml", "name: bad\nindicators:\n  slow: {type: emma}\nbuy: clsoe > 1\n");
    const auto text = error_of(book({{.rules = "bad.yaml"}}));
    EXPECT_THAT(text, HasSubstr("book main, voter bad.yaml"));
    EXPECT_THAT(text,
                HasSubstr("bad.yaml:3:16: indicators.slow.type: unknown indicator \"emma\": did you mean \"ema\"?"));
    EXPECT_THAT(error_of(book({{.rules = "none.yaml"}})), HasSubstr("no rule file none.yaml"));
    EXPECT_THAT(error_of(book({{.name = "ema_cros"}})), HasSubstr("unknown strategy \"ema_cros\""));
}

TEST_F(RuleFiles, are_held_to_the_name_and_checksum_that_a_run_was_made_with) {
    const auto file = write("dip.yaml", "name: my_dip\nbuy: rsi(14) < 30\n").string();
    EXPECT_THAT(error_of(book({{.name = "other", .rules = file}})), HasSubstr("is named my_dip, not other"));
    EXPECT_THAT(error_of(book({{.rules = file, .rules_checksum = "ab"}})), HasSubstr("has changed: its checksum is"));
}

TEST_F(RuleFiles, cannot_take_the_name_of_another_strategy) {
    EXPECT_THAT(error_of(book({{.rules = write("mine.yaml", "name: macd\nbuy: rsi(14) < 30\n").string()}})),
                HasSubstr("a strategy named macd is there already"));
}

TEST_F(RuleFiles, may_be_models) {
    const Time known_to = time_from_ns(1'704'067'200'000'000'000);
    write("m.json", learning::testing::momentum_model(known_to));
    auto books = book({{.rules = "m.json"}});
    const auto settled = settle_strategies(books, folder_.path());
    ASSERT_TRUE(settled) << settled.error().describe();
    EXPECT_EQ(books[0].strategies[0].name, "momentum");
    EXPECT_EQ(books[0].strategies[0].timeframe, Duration(1h));
    EXPECT_EQ(books[0].strategies[0].rules_checksum, sha256_hex(learning::testing::momentum_model(known_to)));
    const engine::Settings settings{.books = books};
    EXPECT_TRUE(engine::check_start(settings, *settled, known_to));
    const auto early = engine::check_start(settings, *settled, known_to - 1h);
    ASSERT_FALSE(early);
    EXPECT_THAT(
        std::string(early.error().message()),
        HasSubstr("book main, voter momentum: it was trained on the market up to 2024-01-01T00:00:00Z and would "
                  "know the future of a run from 2023-12-31T23:00:00Z"));
    EXPECT_THAT(error_of(book({{.rules = "none.json"}})), HasSubstr("no model file none.json"));
    write("bad.json", "{}");
    EXPECT_THAT(error_of(book({{.rules = "bad.json"}})), HasSubstr("bad.json: model file: no usable \"format\""));
}

}  // namespace
}  // namespace argosy::app
