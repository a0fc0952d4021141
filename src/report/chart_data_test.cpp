#include "report/chart_data.hpp"

#include <gtest/gtest.h>

#include "base/json_writer.hpp"
#include "report/breakdown.hpp"
#include "report/chart_bars.hpp"
#include "support/finished_run.hpp"

namespace argosy::report {
namespace {

domain::Bar bar(int minute, const char* open, const char* high, const char* low, const char* close) {
    const auto px = [](const char* text) { return parse_decimal<Price>(text).value(); };
    return {.open_time = *parse_iso8601("2026-01-01") + 1min * minute,
            .open = px(open),
            .high = px(high),
            .low = px(low),
            .close = px(close)};
}

/// A report of nothing but these bars, in which equity is 1,000 all the time.
struct Bars {
    domain::InstrumentTable table = backtest::make_instruments(testing::FinishedRun::config()).value();
    Report report;

    explicit Bars(std::vector<domain::Bar> bars, Duration interval = 1min) {
        auto loaded = std::make_shared<backtest::LoadedMarket>();
        loaded->bars.made.push_back(std::move(bars));
        const auto& stored = loaded->bars.made[0];
        loaded->market.bars = {{.instrument = InstrumentId(0), .interval = interval, .bars = stored}};
        auto& s = report.result.summary;
        s.start = stored.front().open_time;
        s.end = stored.back().open_time + interval;
        s.start_equity = "1000"_money;
        report.result.curve = {
            {s.start, s.start_equity}, {s.start + interval, s.start_equity}, {s.end, s.start_equity}};
        report.instruments = &table;
        report.market = std::move(loaded);
    }
};

TEST(ChartData, writes_bars_as_small_differences_and_gaps_with_their_length) {
    const Bars b(
        {bar(0, "100.5", "102", "99", "101"), bar(1, "101", "101.25", "100", "100.5"), bar(7, "90", "95", "90", "95")});
    const auto text = chart_data(b.report, {});
    EXPECT_NE(text.find("\"start\":1767225600,\"gaps\":[2,300],\"places\":2,"
                        "\"open\":[10050,0,-1050],\"close\":[50,-50,500],\"high\":[100,25,0],\"low\":[150,50,0]"),
              std::string::npos)
        << text;
}

TEST(ChartData, holds_the_very_files) {
    const testing::FinishedRun run;
    const auto text = chart_data(run.report, {});
    std::string expected;
    append_json_string(expected, trades_csv(run.report));
    EXPECT_NE(text.find("\"trades\":" + expected), std::string::npos);
    expected.clear();
    append_json_string(expected, equity_csv(run.report));
    EXPECT_NE(text.find("\"equity\":" + expected), std::string::npos);
}

TEST(ChartBars, are_made_longer_until_they_fit) {
    std::vector<domain::Bar> bars;
    for (int i = 0; i < 120; ++i) bars.push_back(bar(i, "10", i == 65 ? "12" : "11", "9", "10"));
    const backtest::BarTrack track{.instrument = InstrumentId(0), .interval = 1min, .bars = bars};
    EXPECT_EQ(chart_bars(track, 120).bars.data(), bars.data());
    const auto longer = chart_bars(track, 20);
    EXPECT_EQ(longer.interval, 15min);
    ASSERT_EQ(longer.bars.size(), 8U);
    EXPECT_EQ(longer.bars[4].high, "12"_px);
    EXPECT_EQ(longer.stored, 1min);
}

TEST(ChartBars, know_how_many_digits_their_prices_need) {
    EXPECT_EQ(price_places(std::vector{bar(0, "1", "2", "1", "2")}), 0);
    EXPECT_EQ(price_places(std::vector{bar(0, "1.5", "2", "1", "2"), bar(1, "1", "2", "1", "1.0000000001")}), 10);
}

TEST(Benchmark, is_the_mean_of_what_equal_parts_became) {
    // 100 -> 110 -> 99: up by a tenth, then down by a tenth of that.
    const Bars b({bar(0, "100", "110", "100", "110"), bar(1, "110", "110", "99", "99")});
    const auto held = buy_and_hold(b.report);
    ASSERT_TRUE(held);
    EXPECT_EQ(held->values, (std::vector{1000.0, 1100.0, 990.0}));
    EXPECT_NEAR(*held->find(performance::MetricId::total_return)->value, -0.01, 1e-12);
    EXPECT_NEAR(*held->find(performance::MetricId::max_drawdown)->value, 0.1, 1e-12);
}

TEST(Benchmark, needs_a_market_and_money) {
    Bars b({bar(0, "100", "110", "100", "110")});
    b.report.result.summary.start_equity = {};
    EXPECT_FALSE(buy_and_hold(b.report));
    b.report.market = nullptr;
    EXPECT_FALSE(buy_and_hold(b.report));
}

TEST(Falls, are_found_with_their_times_the_deepest_first) {
    const auto at = [](int hour) { return *parse_iso8601("2026-01-01") + 1h * hour; };
    const std::vector<performance::CurvePoint> curve{{at(0), "100"_money}, {at(1), "95"_money}, {at(2), "100"_money},
                                                     {at(3), "120"_money}, {at(4), "90"_money}, {at(5), "60"_money},
                                                     {at(6), "110"_money}};
    const auto falls = worst_falls(curve, 5);
    ASSERT_EQ(falls.size(), 2U);
    EXPECT_EQ(falls[0].fraction(), 0.5);
    EXPECT_EQ(falls[0].peak_at, at(3));
    EXPECT_EQ(falls[0].trough_at, at(5));
    EXPECT_FALSE(falls[0].recovered_at);
    EXPECT_EQ(falls[1].recovered_at, at(2));
    EXPECT_EQ(worst_falls(curve, 1).size(), 1U);
}

TEST(Shares, count_trades_by_kind) {
    std::vector<domain::RoundTrip> trades(3);
    trades[0].gross = "10"_money;
    trades[0].fees = "-1"_money;
    trades[1].gross = "-4"_money;
    trades[2].gross = "5"_money;
    trades[2].side = domain::Side::sell;
    const auto shares = shares_of(trades, [](const auto& t) { return t.side == domain::Side::buy ? "long" : "short"; });
    ASSERT_EQ(shares.size(), 2U);
    EXPECT_EQ(shares[0].name, "long");
    EXPECT_EQ(shares[0].trades, 2U);
    EXPECT_EQ(shares[0].net, 5);
    EXPECT_EQ(shares[0].costs, 1);
    EXPECT_EQ(shares[0].win_rate(), 0.5);
    EXPECT_EQ(shares[0].average(), 2.5);
    EXPECT_EQ(shares[1].net, 5);
}

TEST(Csv, quotes_a_name_that_would_break_the_line) {
    const testing::FinishedRun run;
    ASSERT_FALSE(run.report.result.trades.empty());
    auto report = run.report;
    report.result.strategy_names.assign(report.result.strategy_names.size(), "a, \"b\"\nc");
    const auto text = trades_csv(report);
    EXPECT_NE(text.find("\n\"a, \"\"b\"\"\nc\",BTC/USDT:USDT,"), std::string::npos);
}

}  // namespace
}  // namespace argosy::report
