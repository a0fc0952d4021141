#include "app/run_options.hpp"

#include <cmath>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backtest/search_space.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::app {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

backtest::RunConfig config() {
    backtest::RunConfig c;
    c.books.emplace_back();
    return c;
}

std::string refusal(const RunOptions& o) {
    auto c = config();
    const auto done = apply_run_options(c, o);
    return done ? std::string() : std::string(done.error().message());
}

TEST(RunOptions, flags_of_the_account_stand_for_keys_of_the_configuration) {
    auto c = config();
    ASSERT_TRUE(apply_run_options(c, {.balance = "2500.5", .leverage = 3, .stop_percent = 2.5, .fraction = 0.25}));
    EXPECT_EQ(c.account.balance, "2500.5"_money);
    EXPECT_EQ(c.account.leverage, "3"_ratio);
    EXPECT_EQ(c.books[0].exits.stop.value, "0.025"_ratio);
    EXPECT_EQ(std::get<risk::FixedFraction>(c.books[0].sizing.method).fraction, "0.25"_ratio);
}

TEST(RunOptions, a_number_that_means_nothing_is_refused_and_never_ignored) {
    for (const double x : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
        EXPECT_NE(refusal({.leverage = x}).find("--leverage"), std::string::npos) << x;
        EXPECT_NE(refusal({.stop_percent = x}).find("--stop"), std::string::npos) << x;
        EXPECT_NE(refusal({.fraction = x}).find("--fraction"), std::string::npos) << x;
    }
    EXPECT_NE(refusal({.leverage = 0.5}), "");
    EXPECT_NE(refusal({.leverage = 126}), "");
    EXPECT_NE(refusal({.stop_percent = 100}), "");
    for (const auto* money : {"0", "-5000", "1000000000001"})
        EXPECT_NE(refusal({.balance = money}).find("--balance"), std::string::npos) << money;
}

RunOptions flags() { return {.symbols = {"BTC/USDT:USDT"}, .strategies = {"ema_cross"}}; }

std::string error_of(const RunOptions& o) {
    const auto run = read_run(o);
    if (run) return {};
    EXPECT_EQ(run.error().code(), Errc::invalid_argument) << "wrong use: exit code 2";
    return std::string(run.error().message()) + "\n" + std::string(run.error().hint());
}

TEST(ReadRun, sets_reach_into_the_lists_that_flags_make) {
    auto o = flags();
    o.sets = {"books[0].exits.prefer_signal_stop=false", "instruments[0].funding=false",
              "books[0].strategies[0].weight=2"};
    const auto run = read_run(o);
    ASSERT_TRUE(run) << run.error().describe();
    EXPECT_FALSE(run->config.books[0].exits.prefer_signal_stop);
    EXPECT_FALSE(run->config.instruments[0].funding);
    EXPECT_EQ(run->config.instruments[0].symbol, "BTC/USDT:USDT");
    EXPECT_EQ(run->config.books[0].strategies[0].name, "ema_cross");
    EXPECT_EQ(run->config.books[0].strategies[0].weight, 2);
    EXPECT_TRUE(run->notes.empty());
}

TEST(ReadRun, what_cannot_run_is_wrong_use_before_any_data_is_read) {
    auto o = flags();
    o.strategies = {"EMA_CROSS"};
    EXPECT_THAT(error_of(o), HasSubstr("did you mean ema_cross?"));
    o = flags();
    o.parameters = {"fast=abc"};
    EXPECT_THAT(error_of(o), HasSubstr("not a number"));
    o.parameters = {"fast=0"};
    EXPECT_THAT(error_of(o), HasSubstr("argosy strategies"));
    o.parameters = {"macd.fast=3"};
    EXPECT_THAT(error_of(o), HasSubstr("this run has ema_cross"));
    o = flags();
    o.from = "01/02/2022";
    EXPECT_THAT(error_of(o), HasSubstr("--from"));
    o.from = "2023-01-01";
    o.to = "2022-01-01";
    EXPECT_THAT(error_of(o), HasSubstr("before it begins"));
    o = flags();
    o.sets = {"books[0].consensus.quorum=5"};
    EXPECT_THAT(error_of(o), HasSubstr("quorum 5"));
    o = flags();
    o.fraction = 50;
    EXPECT_THAT(error_of(o), HasSubstr("--fraction 50"));
    o = flags();
    o.symbols = {"BTCUSDT"};
    EXPECT_THAT(error_of(o), HasSubstr("BTC/USDT:USDT"));
}

TEST(ReadRun, a_rule_files_parameters_are_told_by_its_name_and_by_its_file) {
    const argosy::testing::TemporaryFolder folder;
    const auto file = (folder.path() / "mine.yaml").string();
    std::ofstream(file) << "name: dips\nparameters: {level: {default: 30, min: 5, max: 50}}\nbuy: rsi(14) < level\n";
    auto o = flags();
    o.strategies = {file};
    for (const auto* parameter : {"mine.level=20", "dips.level=20", "level=20"}) {
        o.parameters = {parameter};
        const auto run = read_run(o);
        ASSERT_TRUE(run) << run.error().describe();
        EXPECT_EQ(run->config.books[0].strategies[0].parameters.at("level"), "20");
        auto config = run->config;
        config.optimize.emplace();
        config.optimize->parameters[std::string(parameter).substr(0, std::string(parameter).find('='))] = {5, 50, 5};
        const auto space = backtest::make_space(config, run->strategies);
        ASSERT_TRUE(space) << space.error().describe();
        EXPECT_EQ((*space)[0].name, "dips.level");
    }
}

TEST(ReadRun, a_strategy_flag_over_a_file_keeps_the_rest_of_the_book_and_says_so) {
    const argosy::testing::TemporaryFolder folder;
    const auto file = (folder.path() / "run.yaml").string();
    std::ofstream(file) << "instruments: [{symbol: BTC/USDT:USDT}]\n"
                           "books: [{strategies: [{name: ema_cross, timeframe: 4h, parameters: {fast: 5}}, "
                           "{name: supertrend, timeframe: 4h}], consensus: {quorum: 2}, exits: {stop: 3%}}]\n";
    RunOptions o{.file = file, .strategies = {"macd"}};
    auto run = read_run(o);
    ASSERT_TRUE(run) << run.error().describe();
    const auto& book = run->config.books[0];
    EXPECT_EQ(book.strategies[0].timeframe, Duration(4h)) << "as the voters that it replaces";
    EXPECT_EQ(book.exits.stop.value, "0.03"_ratio);
    ASSERT_EQ(run->notes.size(), 1U);
    EXPECT_THAT(run->notes[0], HasSubstr("--strategy replaces ema_cross, supertrend in book main"));
    EXPECT_THAT(run->notes[0], HasSubstr("the quorum is 1 instead of 2"));
    o.strategies = {"ema_cross"};
    EXPECT_EQ(read_run(o)->config.books[0].strategies[0].parameters.at("fast"), "5") << "one of the file's own";
}

TEST(ReadRun, a_file_of_another_kind_is_named) {
    const argosy::testing::TemporaryFolder folder;
    const auto file = (folder.path() / "s.yaml").string();
    std::ofstream(file) << "seed: 5\nsource: synthetic\nrun: {account: {balance: 5}}\n";
    EXPECT_THAT(error_of({.file = file}), HasSubstr("of kind simulation, for argosy up"));
}

}  // namespace
}  // namespace argosy::app
