#include "base/decimal.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace argosy {
namespace {

template <class D>
std::string error_of(std::string_view text) {
    const auto r = parse_decimal<D>(text);
    return r ? "parsed as " + to_string(*r) : std::string(r.error().message());
}

TEST(Decimal, prints_the_shortest_plain_text) {
    EXPECT_EQ(to_string("0"_px), "0");
    EXPECT_EQ(to_string("-0.0"_px), "0");
    EXPECT_EQ(to_string("1.50"_px), "1.5");
    EXPECT_EQ(to_string("0.0000000001"_px), "0.0000000001");
    EXPECT_EQ(to_string("-12.0340"_money), "-12.034");
    EXPECT_EQ(to_string("1000000000000.00000001"_qty), "1000000000000.00000001");
    EXPECT_EQ(to_string(Price::max()), "922337203.6854775807");
}

TEST(Decimal, reads_its_largest_numbers) {
    EXPECT_EQ(*parse_decimal<Qty>(to_string(Qty::max())), Qty::max());
    EXPECT_EQ(*parse_decimal<Money>(to_string(-Money::max())), -Money::max());
    EXPECT_EQ(error_of<Qty>("1701411834604692317316873037158.84105728").substr(0, 9), "too large");
}

TEST(Decimal, reads_exponents_exactly) {
    EXPECT_EQ("9.64e-05"_px, "0.0000964"_px);
    EXPECT_EQ("+1E3"_px, "1000"_px);
    EXPECT_EQ("100e-2"_px, "1"_px);
}

TEST(Decimal, refuses_what_is_no_number_or_does_not_fit) {
    for (const char* text : {"", "-", ".", "1.x", "1..2", "nan", "inf", " 1", "1 ", "0x10", "1e", "1e+", "--1", "1,5"})
        EXPECT_EQ(error_of<Price>(text), "not a decimal: \"" + std::string(text) + "\"");
    EXPECT_EQ(error_of<Price>("0.00000000001"), "too many decimals: \"0.00000000001\", at most 10 are kept");
    EXPECT_EQ(error_of<Price>("1e9"), "too large: \"1e9\", the most is 922337203.6854775807");
    EXPECT_EQ(error_of<Qty>("1" + std::string(40, '0')).substr(0, 9), "too large");
    EXPECT_EQ(error_of<Qty>("1e9999").substr(0, 9), "too large");
    EXPECT_EQ(error_of<Price>("1e-9999").substr(0, 17), "too many decimals");
    EXPECT_EQ(error_of<Price>("0e9999"), "parsed as 0");
}

TEST(Decimal, rounds_artefacts_only_when_told) {
    EXPECT_EQ(*parse_decimal<Qty>("523374743.8000000119", Rounding::half_even), "523374743.80000001"_qty);
    EXPECT_EQ(*parse_decimal<Qty>("-0.000000015", Rounding::half_even), "-0.00000002"_qty);
    EXPECT_EQ(*parse_decimal<Qty>("0.000000025", Rounding::half_even), "0.00000002"_qty);
    EXPECT_EQ(*parse_decimal<Qty>("1e-40", Rounding::half_even), "0"_qty);
}

TEST(Decimal, price_times_quantity_is_exact) {
    EXPECT_EQ("0.0000000001"_px * "0.00000001"_qty, "0.000000000000000001"_money);
    EXPECT_EQ("46377.5"_px * "0.123"_qty, "5704.4325"_money);
    EXPECT_EQ("0.000001"_px * "1000000000000"_qty, "1000000"_money);
    EXPECT_FALSE(checked_notional(Price::max(), "1000000000000"_qty));
}

TEST(Decimal, fees_and_shares_round_by_name) {
    EXPECT_EQ(scale("100.5"_money, "0.0004"_ratio), "0.0402"_money);
    EXPECT_EQ(divide("100"_money, "3"_qty, Rounding::half_even), "33.3333333333"_px);
    EXPECT_EQ(divide("100"_money, "3"_px, Rounding::down), "33.33333333"_qty);
    EXPECT_EQ(share("10"_money, "1"_qty, "3"_qty, Rounding::down), "3.333333333333333333"_money);
    EXPECT_EQ(*ratio_of("1"_money, "3"_money, Rounding::up), "0.3333333334"_ratio);
}

TEST(Decimal, steps) {
    EXPECT_EQ(round_to_step("101.27"_px, "0.5"_px, Rounding::floor), "101"_px);
    EXPECT_EQ(round_to_step("101.27"_px, "0.5"_px, Rounding::ceiling), "101.5"_px);
    EXPECT_EQ(round_to_step("-0.7"_qty, "0.5"_qty, Rounding::down), "-0.5"_qty);
    EXPECT_TRUE(is_multiple("0.3"_qty, "0.1"_qty));
    EXPECT_FALSE(is_multiple("0.35"_qty, "0.1"_qty));
}

TEST(Decimal, leaving_the_range_stops_the_process) {
    EXPECT_DEATH((void)(Price::max() + "0.0000000001"_px), "left its range");
    EXPECT_DEATH((void)(Money::max() * 2), "left its range");
    EXPECT_DEATH((void)Price::from_int(1'000'000'000), "left its range");
}

TEST(Decimal, doubles) {
    EXPECT_EQ("46377.5"_px.to_double(), 46377.5);
    EXPECT_EQ("0.1"_qty.to_double(), 0.1);
    EXPECT_EQ(*from_double<Price>(0.1, Rounding::half_even), "0.1"_px);
    EXPECT_EQ(*from_double<Price>(1.0 / 3.0, Rounding::ceiling), "0.3333333334"_px);
    EXPECT_FALSE(from_double<Price>(0.0 / 0.0, Rounding::down));
    EXPECT_FALSE(from_double<Price>(1e30, Rounding::down));
}

RC_GTEST_PROP(Decimal, a_double_that_stands_for_a_decimal_becomes_that_decimal, ()) {
    const auto raw = *rc::gen::inRange<std::int64_t>(-4'000'000'000'000'000, 4'000'000'000'000'000);
    const double value = Price::from_raw(raw).to_double();
    for (const auto rounding :
         {Rounding::down, Rounding::up, Rounding::floor, Rounding::ceiling, Rounding::half_even, Rounding::half_up})
        RC_ASSERT(from_double<Price>(value, rounding)->raw() == raw);
}

RC_GTEST_PROP(Decimal, large_money_becomes_the_double_that_the_compiler_makes_of_it,
              (std::int64_t high, std::uint64_t low)) {
    const int128 raw = (static_cast<int128>(high) << 64) + low;
    RC_PRE(!fits64(raw));
    const auto expected = static_cast<double>(static_cast<long double>(raw) / 1e18L);
    RC_ASSERT(Money::from_raw(raw).to_double() == expected);
}

RC_GTEST_PROP(Decimal, print_and_parse_are_inverses, (std::int64_t high, std::uint64_t low)) {
    const auto price = Price::from_raw(high);
    RC_PRE(high != INT64_MIN);
    RC_ASSERT(*parse_decimal<Price>(to_string(price)) == price);
    const auto money = Money::from_raw((static_cast<int128>(high / 2) << 64) + low);
    RC_ASSERT(*parse_decimal<Money>(to_string(money)) == money);
}

}  // namespace
}  // namespace argosy
