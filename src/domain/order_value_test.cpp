#include "domain/order_value.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace argosy::domain {
namespace {

Instrument of_kind(const char* symbol, Ratio multiplier = Ratio::from_int(1)) {
    auto i = parse_symbol(symbol).value();
    i.multiplier = multiplier;
    return i;
}

bool fits(const Instrument& i, Qty qty, Price price, Ratio rate = Ratio::from_int(1)) {
    return validate_value(i, qty, {price}, rate).has_value();
}

TEST(OrderValue, what_markets_trade_fits) {
    EXPECT_TRUE(fits(of_kind("BTC/USDT"), "21000000"_qty, "1000000"_px));
    EXPECT_TRUE(fits(of_kind("PEPE/USDT"), "420690000000000"_qty, "0.00001"_px));
    EXPECT_TRUE(fits(of_kind("AAPL"), "15000000000"_qty, "300"_px));
    EXPECT_TRUE(fits(of_kind("BTC/USD:BTC", "100"_ratio), "1000000000"_qty, "20000"_px));
}

TEST(OrderValue, what_no_market_has_is_refused_at_each_price) {
    const auto btc = of_kind("BTC/USDT:USDT");
    EXPECT_FALSE(fits(btc, "1000000000000"_qty, "900000000"_px));
    EXPECT_FALSE(fits(btc, "1000000000000001"_qty, {})) << "units alone, without any price";
    EXPECT_FALSE(fits(btc, Qty::max(), "0.0000000001"_px));
    EXPECT_FALSE(fits(btc, "10000000"_qty, "50000000"_px, "3"_ratio)) << "in the currency of the account";
    EXPECT_FALSE(validate_value(btc, "1000000000000"_qty, {"1"_px, "900000000"_px}, {}));
    const auto refused =
        validate_value(btc, {.instrument = InstrumentId(0), .qty = "1000000000000"_qty}, "90000"_px, {});
    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().message().starts_with("ORDER_VALUE: "));
}

TEST(OrderValue, inverse_contracts_are_worth_most_at_the_lowest_price) {
    const auto inverse = of_kind("BTC/USD:BTC", "100"_ratio);
    EXPECT_FALSE(fits(inverse, "1000000"_qty, "0.0000000001"_px));
    EXPECT_FALSE(fits(of_kind("BTC/USD:BTC", Ratio::max()), "1000000000000"_qty, "900000000"_px));
}

// What fits is counted: none of these stops the process.
TEST(OrderValue, what_fits_can_be_computed_with) {
    rc::check("every quantity, price, multiplier and rate", [] {
        const auto number = [] { return *rc::gen::inRange<std::int64_t>(1, INT64_MAX); };
        const auto shifted = [&] { return number() >> *rc::gen::inRange(0, 62); };
        const bool is_inverse = *rc::gen::arbitrary<bool>();
        const auto i = of_kind(is_inverse ? "BTC/USD:BTC" : "BTC/USDT:USDT",
                               Ratio::from_raw(std::max<std::int64_t>(shifted(), 1)));
        const Qty qty =
            Qty::from_raw(int128{std::max<std::int64_t>(shifted(), 1)} * *rc::gen::inRange(1, 1'000'000'000));
        const Price price = Price::from_raw(std::max<std::int64_t>(shifted(), 1));
        const Ratio rate = Ratio::from_raw(shifted());
        if (!fits(i, qty, price, rate)) return;
        const Money value = i.notional(price, qty);
        const Money converted = scale(value, std::max(rate, Ratio::from_int(1)), Rounding::ceiling);
        RC_ASSERT(!(value + value).is_negative());
        RC_ASSERT(!(converted * 1000).is_negative());
        RC_ASSERT(!(qty + qty).is_negative());
    });
}

}  // namespace
}  // namespace argosy::domain
