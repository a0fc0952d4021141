#include "portfolio/rates.hpp"

#include <gtest/gtest.h>

#include "portfolio/test_support.hpp"

namespace argosy::portfolio {
namespace {

using namespace testing;

const Currency btc("BTC"), bnb("BNB"), usdt("USDT"), usd("USD");

TEST(Rates, a_spot_mark_is_a_rate_both_ways) {
    const auto instruments = table({"BTC/USDT", "BTC/USDT:USDT"});
    Portfolio p(instruments, cash("0"_money));
    EXPECT_FALSE(p.convert("1"_money, btc, usdt)) << "no mark yet";
    p.on_mark(second, "999"_px, Time{});
    EXPECT_FALSE(p.convert("1"_money, btc, usdt)) << "a perpetual is no exchange rate";
    p.on_mark(first, "40000"_px, Time{});
    EXPECT_EQ(*p.convert("0.5"_money, btc, usdt), "20000"_money);
    EXPECT_EQ(*p.convert("20000"_money, usdt, btc), "0.5"_money);
    EXPECT_EQ(*p.convert("7"_money, usdt, usdt), "7"_money);
}

TEST(Rates, a_rate_set_by_hand_wins_and_the_latest_counts) {
    const auto instruments = table({"BTC/USDT"});
    Portfolio p(instruments, cash("0"_money));
    p.on_mark(first, "40000"_px, Time{});
    p.set_rate(btc, usdt, "50000"_px, Time{});
    EXPECT_EQ(*p.convert("1"_money, btc, usdt), "50000"_money);
    p.set_rate(usdt, btc, "0.00004"_px, Time{});
    EXPECT_EQ(*p.convert("1"_money, btc, usdt), "25000"_money);
}

TEST(Rates, one_currency_may_lie_in_between) {
    const auto instruments = table({"BTC/USDT", "BNB/USDT"});
    Portfolio p(instruments, cash("0"_money));
    p.on_mark(first, "40000"_px, Time{});
    p.on_mark(second, "400"_px, Time{});
    EXPECT_EQ(*p.convert("5"_money, bnb, btc), "0.05"_money);
    const auto none = p.convert("5"_money, bnb, usd);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().message(), "no rate from BNB to USD");
    EXPECT_EQ(*p.convert(Money{}, bnb, usd), Money{}) << "nothing is nothing in every currency";
}

}  // namespace
}  // namespace argosy::portfolio
