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

int128 wide(std::uint64_t high, std::uint64_t low) { return static_cast<int128>((uint128{high} << 64) | low); }

// Quotients rounded down, worked out with Python's integers.
TEST(Int128, products_beyond_the_range_divide_exactly) {
    struct {
        int128 a, b, c, quotient;
    } const cases[] = {
        {wide(0xcd9d5660512bd13, 0x110722311710cf53), wide(0x0, 0xeaff1a08ca59966), wide(0x9, 0x7a97c643656412a9),
         wide(0x13e9836c07987f, 0x467d7b9f6ec69df7)},
        {wide(0x18f3acf246d4ac7a, 0x5c3902b38963dc6e), wide(0x0, 0xd3addccb2c33be0a), wide(0x429a, 0x38d048ec0f1099c7),
         wide(0x4f4da0bc6cf8, 0xa1d5cc03c2aa9489)},
        {wide(0x8b2285bccea2645, 0x42a00403ce80c4b0), wide(0x13, 0x2a3187853184ff27),
         wide(0xa4042b, 0xd4341aad06905269), wide(0x1041eb3b4e5, 0x3aae7a05cab9f24)},
        {wide(0x1363237ed8441b56, 0x16332aca5f552773), wide(0x31a, 0xabf4a07c56600224),
         wide(0x1d93936e1, 0xdaca3c06f5ff0c03), wide(0x208e77af8b, 0xd05863c3e2ebf99a)},
        {wide(0x1e268fc1dd905ecf, 0xd160c5d0ef412ed6), wide(0x4cdc, 0xd7288ff68c320f89),
         wide(0x3c716df6486, 0x47adec26793d0e45), wide(0x265755ebc, 0x720aee6f87d80935)},
        {wide(0xd3f0bc631f3b923, 0x8224b122c3e4a892), wide(0x938f6, 0x995253fd6c79a3de),
         wide(0x6c8cb4fcfa583, 0xe1df8af9b474c7e9), wide(0x1201b858, 0xb52e072ae0433e7)},
        {wide(0x2000000000000001, 0x0), wide(0x0, 0x7ffffffffffff), wide(0x8000000000, 0x50000000000),
         wide(0x1ff, 0xffffffffffbffc00)},
        {wide(0x3fffffffffffffff, 0xffffffffffffffff), wide(0x3fffffffffffffff, 0xffffffffffffffff),
         wide(0x4000000000000000, 0x0), wide(0x3fffffffffffffff, 0xfffffffffffffffe)},
        {wide(0x7fffffffffffffff, 0xffffffffffffffff), wide(0x7fffffffffffffff, 0xfffffffffffffffe),
         wide(0x7fffffffffffffff, 0xffffffffffffffff), wide(0x7fffffffffffffff, 0xfffffffffffffffe)},
        {wide(0x7fffffffffffffff, 0xffffffffffffffff), wide(0x0, 0xffffffffffffffff),
         wide(0x7fffffffffffffff, 0xfffffffffffffffd), wide(0x0, 0xffffffffffffffff)},
    };
    for (const auto& c : cases) {
        bool ok = false;
        EXPECT_TRUE(multiply_divide(c.a, c.b, c.c, Rounding::down, ok) == c.quotient);
        EXPECT_TRUE(ok);
        EXPECT_TRUE(multiply_divide(-c.a, c.b, c.c, Rounding::down, ok) == -c.quotient);
    }
}

// a × b / c lies from q to q + 1, asked the other way round with a divisor of one digit.
RC_GTEST_PROP(Int128, a_wide_quotient_is_the_largest_that_fits,
              (std::int64_t high, std::uint64_t low, std::uint32_t b)) {
    RC_PRE(high > 0 && b != 0);
    const int128 a = wide(static_cast<std::uint64_t>(high), low);
    const int128 c = wide(1 + (low >> 40), low * 3);
    bool ok = false;
    const int128 q = multiply_divide(a, b, c, Rounding::down, ok);
    RC_ASSERT(ok);
    RC_ASSERT(multiply_divide(q, c, b, Rounding::ceiling, ok) <= a && ok);
    RC_ASSERT(multiply_divide(q + 1, c, b, Rounding::ceiling, ok) > a || !ok);
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
