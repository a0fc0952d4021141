#include "market/bar_builder.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "support/shared_data.hpp"

namespace argosy::market {
namespace {

using domain::Bar;
using domain::Trade;

Time at(std::string_view text) { return parse_iso8601(text).value(); }

Trade trade(std::string_view time, const char* price, const char* qty) {
    return {.time = at(time), .price = parse_decimal<Price>(price).value(), .qty = parse_decimal<Qty>(qty).value()};
}

std::vector<Bar> closed_by(BarBuilder& builder, const Trade& t) {
    std::vector<Bar> closed;
    EXPECT_TRUE(builder.add(t, closed));
    return closed;
}

TEST(BarBuilder, ABarHoldsFirstHighestLowestLastAndSum) {
    BarBuilder builder({.interval = 1min});
    closed_by(builder, trade("2024-01-01T00:00:01", "100", "1"));
    closed_by(builder, trade("2024-01-01T00:00:30", "103.5", "0.25"));
    closed_by(builder, trade("2024-01-01T00:00:30", "99", "2"));
    EXPECT_TRUE(closed_by(builder, trade("2024-01-01T00:00:59.999999999", "101", "1")).empty());
    const auto closed = closed_by(builder, trade("2024-01-01T00:01", "102", "1"));
    ASSERT_EQ(closed.size(), 1U);
    const Bar expected{at("2024-01-01"), "100"_px, "103.5"_px, "99"_px, "101"_px, 4, "4.25"_qty};
    EXPECT_EQ(closed[0], expected);
    EXPECT_EQ(builder.partial()->open_time, at("2024-01-01T00:01"));
}

TEST(BarBuilder, TheClockClosesABarWithoutANextTrade) {
    BarBuilder builder({.interval = 1min});
    std::vector<Bar> closed;
    closed_by(builder, trade("2024-01-01T00:00:01", "100", "1"));
    builder.advance(at("2024-01-01T00:00:59"), closed);
    EXPECT_TRUE(closed.empty());
    builder.advance(at("2024-01-01T00:01"), closed);
    EXPECT_EQ(closed.size(), 1U);
    builder.advance(at("2024-01-01T09:00"), closed);
    EXPECT_EQ(closed.size(), 1U) << "no bars where nothing traded";
}

TEST(BarBuilder, EmptyIntervalsCarryTheLastCloseWhenAsked) {
    BarBuilder builder({.interval = 1min, .empty = EmptyBars::carry});
    closed_by(builder, trade("2024-01-01T00:00:01", "100", "1"));
    auto closed = closed_by(builder, trade("2024-01-01T00:03:30", "105", "1"));
    ASSERT_EQ(closed.size(), 3U);
    const Bar carried{at("2024-01-01T00:02"), "100"_px, "100"_px, "100"_px, "100"_px, 0, {}};
    EXPECT_EQ(closed[2], carried);
    closed.clear();
    builder.advance(at("2024-01-01T00:06"), closed);
    ASSERT_EQ(closed.size(), 3U);
    EXPECT_EQ(closed[2].open_time, at("2024-01-01T00:05"));
    EXPECT_EQ(closed[2].close, "105"_px);
}

TEST(BarBuilder, LateTradesAreRefused) {
    BarBuilder builder({.interval = 1min});
    std::vector<Bar> closed;
    closed_by(builder, trade("2024-01-01T00:01:30", "100", "1"));
    const auto late = builder.add(trade("2024-01-01T00:01:29", "100", "1"), closed);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().message(), "out of order: 2024-01-01T00:01:29Z comes after 2024-01-01T00:01:30Z");
    builder.advance(at("2024-01-01T00:02"), closed);
    EXPECT_FALSE(builder.add(trade("2024-01-01T00:01:59", "100", "1"), closed)) << "its bar has closed";
}

TEST(BarBuilder, SessionBarsBeginAtTheOpenAndEndWithTheSession) {
    BarBuilder builder({.interval = 1h, .align = BarAlignment::session, .hours = domain::TradingHours::us_equity});
    std::vector<Bar> closed;
    // 2024-07-03 is a half day, 09:30-13:00 New York = 13:30-17:00 UTC; the next session is on 2024-07-05.
    for (const char* t :
         {"2024-07-03T13:29", "2024-07-03T13:30", "2024-07-03T16:40", "2024-07-03T17:00", "2024-07-05T13:31"})
        ASSERT_TRUE(builder.add(trade(t, "10", "1"), closed));
    EXPECT_EQ(builder.outside_sessions(), 2U);
    ASSERT_EQ(closed.size(), 2U);
    EXPECT_EQ(closed[0].open_time, at("2024-07-03T13:30"));
    EXPECT_EQ(closed[1].open_time, at("2024-07-03T16:30"));
    EXPECT_EQ(builder.partial()->open_time, at("2024-07-05T13:30"));
}

TEST(BarBuilder, CarriedSessionBarsSkipNightsAndHolidays) {
    BarBuilder builder({.interval = 24h,
                        .align = BarAlignment::session,
                        .hours = domain::TradingHours::us_equity,
                        .empty = EmptyBars::carry});
    std::vector<Bar> closed;
    ASSERT_TRUE(builder.add(trade("2024-07-02T14:00", "10", "1"), closed));
    builder.advance(at("2024-07-08T23:00"), closed);
    std::vector<std::string> opens;
    for (const auto& b : closed) opens.push_back(to_iso8601(b.open_time));
    EXPECT_EQ(opens, (std::vector<std::string>{"2024-07-02T13:30:00Z", "2024-07-03T13:30:00Z", "2024-07-05T13:30:00Z",
                                               "2024-07-08T13:30:00Z"}));
}

Bar bar(std::string_view time, const char* price, const char* volume) {
    const auto p = parse_decimal<Price>(price).value();
    return {at(time), p, p, p, p, 3, parse_decimal<Qty>(volume).value()};
}

TEST(Resample, ALongerBarWithMissingPartsIsMadeOfThosePresent) {
    const std::vector<Bar> parts{bar("2024-01-01T00:00", "10", "1"), bar("2024-01-01T00:10", "12", "2"),
                                 bar("2024-01-01T01:55", "9", "4")};
    const auto hours = resample(parts, 5min, {.interval = 1h}).value();
    ASSERT_EQ(hours.size(), 2U);
    const Bar first{at("2024-01-01"), "10"_px, "12"_px, "10"_px, "12"_px, 6, "3"_qty};
    EXPECT_EQ(hours[0], first);
    EXPECT_EQ(hours[1].open_time, at("2024-01-01T01:00"));
}

TEST(Resample, AnUnfinishedLastBarIsDroppedUnlessAskedFor) {
    const std::vector<Bar> parts{bar("2024-01-01T00:55", "10", "1"), bar("2024-01-01T01:00", "12", "2")};
    EXPECT_EQ(resample(parts, 5min, {.interval = 1h})->size(), 1U);
    EXPECT_EQ(resample(parts, 5min, {.interval = 1h}, LastBar::keep_partial)->size(), 2U);
}

TEST(Resample, IntervalsThatDoNotDivideAreRefused) {
    const std::vector<Bar> parts{bar("2024-01-01", "10", "1")};
    EXPECT_EQ(resample(parts, 5min, {.interval = 7min}).error().message(), "bars of 5m do not add up to bars of 7m");
    EXPECT_FALSE(resample(parts, 1h, {.interval = 5min}));
}

TEST(Resample, ABarThatCrossesABoundaryIsRefused) {
    const std::vector<Bar> parts{bar("2024-01-01T00:58", "10", "1")};
    EXPECT_EQ(resample(parts, 5min, {.interval = 1h}).error().code(), Errc::invalid_argument);
}

TEST(Resample, TwoPartsOfTheSameTimeAreRefused) {
    const std::vector<Bar> parts{bar("2024-01-01", "10", "1"), bar("2024-01-01", "10", "1")};
    EXPECT_EQ(resample(parts, 5min, {.interval = 1h}).error().message().substr(0, 21), "item 1: out of order:");
}

// The recorded files, read with what the standard library has: the importers of data/ have tests of their own.
std::vector<std::vector<std::string>> csv_rows(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    std::vector<std::vector<std::string>> rows;
    while (std::getline(in, line)) {
        std::istringstream cells(line);
        rows.emplace_back();
        for (std::string cell; std::getline(cells, cell, ',');) rows.back().push_back(cell);
    }
    return rows;
}

std::vector<Bar> recorded_bars(const std::filesystem::path& file) {
    std::vector<Bar> bars;
    const auto px = [](const std::string& s) { return parse_decimal<Price>(s).value(); };
    for (const auto& r : csv_rows(file))
        bars.push_back({Time{std::chrono::milliseconds(std::stoll(r[0]))}, px(r[1]), px(r[2]), px(r[3]), px(r[4]), 0,
                        parse_decimal<Qty>(r[5], Rounding::half_even).value()});
    return bars;
}

std::vector<Trade> recorded_trades(const std::filesystem::path& file) {
    std::vector<Trade> trades;
    for (const auto& r : csv_rows(file))
        trades.push_back({.time = Time{std::chrono::milliseconds(std::stoll(r[0]))},
                          .price = parse_decimal<Price>(r[3]).value(),
                          .qty = parse_decimal<Qty>(r[4]).value()});
    return trades;
}

void expect_bars_of_trades(const std::filesystem::path& trades, const std::filesystem::path& bars, Duration interval,
                           std::size_t with_trades) {
    auto expected = recorded_bars(bars);
    auto built = build_bars(recorded_trades(trades), {.interval = interval, .empty = EmptyBars::carry}).value();
    std::size_t traded = 0;
    for (auto& b : built) traded += b.trade_count != 0, b.trade_count = 0;  // the recorded bars have no counts
    EXPECT_EQ(traded, with_trades);
    EXPECT_EQ(built, expected);
    std::erase_if(expected, [](const Bar& b) { return b.volume.is_zero(); });
    EXPECT_EQ(build_bars(recorded_trades(trades), {.interval = interval})->size(), expected.size());
}

TEST(BarBuilderOnRecordedData, XrpEthTradesGiveItsOneMinuteBarsExactly) {
    ARGOSY_SHARED_DATA(trades, "crypto/trades/XRPETH_trades.csv");
    ARGOSY_SHARED_DATA(bars, "crypto/ohlcv/XRPETH_1m.csv");
    expect_bars_of_trades(trades, bars, 1min, 2469);
}

TEST(BarBuilderOnRecordedData, XrpEthTradesGiveItsFiveMinuteBarsExactly) {
    ARGOSY_SHARED_DATA(trades, "crypto/trades/XRPETH_trades.csv");
    ARGOSY_SHARED_DATA(bars, "crypto/ohlcv/XRPETH_5m.csv");
    expect_bars_of_trades(trades, bars, 5min, 706);
}

TEST(BarBuilderOnRecordedData, BitcoinFiveMinuteBarsGiveItsHoursOutagesIncluded) {
    ARGOSY_SHARED_DATA(parts, "crypto/ohlcv/binance_spot_BTCUSDT_5m.csv");
    ARGOSY_SHARED_DATA(hours, "crypto/ohlcv/binance_spot_BTCUSDT_1h.csv");
    const auto expected = recorded_bars(hours);
    const auto built = resample(recorded_bars(parts), 5min, {.interval = 1h}).value();
    ASSERT_EQ(built.size(), 5482U);
    ASSERT_EQ(expected.size(), 5482U);
    std::vector<std::string> other_volume;
    for (std::size_t i = 0; i < built.size(); ++i) {
        auto b = built[i];
        if (b.volume != expected[i].volume) {
            EXPECT_LT(b.volume, expected[i].volume);
            other_volume.push_back(to_iso8601(b.open_time));
            b.volume = expected[i].volume;
        }
        ASSERT_EQ(b, expected[i]) << to_iso8601(b.open_time);
    }
    // The source's 5m file misses trades in these hours (data manifest, section 1).
    EXPECT_EQ(other_volume,
              (std::vector<std::string>{"2021-04-22T02:00:00Z", "2021-04-23T01:00:00Z", "2021-04-23T02:00:00Z"}));
}

}  // namespace
}  // namespace argosy::market
