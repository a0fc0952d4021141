#include "app/optimize_options.hpp"

#include <gtest/gtest.h>

namespace argosy::app {
namespace {

OptimizeOptions options(std::vector<std::string> parameters) {
    OptimizeOptions o;
    o.run.symbols = {"BTC/USDT:USDT"};
    o.run.strategies = {"ema_cross"};
    o.run.parameters = std::move(parameters);
    return o;
}

std::string problem(const OptimizeOptions& o) {
    const auto config = read_optimization(o);
    return config ? std::string() : std::string(config.error().message());
}

TEST(OptimizeOptions, a_parameter_is_a_range_or_one_value) {
    const auto config = read_optimization(options({"fast=5:20:5", "ema_cross.slow=30"}));
    ASSERT_TRUE(config) << config.error().message();
    const auto& range = config->config.optimize->parameters.at("fast");
    EXPECT_EQ(range.min, 5);
    EXPECT_EQ(range.max, 20);
    EXPECT_EQ(range.step, 5);
    EXPECT_EQ(config->config.books[0].strategies[0].parameters.at("slow"), "30");
    EXPECT_NE(problem(options({"fast=5:x"})).find("not a number"), std::string::npos);
    EXPECT_NE(problem(options({"fast=1:2:3:4"})).find("expected name=min:max:step"), std::string::npos);
}

TEST(OptimizeOptions, a_walk_forward_is_written_in_words) {
    auto o = options({});
    o.walk_forward = "train=180d,test=30d,anchored";
    o.purge = "12h";
    const auto config = read_optimization(o);
    ASSERT_TRUE(config) << config.error().message();
    const auto& w = *config->config.optimize->walk_forward;
    EXPECT_EQ(w.train, Duration(24h * 180));
    EXPECT_EQ(w.test, Duration(24h * 30));
    EXPECT_EQ(w.kind, backtest::WindowKind::anchored);
    EXPECT_EQ(w.purge, Duration(12h));
    o.walk_forward = "folds=4";
    EXPECT_EQ(read_optimization(o)->config.optimize->walk_forward->kind, backtest::WindowKind::folds);
    o.walk_forward = "rollign";
    EXPECT_NE(problem(o).find("--walk-forward rollign"), std::string::npos);
    o.walk_forward = "train=0d";
    EXPECT_NE(problem(o), "");
    o.walk_forward = "";
    EXPECT_NE(problem(o).find("need a walk-forward"), std::string::npos);
}

TEST(OptimizeOptions, memory_is_written_with_a_unit) {
    EXPECT_EQ(*parse_bytes("2G"), std::uint64_t{2} << 30);
    EXPECT_EQ(*parse_bytes("512m"), std::uint64_t{512} << 20);
    EXPECT_EQ(*parse_bytes("1.5K"), 1536U);
    for (const auto* text : {"", "G", "-1G", "2X", "0"}) EXPECT_FALSE(parse_bytes(text)) << text;
}

}  // namespace
}  // namespace argosy::app
