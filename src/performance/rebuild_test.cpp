#include "performance/rebuild.hpp"

#include <gtest/gtest.h>

#include "performance/summary.hpp"

namespace argosy::performance {
namespace {

using domain::RoundTrip;

Time day(int n) { return Time{} + 24h * n; }

RoundTrip trade(Time entry, Time exit, Money gross, Money fees) {
    return {.entry_time = entry,
            .exit_time = exit,
            .currency = domain::Currency{"USDT"},
            .gross = gross,
            .fees = fees,
            .turnover = "2000"_money};
}

TEST(Rebuild, the_curve_of_trades_adds_up_their_net) {
    const std::vector trades{trade(day(1), day(2), "100"_money, "-1"_money),
                             trade(day(3), day(4), "-50"_money, "-1"_money)};
    const auto curve = closed_trade_curve({day(0), "1000"_money}, trades);
    ASSERT_EQ(curve.size(), 3U);
    EXPECT_EQ(curve[1], (CurvePoint{day(2), "1099"_money}));
    EXPECT_EQ(curve[2], (CurvePoint{day(4), "1048"_money}));
}

TEST(Rebuild, figures_are_those_of_the_marks) {
    const std::vector trades{trade(day(1), day(2), "100"_money, "-1"_money),
                             trade(day(3), day(4), "-50"_money, "-1"_money)};
    const auto recorder = rebuild(closed_trade_curve({day(0), "1000"_money}, trades), trades, day(10));
    const auto summary = summarise(recorder, trades, {.resamples = 0});
    ASSERT_TRUE(summary) << summary.error().describe();
    EXPECT_NEAR(*(*summary)[MetricId::total_return].value, 0.048, 1e-12);
    EXPECT_NEAR(*(*summary)[MetricId::max_drawdown].value, 51.0 / 1099, 1e-12);
    EXPECT_NEAR(*(*summary)[MetricId::exposure_time].value, 0.2, 1e-12) << "two of ten days";
    EXPECT_EQ(summary->daily_returns.size(), 10U);
}

TEST(Rebuild, a_trade_that_goes_on_is_open_to_the_end) {
    const std::vector trades{trade(day(5), day(10), Money{}, Money{})};
    const std::vector curve{CurvePoint{day(0), "1000"_money}};
    const auto market = rebuild(curve, trades, day(10)).time_in_market();
    EXPECT_EQ(market.open, 24h * 5);
    EXPECT_EQ(market.total, 24h * 10);
    EXPECT_NEAR(market.mean_gross, 0.5, 1e-12) << "1000 of 1000, half of the time";
}

}  // namespace
}  // namespace argosy::performance
