#include "strategy/stance.hpp"

#include <gtest/gtest.h>

#include "strategy/reason.hpp"

namespace argosy::strategy {
namespace {

using domain::Direction;

TEST(Stance, gives_the_first_opinion_and_then_only_changes) {
    Stance s;
    EXPECT_TRUE(s.turns_to(Direction::hold));
    EXPECT_FALSE(s.turns_to(Direction::hold));
    EXPECT_TRUE(s.turns_to(Direction::sell));
    EXPECT_FALSE(s.is_flat());
    EXPECT_TRUE(s.turns_to(Direction::hold));
    EXPECT_TRUE(s.is_flat());
}

TEST(Conditions, let_an_entry_win_over_an_exit_and_cancel_when_they_contradict) {
    using enum Direction;
    EXPECT_EQ(next_direction(hold, {.buy = true}), buy);
    EXPECT_EQ(next_direction(buy, {.sell = true, .exit_long = true}), sell);
    EXPECT_EQ(next_direction(buy, {.exit_long = true}), hold);
    EXPECT_EQ(next_direction(buy, {.buy = true, .exit_long = true}), hold);
    EXPECT_EQ(next_direction(buy, {.exit_short = true}), buy);
    EXPECT_EQ(next_direction(hold, {.buy = true, .sell = true}), hold);
    EXPECT_EQ(next_direction(sell, {.buy = true, .sell = true, .exit_short = true}), hold);
}

TEST(Reason, prints_six_significant_digits_and_is_cut_at_what_a_signal_holds) {
    EXPECT_EQ(reason("fast ", 12.5, ", slow ", 11.0).view(), "fast 12.5, slow 11");
    EXPECT_EQ(reason(1234567.8, " ", -0.00123456789).view(), "1234568 -0.00123457");
    EXPECT_EQ(reason(0.0, " ", -0.0, " ", 999999.5, " ", 99999.96, " ", 1e-20).view(), "0 0 1000000 100000 0");
    EXPECT_EQ(reason(std::nan(""), " ", 1e300, " ", -1e300).view(), "nan huge -huge");
    EXPECT_EQ(reason(-3, " of ", std::size_t{12}).view(), "-3 of 12");
    EXPECT_EQ(reason(Fixed{2.005, 1}, " ", Fixed{-0.04, 1}, " ", Fixed{0.07, 2, true}, " ", Fixed{-12.3, 2}).view(),
              "2.0 0.0 +0.07 -12.30");
    EXPECT_EQ(reason(std::string(100, 'x'), 1.5).view().size(), 63U);
}

TEST(Stop, lies_on_the_tick_and_is_none_for_no_price) {
    domain::Instrument btc;
    btc.tick_size = "0.5"_px;
    EXPECT_EQ(stop_at(100.3, btc), "100.5"_px);
    EXPECT_EQ(stop_at(-3, btc), Price{});
    EXPECT_EQ(stop_at(std::nan(""), btc), Price{});
    EXPECT_EQ(stop_at(1e30, btc), Price{});
}

TEST(Stop, lies_on_the_losing_side) {
    const domain::Instrument btc;
    EXPECT_EQ(protective_stop(Direction::buy, 100, 90, btc), "90"_px);
    EXPECT_EQ(protective_stop(Direction::sell, 100, 90, btc), "110"_px);
    EXPECT_EQ(protective_stop(Direction::buy, 100, 103, btc), "97"_px);
    EXPECT_EQ(protective_stop(Direction::buy, 100, 100, btc), Price{});
    EXPECT_EQ(protective_stop(Direction::hold, 100, 90, btc), Price{});
    EXPECT_EQ(protective_stop(Direction::buy, 100, std::nan(""), btc), Price{});
}

}  // namespace
}  // namespace argosy::strategy
