#include "base/near_double.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace argosy {
namespace {

RC_GTEST_PROP(NearDouble, is_within_two_units_in_the_last_place, (std::int64_t high, std::uint64_t low)) {
    const int shift = *rc::gen::inRange(0, 127);
    const int128 v = static_cast<int128>((static_cast<uint128>(high) << 64) | low) >> shift;
    const double exact = static_cast<double>(v), unit = std::nextafter(std::abs(exact), INFINITY) - std::abs(exact);
    RC_ASSERT(std::abs(near_double(v) - exact) <= 2 * unit);
}

TEST(NearDouble, knows_small_numbers_and_the_ends) {
    EXPECT_EQ(near_double(0), 0);
    EXPECT_EQ(near_double(-1), -1);
    EXPECT_EQ(near_double(-5'000), -5'000);
    EXPECT_EQ(near_double(int128_max), 0x1p127);
    EXPECT_EQ(near_double(int128_min), -0x1p127);
}

}  // namespace
}  // namespace argosy
