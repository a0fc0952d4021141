#include "performance/recorder.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "performance/distribution.hpp"
#include "performance/returns.hpp"

namespace argosy::performance {
namespace {

Time at(const char* text) { return *parse_iso8601(text); }

TEST(Recorder, a_mark_at_midnight_belongs_to_the_day_that_ends_and_quiet_days_repeat) {
    EquityRecorder r({}, at("2024-03-01T10:00"), "100"_money);
    r.on_mark(at("2024-03-01T23:59"), "101"_money);
    r.on_mark(at("2024-03-02T00:00"), "102"_money);
    r.on_mark(at("2024-03-04T09:00"), "110"_money);
    r.finish(at("2024-03-04T12:00"));
    ASSERT_EQ(r.daily().size(), 5U);
    EXPECT_EQ(r.daily()[1], (DailySample{at("2024-03-02"), "102"_money, Money{}}));
    EXPECT_EQ(r.daily()[2], (DailySample{at("2024-03-03"), "102"_money, Money{}}));
    EXPECT_EQ(r.daily()[3], (DailySample{at("2024-03-04"), "102"_money, Money{}}));
    EXPECT_EQ(r.daily()[4], (DailySample{at("2024-03-04T12:00"), "110"_money, Money{}}));
}

TEST(Recorder, a_run_that_ends_at_midnight_has_no_empty_last_day) {
    EquityRecorder r({}, at("2024-03-01"), "100"_money);
    r.on_mark(at("2024-03-03"), "103"_money);
    r.finish(at("2024-03-03"));
    ASSERT_EQ(r.daily().size(), 3U);
    EXPECT_EQ(r.daily().back(), (DailySample{at("2024-03-03"), "103"_money, Money{}}));
}

std::vector<std::string> samples_of(const EquityRecorder& r) {
    std::vector<std::string> out;
    for (const auto& d : r.daily()) out.push_back(to_iso8601(d.time).substr(0, 16) + " " + to_string(d.equity));
    return out;
}

TEST(Recorder, sessions_are_sampled_at_their_close_even_without_marks) {
    EquityRecorder r({.sampling = Sampling::session_close}, at("2024-03-01T14:30"), "100"_money);  // a Friday
    r.on_mark(at("2024-03-01T20:59"), "101"_money);
    r.on_mark(at("2024-03-05T15:00"), "99"_money);
    r.finish(at("2024-03-05T21:00"));
    EXPECT_EQ(samples_of(r), (std::vector<std::string>{"2024-03-01T14:30 100", "2024-03-01T21:00 101",
                                                       "2024-03-04T21:00 101", "2024-03-05T21:00 99"}));
}

TEST(Recorder, a_daily_bar_that_closes_at_midnight_belongs_to_the_session_before_it) {
    // From Wednesday 27 March 2024, in New York time: Good Friday is shut, Thursday ends the month.
    EquityRecorder r({.sampling = Sampling::session_close}, at("2024-03-27T04:00"), "100"_money);
    r.on_mark(at("2024-03-28T04:00"), "101"_money);  // Wednesday's bar
    r.on_mark(at("2024-03-29T04:00"), "102"_money);  // Thursday's
    r.on_mark(at("2024-04-02T04:00"), "51"_money);   // Monday's
    r.finish(at("2024-04-02T04:00"));
    EXPECT_EQ(samples_of(r), (std::vector<std::string>{"2024-03-27T04:00 100", "2024-03-27T20:00 101",
                                                       "2024-03-28T20:00 102", "2024-04-01T20:00 51"}));
    const auto months = month_returns(r.daily(), daily_returns(r.daily()));
    ASSERT_EQ(months.size(), 2U);
    EXPECT_NEAR(months[0].value, 0.02, 1e-15);  // 102 / 100
    EXPECT_EQ(months[1].value, -0.5);           // 51 / 102
    EXPECT_EQ(months[1].month, 4);
}

TEST(Recorder, extended_sessions_keep_their_day_though_they_end_in_the_next_one) {
    EquityRecorder r({.sampling = Sampling::session_close, .hours = domain::TradingHours::us_equity_extended},
                     at("2024-01-31T09:00"), "100"_money);
    r.on_mark(at("2024-02-01T01:00"), "101"_money);  // 20:00 in New York
    r.on_mark(at("2024-02-01T09:05"), "102"_money);  // before the opening bell
    r.finish(at("2024-02-02T01:00"));
    EXPECT_EQ(samples_of(r),
              (std::vector<std::string>{"2024-01-31T09:00 100", "2024-01-31T21:00 101", "2024-02-01T21:00 102"}));
}

TEST(Recorder, a_stock_run_that_ends_within_a_session_has_it_as_the_last_one) {
    EquityRecorder r({.sampling = Sampling::session_close}, at("2024-03-01T14:30"), "100"_money);
    r.on_mark(at("2024-03-04T15:00"), "99"_money);
    r.finish(at("2024-03-04T15:00"));
    EXPECT_EQ(samples_of(r),
              (std::vector<std::string>{"2024-03-01T14:30 100", "2024-03-01T21:00 100", "2024-03-04T15:00 99"}));
}

TEST(Recorder, a_drawdown_ends_when_equity_is_back_at_its_peak) {
    EquityRecorder r({}, at("2024-03-01"), "100"_money);
    r.on_mark(at("2024-03-01T01:00"), "80"_money);
    EXPECT_DOUBLE_EQ(r.drawdown(), 0.2);
    EXPECT_FALSE(r.max_drawdown()->recovered_at);
    r.on_mark(at("2024-03-01T02:00"), "100"_money);
    ASSERT_TRUE(r.max_drawdown());
    EXPECT_EQ(*r.max_drawdown(),
              (Drawdown{"100"_money, "80"_money, at("2024-03-01"), at("2024-03-01T01:00"), at("2024-03-01T02:00")}));
    r.on_mark(at("2024-03-01T03:00"), "1000"_money);
    r.on_mark(at("2024-03-01T04:00"), "850"_money);
    EXPECT_EQ(r.max_drawdown()->depth(), "20"_money) << "15 % of 1000 is less than 20 % of 100";
    EXPECT_EQ(r.max_drawdown_money()->depth(), "150"_money);
    EXPECT_EQ(r.longest_underwater(), 2h);
}

TEST(Recorder, deposits_are_neither_return_nor_drawdown) {
    EquityRecorder r({}, at("2024-03-01"), "100"_money);
    r.on_flow(at("2024-03-01T01:00"), "900"_money);
    r.on_mark(at("2024-03-01T02:00"), "1010"_money);
    r.on_flow(at("2024-03-01T03:00"), "-500"_money);
    EXPECT_FALSE(r.max_drawdown());
    EXPECT_EQ(r.last().equity, "510"_money);
    r.finish(at("2024-03-02"));
    EXPECT_EQ(r.daily().back(), (DailySample{at("2024-03-02"), "510"_money, "400"_money}));
}

TEST(Recorder, time_in_the_market_is_weighted_by_time) {
    EquityRecorder r({}, at("2024-03-01"), "100"_money);
    r.on_exposure(at("2024-03-01T06:00"), "200"_money, "-50"_money);
    r.on_exposure(at("2024-03-01T12:00"), Money{}, Money{});
    r.finish(at("2024-03-02"));
    const auto t = r.time_in_market();
    EXPECT_EQ(t.open, 6h);
    EXPECT_EQ(t.longest_flat, 12h);
    EXPECT_DOUBLE_EQ(t.mean_gross, 0.5);
    EXPECT_DOUBLE_EQ(t.mean_net, -0.125);
    EXPECT_DOUBLE_EQ(t.max_gross, 2.0);
}

/// Equities that tie often, so that equal peaks and troughs are met.
std::vector<CurvePoint> random_marks() {
    const auto count = *rc::gen::inRange<std::size_t>(2, 400);
    const auto span = *rc::gen::element<std::int64_t>(1'000'000, 60'000'000'000, 90'000'000'000'000);
    std::vector<CurvePoint> out;
    std::int64_t t = 1'700'000'000'000'000'000;
    for (std::size_t k = 0; k < count; ++k) {
        out.push_back({time_from_ns(t), Money::from_int(*rc::gen::inRange(80, 120))});
        t += *rc::gen::inRange<std::int64_t>(0, span);
    }
    return out;
}

EquityRecorder record(const std::vector<CurvePoint>& marks, std::size_t points) {
    EquityRecorder r({.curve_points = points}, marks[0].time, marks[0].equity);
    for (std::size_t k = 1; k < marks.size(); ++k) r.on_mark(marks[k].time, marks[k].equity);
    r.finish(marks.back().time);
    return r;
}

RC_GTEST_PROP(Recorder, the_largest_drawdowns_are_those_found_by_trying_all_pairs, ()) {
    const auto marks = random_marks();
    const EquityRecorder r = record(marks, 2000);
    Money deepest, peak = marks[0].equity;
    double largest = 0;
    for (const auto& m : marks) {
        peak = std::max(peak, m.equity);
        deepest = std::max(deepest, peak - m.equity);
        largest = std::max(largest, (peak - m.equity).to_double() / peak.to_double());
    }
    RC_ASSERT(r.peak() == peak);
    RC_ASSERT(r.max_drawdown().has_value() == deepest.is_positive());
    if (!r.max_drawdown()) return;
    RC_ASSERT(r.max_drawdown()->fraction() == largest);
    RC_ASSERT(r.max_drawdown_money()->depth() == deepest);
}

RC_GTEST_PROP(Recorder, the_curve_is_bounded_ordered_and_keeps_ends_and_extremes, ()) {
    const auto marks = random_marks();
    const auto points = *rc::gen::element<std::size_t>(8, 40, 2000);
    const auto curve = record(marks, points).curve();
    RC_ASSERT(curve.size() <= points);
    RC_ASSERT(std::ranges::is_sorted(curve, {}, &CurvePoint::time));
    RC_ASSERT(curve.front() == marks.front());
    RC_ASSERT(curve.back() == marks.back());
    const auto equity = [](const auto& c) { return std::ranges::minmax(c, {}, &CurvePoint::equity); };
    RC_ASSERT(equity(curve).min.equity == equity(marks).min.equity);
    RC_ASSERT(equity(curve).max.equity == equity(marks).max.equity);
    for (const auto& p : curve) RC_ASSERT(std::ranges::find(marks, p) != marks.end());
}

RC_GTEST_PROP(Recorder, every_day_is_present_with_the_last_equity_before_its_end, ()) {
    const auto marks = random_marks();
    const EquityRecorder r = record(marks, 2000);
    for (std::size_t k = 1; k < r.daily().size(); ++k) {
        const DailySample& d = r.daily()[k];
        const auto after = std::ranges::upper_bound(marks, d.time, {}, &CurvePoint::time);
        RC_ASSERT(d.equity == std::prev(after)->equity);
        if (k + 1 < r.daily().size()) RC_ASSERT(floor_to(d.time, 24h) == d.time);
        if (k > 1 && k + 1 < r.daily().size()) RC_ASSERT(d.time - r.daily()[k - 1].time == 24h);
    }
}

RC_GTEST_PROP(Recorder, a_restored_recorder_goes_on_as_if_nothing_had_happened, ()) {
    const auto marks = random_marks();
    EquityRecorder whole = record(marks, 40);
    EquityRecorder first({.curve_points = 40}, marks[0].time, marks[0].equity);
    const std::size_t half = marks.size() / 2;
    for (std::size_t k = 1; k <= half; ++k) first.on_mark(marks[k].time, marks[k].equity);
    EquityRecorder second({}, Time{}, Money{});
    second.restore(first.snapshot());
    for (std::size_t k = half + 1; k < marks.size(); ++k) second.on_mark(marks[k].time, marks[k].equity);
    second.finish(marks.back().time);
    RC_ASSERT(second.snapshot() == whole.snapshot());
}

RC_GTEST_PROP(Recorder, marks_within_the_quiet_range_need_no_look, ()) {
    EquityRecorder every({.curve_points = 16}, at("2024-03-01"), "1000"_money), some = every;
    Time time = at("2024-03-01");
    Money equity = "1000"_money;
    for (int i = 0; i < 2'000; ++i) {
        time += Duration(std::chrono::minutes(*rc::gen::inRange(0, 90)));
        equity += Money::from_raw(int128{*rc::gen::inRange(-50, 50)} * 1'000'000'000'000'000'000);
        every.on_mark(time, equity);
        const auto quiet = some.quiet();
        if (time < quiet.until && quiet.low <= equity && equity <= quiet.high)
            some.on_quiet_marks(time, equity);
        else
            some.on_mark(time, equity);
        RC_ASSERT(some.snapshot() == every.snapshot());
    }
}

}  // namespace
}  // namespace argosy::performance
