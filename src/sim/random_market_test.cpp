#include "sim/random_market.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace argosy::sim {
namespace {

struct Fixture {
    domain::InstrumentTable table;
    RandomMarketSettings settings{.start = *parse_iso8601("2026-01-01")};

    explicit Fixture(std::uint64_t seed) {
        settings.seed = seed;
        add("BTC/USDT:USDT", "0.1"_px, "0.001"_qty, 60'000);
        add("ETH/USDT:USDT", "0.01"_px, "0.01"_qty, 3'000);
    }
    void add(const char* symbol, Price tick, Qty lot, double price) {
        auto i = *domain::parse_symbol(symbol);
        i.tick_size = tick;
        i.lot_size = lot;
        settings.instruments.push_back({.id = *table.add(i), .start_price = price});
    }
};

TEST(RandomMarket, the_same_seed_gives_the_same_bars_and_another_seed_does_not) {
    Fixture f(7), g(8);
    RandomMarket a(f.table, f.settings), b(f.table, f.settings), c(g.table, g.settings);
    bool differs = false;
    for (int i = 0; i < 500; ++i) {
        const auto first = a.next();
        EXPECT_EQ(first[1].bar, b.next()[1].bar);
        differs |= !(first[1].bar == c.next()[1].bar);
    }
    EXPECT_TRUE(differs);
}

TEST(RandomMarket, every_bar_is_sound_on_the_tick_and_opens_at_the_last_close) {
    Fixture f(1);
    RandomMarket market(f.table, f.settings);
    Price last = "60000"_px;
    for (int i = 0; i < 20'000; ++i) {
        const auto& bar = market.next()[0].bar;
        ASSERT_TRUE(domain::broken_rule(bar).empty());
        ASSERT_EQ(bar.open, last);
        ASSERT_TRUE(is_multiple(bar.high, "0.1"_px) && is_multiple(bar.volume, "0.001"_qty));
        ASSERT_LT(market.quote(0).bid, market.quote(0).ask);
        last = bar.close;
    }
    EXPECT_EQ(to_iso8601(market.now()), "2026-01-14T21:20:00Z");
}

TEST(RandomMarket, a_market_that_runs_away_stays_countable) {
    for (const double volatility : {0.6, 50.0, 1e6, 1e200}) {
        Fixture f(5);
        f.settings.interval = 24h * 3650;
        f.settings.start = Time{};
        for (auto& i : f.settings.instruments) i.volatility = volatility, i.volume_per_bar = 1e300;
        RandomMarket market(f.table, f.settings);
        for (int n = 0; n < 20; ++n) {
            const auto& bar = market.next()[0].bar;
            ASSERT_TRUE(domain::broken_rule(bar).empty());
            ASSERT_FALSE((bar.high * bar.volume).is_negative());
            ASSERT_LT(market.quote(0).bid, market.quote(0).ask);
        }
    }
}

TEST(RandomMarket, returns_are_fat_tailed_and_volatility_clusters) {
    Fixture f(3);
    RandomMarket market(f.table, f.settings);
    std::vector<double> r;
    for (int i = 0; i < 50'000; ++i) {
        const auto& bar = market.next()[0].bar;
        r.push_back(std::log(bar.close.to_double() / bar.open.to_double()));
    }
    double m2 = 0, m4 = 0, product = 0, mean2 = 0;
    for (const double x : r) m2 += x * x, m4 += x * x * x * x;
    const auto n = static_cast<double>(r.size());
    EXPECT_GT(m4 / n / std::pow(m2 / n, 2), 4);  // a normal distribution has 3
    mean2 = m2 / n;
    for (std::size_t i = 1; i < r.size(); ++i) product += (r[i] * r[i] - mean2) * (r[i - 1] * r[i - 1] - mean2);
    EXPECT_GT(product / (m4 - n * mean2 * mean2),
              0.05);                                      // squared returns are correlated
    EXPECT_NEAR(std::sqrt(m2 / n * 525'960), 0.6, 0.25);  // per year
}

}  // namespace
}  // namespace argosy::sim
