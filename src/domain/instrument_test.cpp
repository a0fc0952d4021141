#include "domain/instrument.hpp"

#include <gtest/gtest.h>

namespace argosy::domain {
namespace {

TEST(Instrument, symbols_say_the_kind) {
    EXPECT_EQ(parse_symbol("BTC/USDT")->kind, InstrumentKind::spot);
    EXPECT_EQ(parse_symbol("BTC/USDT:USDT")->kind, InstrumentKind::linear_perpetual);
    EXPECT_EQ(parse_symbol("BTC/USD:BTC")->kind, InstrumentKind::inverse_perpetual);
    EXPECT_EQ(parse_symbol("AAPL")->quote, Currency("USD"));
    for (const char* text : {"", "btc/usdt", "BTC/", "/USDT", "BTC/USDT:EUR", "BTC/USDT:", "A/B/C"})
        EXPECT_FALSE(parse_symbol(text)) << text;
}

TEST(Instrument, linear_and_inverse_values_match_hand_calculation) {
    const auto linear = *parse_symbol("BTC/USDT:USDT");
    EXPECT_EQ(linear.notional("50000"_px, "0.2"_qty), "10000"_money);
    EXPECT_EQ(linear.pnl("50000"_px, "51000"_px, "-0.2"_qty), "-200"_money);
    auto inverse = *parse_symbol("BTC/USD:BTC");
    inverse.multiplier = "100"_ratio;  // 100 USD a contract
    EXPECT_EQ(inverse.notional("50000"_px, "10"_qty), "0.02"_money);
    // 10 × 100 × (1/50000 - 1/40000) = -0.005 BTC
    EXPECT_EQ(inverse.pnl("50000"_px, "40000"_px, "10"_qty), "-0.005"_money);
}

TEST(Instrument, all_broken_rules_are_named_at_once) {
    auto bad = *parse_symbol("BTC/USDT");
    bad.tick_size = Price{};
    bad.fees.clear();
    InstrumentTable table;
    const auto r = table.add(bad);
    ASSERT_FALSE(r);
    EXPECT_NE(r.error().message().find("tick_size must be positive; the first fee tier"), std::string::npos)
        << r.error().message();
}

TEST(Instrument, the_table_finds_by_symbol_and_venue) {
    InstrumentTable table;
    auto a = *parse_symbol("BTC/USDT");
    a.venue = "binance";
    auto b = a;
    b.venue = "bybit";
    EXPECT_EQ(table.add(a)->value(), 0U);
    EXPECT_EQ(table.add(b)->value(), 1U);
    EXPECT_FALSE(table.add(b));
    EXPECT_EQ(table.find("BTC/USDT").value(), 0U);
    EXPECT_EQ(table.find("BTC/USDT", "bybit").value(), 1U);
    EXPECT_TRUE(table.find("ETH/USDT").is_none());
}

TEST(Instrument, a_pair_without_its_slash_is_no_stock) {
    const auto wrong = parse_symbol("BTCUSDT");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().hint(), "write BTC/USDT (spot) or BTC/USDT:USDT (perpetual)");
    EXPECT_FALSE(parse_symbol("ETHFDUSD"));
    for (const auto* stock : {"AAPL", "USDT", "BRKB", "GOOGL"}) EXPECT_TRUE(parse_symbol(stock)) << stock;
}

}  // namespace
}  // namespace argosy::domain
