// Every built-in strategy over recorded markets, against tests/tools/strategy_golden.py, which says the same from the
// documentation in plain Python. golden/<name>.txt holds the number of signals, their SHA-256 and the first twenty.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "strategies/builtin.hpp"
#include "support/recorded.hpp"
#include "support/shared_data.hpp"
#include "support/strategy_stage.hpp"

namespace argosy::strategies {
namespace {

using testing::StrategyStage;

std::vector<std::string> lines_of(const StrategyStage& stage) {
    std::vector<std::string> out;
    for (const auto& [bar, s] : stage.signals())
        out.push_back(fmt::format("{} {} {} {} {:.4f}", bar, s.instrument.value(), to_string(s.direction),
                                  s.stop_price.is_zero() ? "-" : to_string(s.stop_price), s.strength));
    return out;
}

void expect_golden(const std::string& name, const StrategyStage& stage) {
    std::ifstream file(std::string(ARGOSY_SOURCE_DIR) + "/src/strategies/golden/" + name + ".txt");
    std::string count, digest, expected;
    ASSERT_TRUE(std::getline(file, count) && std::getline(file, digest)) << name;
    const auto lines = lines_of(stage);
    for (std::size_t i = 0; std::getline(file, expected); ++i) ASSERT_EQ(lines.at(i), expected) << name << ' ' << i;
    EXPECT_EQ(std::to_string(lines.size()), count) << name;
    std::string all;
    for (const auto& line : lines) all += line + '\n';
    EXPECT_EQ(sha256_hex(all), digest) << name;
}

strategy::Descriptor find(std::string_view name) {
    strategy::Catalogue catalogue;
    add_builtin(catalogue);
    return *catalogue.find(name).value();
}

class OverFiveYears : public ::testing::TestWithParam<const char*> {};

TEST_P(OverFiveYears, says_what_the_other_implementation_says) {
    ARGOSY_SHARED_DATA(path, "crypto/ohlcv/binance_usdm_BTCUSDT_1h.csv");
    static const auto bars = testing::recorded_bars(path);
    StrategyStage stage(find(GetParam()), "", {.tick = "0.1"_px});
    for (const auto& bar : bars) stage.bar(bar);
    expect_golden(GetParam(), stage);
}
INSTANTIATE_TEST_SUITE_P(Golden, OverFiveYears,
                         ::testing::Values("bollinger_breakout", "bollinger_reversion", "donchian_trend", "ema_cross",
                                           "grid", "macd", "rsi_reversion", "stochrsi_ema", "supertrend",
                                           "vwap_reversion"),
                         [](const auto& p) { return std::string(p.param); });

class OfTwoMarkets : public ::testing::TestWithParam<const char*> {};

TEST_P(OfTwoMarkets, says_what_the_other_implementation_says) {
    ARGOSY_SHARED_DATA(btc_path, "crypto/ohlcv/binance_usdm_BTCUSDT_1h.csv");
    ARGOSY_SHARED_DATA(eth_path, "crypto/ohlcv/binance_usdm_ETHUSDT_1h.csv");
    const auto btc = testing::recorded_bars(btc_path), eth = testing::recorded_bars(eth_path);
    const auto shift = btc.size() - eth.size();
    StrategyStage stage(find(GetParam()), "", {.symbols = {"ETH/USDT:USDT", "BTC/USDT:USDT"}, .tick = "0.1"_px});
    for (std::size_t i = 0; i < eth.size(); ++i) {
        ASSERT_EQ(eth[i].open_time, btc[i + shift].open_time);
        stage.bar(eth[i], 0);
        stage.bar(btc[i + shift], 1);
    }
    expect_golden(GetParam(), stage);
}
INSTANTIATE_TEST_SUITE_P(Golden, OfTwoMarkets, ::testing::Values("momentum_rotation", "pairs"),
                         [](const auto& p) { return std::string(p.param); });

TEST(Golden, funding_carry_says_what_the_other_implementation_says) {
    ARGOSY_SHARED_DATA(path, "crypto/perp/bybit_BTCUSDT_funding_8h.csv");
    StrategyStage stage(find("funding_carry"));
    for (const auto& f : testing::recorded_funding(path)) stage.funding(f.time, f.rate);
    expect_golden("funding_carry", stage);
}

TEST(Golden, trade_flow_says_what_the_other_implementation_says) {
    ARGOSY_SHARED_DATA(path, "crypto/trades/XRPETH_trades.csv");
    StrategyStage stage(find("trade_flow"), "", {.symbols = {"XRP/ETH"}, .tick = "0.00000001"_px});
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    ASSERT_EQ(line, "timestamp,id,side,price,amount,cost");
    while (std::getline(file, line)) {
        const auto f = testing::csv_fields(line);
        stage.trade(std::stod(f.at(3)), std::stod(f.at(4)), f.at(2) == "buy" ? domain::Side::buy : domain::Side::sell);
    }
    expect_golden("trade_flow", stage);
}

}  // namespace
}  // namespace argosy::strategies
