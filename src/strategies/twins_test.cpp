// The rule files of examples/rules: all are sound, and those that rewrite a built-in strategy say what it says.

#include <gtest/gtest.h>

#include "base/prng.hpp"
#include "strategies/builtin.hpp"
#include "strategies/rules/rules.hpp"
#include "support/recorded.hpp"
#include "support/shared_data.hpp"
#include "support/strategy_stage.hpp"

namespace argosy::strategies {
namespace {

using testing::StrategyStage;

std::filesystem::path examples() { return std::filesystem::path(ARGOSY_SOURCE_DIR) / "examples/rules"; }

strategy::Descriptor rule(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    auto read = rules::read_rule(text.str(), file.filename().string());
    EXPECT_TRUE(read) << read.error().message();
    return read ? std::move(*read) : strategy::Descriptor{};
}

strategy::Descriptor builtin(std::string_view name) {
    strategy::Catalogue catalogue;
    add_builtin(catalogue);
    return *catalogue.find(name).value();
}

struct Twin {
    const char* name;
    const char* rule_parameters;
    const char* builtin_parameters;
};

void expect_same(const Twin& twin, const std::vector<domain::Bar>& bars) {
    StrategyStage by_rule(rule(examples() / (std::string(twin.name) + ".yaml")), twin.rule_parameters);
    StrategyStage by_hand(builtin(twin.name), twin.builtin_parameters);
    EXPECT_EQ(by_rule.strategy().warm_up(), by_hand.strategy().warm_up()) << twin.name;
    for (const auto& bar : bars) by_rule.bar(bar), by_hand.bar(bar);
    ASSERT_EQ(by_rule.signals().size(), by_hand.signals().size()) << twin.name;
    EXPECT_GT(by_hand.signals().size(), 10U) << twin.name;
    for (std::size_t i = 0; i < by_rule.signals().size(); ++i) {
        const auto &a = by_rule.signals()[i], &b = by_hand.signals()[i];
        ASSERT_EQ(a.bar, b.bar) << twin.name;
        ASSERT_EQ(a.signal.direction, b.signal.direction) << twin.name << " bar " << a.bar;
        ASSERT_EQ(a.signal.stop_price, b.signal.stop_price) << twin.name << " bar " << a.bar;
        ASSERT_EQ(a.signal.strength, b.signal.strength) << twin.name << " bar " << a.bar;
        ASSERT_EQ(a.signal.confidence, b.signal.confidence) << twin.name << " bar " << a.bar;
    }
}

constexpr Twin twins[] = {
    {"ema_cross", "", ""},     {"ema_cross", "fast=3 slow=90", "fast=3 slow=90"},
    {"rsi_reversion", "", ""}, {"rsi_reversion", "period=5 oversold=20 middle=60", "period=5 oversold=20 exit=60"},
    {"supertrend", "", ""},    {"supertrend", "period=30 multiplier=1.5", "period=30 multiplier=1.5"}};

TEST(Twins, say_the_same_over_five_recorded_years) {
    ARGOSY_SHARED_DATA(path, "crypto/ohlcv/binance_usdm_BTCUSDT_1h.csv");
    const auto bars = testing::recorded_bars(path);
    for (const auto& twin : twins) expect_same(twin, bars);
}

TEST(Twins, say_the_same_on_random_markets) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        Prng random(seed);
        std::vector<domain::Bar> bars;
        std::int64_t last = 10'000;
        for (int i = 0; i < 3000; ++i) {
            const std::int64_t close = last + static_cast<std::int64_t>(random.below(201)) - 100;
            const auto wick = [&] { return static_cast<std::int64_t>(random.below(50)); };
            bars.push_back({.open_time = time_from_ns(0) + i * 1h,
                            .open = Price::from_int(last),
                            .high = Price::from_int(std::max(last, close) + wick()),
                            .low = Price::from_int(std::min(last, close) - wick()),
                            .close = Price::from_int(close),
                            .volume = Qty::from_int(1)});
            last = std::max<std::int64_t>(close, 1000);
        }
        for (const auto& twin : twins) expect_same(twin, bars);
    }
}

TEST(Examples, are_sound_and_speak) {
    ARGOSY_SHARED_DATA(path, "crypto/ohlcv/binance_usdm_BTCUSDT_1h.csv");
    const auto bars = testing::recorded_bars(path);
    std::size_t files = 0;
    for (const auto& file : std::filesystem::directory_iterator(examples())) {
        ++files;
        std::vector<strategy::RegimeDetector> regimes(1);
        StrategyStage stage(rule(file.path()));
        stage.with_regimes(regimes);
        for (const auto& bar : bars) stage.bar(bar);
        EXPECT_GT(stage.signals().size(), 20U) << file.path();
        for (const auto& [bar, s] : stage.signals()) {
            const double side = static_cast<double>(s.direction);
            const double close = bars[bar - 1].close.to_double();
            if (!s.stop_price.is_zero()) EXPECT_GT((close - s.stop_price.to_double()) * side, -0.01) << file.path();
        }
    }
    EXPECT_GE(files, 7U);
}

}  // namespace
}  // namespace argosy::strategies
