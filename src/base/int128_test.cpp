#include "base/int128.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace argosy {
namespace {

struct Case {
    int a, b, down, up, floor, ceiling, half_even, half_up;
};

TEST(Int128, every_rounding_mode_on_both_signs_and_on_ties) {
    const Case cases[] = {
        {7, 2, 3, 4, 3, 4, 4, 4},        {5, 2, 2, 3, 2, 3, 2, 3}, {-5, 2, -2, -3, -3, -2, -2, -3},
        {-7, 2, -3, -4, -4, -3, -4, -4}, {1, 3, 0, 1, 0, 1, 0, 0}, {2, 3, 0, 1, 0, 1, 1, 1},
        {-1, 3, 0, -1, -1, 0, 0, 0},     {6, 3, 2, 2, 2, 2, 2, 2},
    };
    for (const auto& c : cases) {
        EXPECT_TRUE(divide(c.a, c.b, Rounding::down) == c.down) << c.a;
        EXPECT_TRUE(divide(c.a, c.b, Rounding::up) == c.up) << c.a;
        EXPECT_TRUE(divide(c.a, c.b, Rounding::floor) == c.floor) << c.a;
        EXPECT_TRUE(divide(c.a, c.b, Rounding::ceiling) == c.ceiling) << c.a;
        EXPECT_TRUE(divide(c.a, c.b, Rounding::half_even) == c.half_even) << c.a;
        EXPECT_TRUE(divide(c.a, c.b, Rounding::half_up) == c.half_up) << c.a;
    }
}

TEST(Int128, a_product_beyond_the_range_is_reported_not_wrapped) {
    int128 p = 0;
    EXPECT_TRUE(multiply_overflows(int128_max, 2, p));
    EXPECT_TRUE(multiply_overflows(int128_min, -1, p));
    EXPECT_FALSE(multiply_overflows(int128_min, 1, p));
    EXPECT_TRUE(p == int128_min);
    EXPECT_FALSE(multiply_overflows(int128_max, -1, p));
    EXPECT_TRUE(p == -int128_max);
}

RC_GTEST_PROP(Int128, multiply_then_divide_is_the_identity, (std::int64_t a, std::int64_t b, std::int64_t c)) {
    RC_PRE(c != 0 && b != 0);
    const int128 big = static_cast<int128>(a) * b;
    bool ok = false;
    RC_ASSERT(multiply_divide(big, c, c, Rounding::half_even, ok) == big);
    RC_ASSERT(ok);
    const int128 huge = static_cast<int128>(a) << 62;  // leaves 128 bits on the way
    RC_ASSERT(multiply_divide(huge, static_cast<int128>(b) << 30, static_cast<int128>(b) << 30, Rounding::down, ok) ==
              huge);
    RC_ASSERT(ok);
}

RC_GTEST_PROP(Int128, a_quotient_leaves_less_than_the_divisor, (std::int64_t high, std::uint64_t low, std::int64_t d)) {
    RC_PRE(d != 0);
    const int128 n = (static_cast<int128>(high) << 64) | low;
    const int128 rest = n - divide(n, d, Rounding::down) * d;
    RC_ASSERT((rest < 0 ? -rest : rest) < (d < 0 ? -static_cast<int128>(d) : static_cast<int128>(d)));
    RC_ASSERT(rest == 0 || (rest < 0) == (n < 0));
}

RC_GTEST_PROP(Int128, a_product_that_fits_divides_back, (std::int64_t high, std::uint64_t low, std::int64_t b)) {
    RC_PRE(b != 0);
    const int128 a = (static_cast<int128>(high) << 64) | low;
    int128 product = 0;
    if (multiply_overflows(a, b, product)) {
        const int128 limit = divide(int128_max, b, Rounding::down);
        RC_ASSERT((a < 0 ? -(a + 1) : a) >= (limit < 0 ? -limit : limit));
    } else {
        RC_ASSERT(divide(product, b, Rounding::down) == a);
    }
}

}  // namespace
}  // namespace argosy
