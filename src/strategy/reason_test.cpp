#include "strategy/reason.hpp"

#include <gtest/gtest.h>
#include <string>

namespace argosy::strategy {
namespace {

TEST(Reason, numbers_have_six_significant_digits_and_no_zeros_behind_them) {
    EXPECT_EQ(reason("fast ", 12.5, ", slow ", 11.0).view(), "fast 12.5, slow 11");
    EXPECT_EQ(reason(0.0, " ", -0.0, " ", 100.0, " ", -0.25).view(), "0 0 100 -0.25");
    EXPECT_EQ(reason(0.00123456789, " ", 1234567.0, " ", 999999.6, " ", 0.1 + 0.2).view(),
              "0.00123457 1234567 1000000 0.3");
    EXPECT_EQ(reason(1e-20, " ", 1e12, " ", -1e12, " ", 0.0 / 0.0).view(), "0 huge -huge nan");
}

TEST(Reason, fixed_numbers_keep_their_zeros) {
    EXPECT_EQ(reason(Fixed{2, 1}, " ", Fixed{0, 2}, " ", Fixed{0.004, 2}, " ", Fixed{-3.14159, 2}).view(),
              "2.0 0.00 0.00 -3.14");
    EXPECT_EQ(reason(Fixed{3.14159, 3, true}, " ", Fixed{-1, 0, true}, " ", Fixed{0.05, 2}).view(), "+3.142 -1 0.05");
    EXPECT_EQ(reason(0, " ", -7, " ", 120U).view(), "0 -7 120");
}

TEST(Reason, says_a_decimal_as_decimals_do) {
    for (std::int64_t digits = 100'000; digits < 1'000'000; digits += 777)
        for (std::int64_t decimals = 0, unit = 1; decimals < 9; ++decimals, unit *= 10) {
            const Qty exact = Qty::from_raw(int128{digits} * (100'000'000 / unit));
            ASSERT_EQ(reason(exact.to_double()).view(), to_string(exact));
        }
}

TEST(Reason, is_cut_at_the_end_of_its_room) {
    const std::string long_word(60, 'x');
    EXPECT_EQ(reason(long_word, 123456.0).view(), long_word + "123");
}

}  // namespace
}  // namespace argosy::strategy
