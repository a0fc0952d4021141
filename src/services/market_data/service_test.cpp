#include "services/market_data/service.hpp"

#include "services/market_data/gaps.hpp"
#include "support/raw_client.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::market_data {
namespace {

class MarketDataTest : public argosy::testing::ServiceBench {
protected:
    MarketDataTest() { start(spec({.router = router, .loop = loop, .core = *core, .bus = bus, .subjects = subjects})); }
};

TEST_F(MarketDataTest, bars_have_the_form_that_the_page_reads) {
    const auto answer = get("/api/v1/bars/BTC-USDT:USDT?interval=1m&limit=7");
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_EQ(answer->size("/bars"), 7U);
    EXPECT_EQ(answer->word("/instrument"), "BTC/USDT:USDT");
    EXPECT_EQ(answer->word("/bars/6/4"), to_string(core->history().bars(InstrumentId(0), 1min)->bars.back().close));
    EXPECT_EQ(get("/api/chart/BTC-USDT?limit=7")->text, answer->text);
    EXPECT_EQ(get("/chart/btc-usdt?limit=7")->text, answer->text);
    EXPECT_EQ(get("/chart/BTC-USDT?interval=7m")->status, 404);
    EXPECT_EQ(get("/chart/BTC-USDT?interval=long")->status, 400);
    EXPECT_EQ(get("/chart/BTC-USDT?limit=0")->status, 400);
    EXPECT_EQ(get("/chart/NOPE")->status, 404);
}

TEST_F(MarketDataTest, the_latest_price_is_the_last_close) {
    play(3);
    const auto answer = get("/api/latest/ETH-USDT");
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_EQ(answer->word("/price"), to_string(core->history().bars(InstrumentId(1), 1min)->bars.back().close));
    EXPECT_EQ(answer->word("/timestamp"), to_iso8601(core->now()));
    EXPECT_EQ(get("/api/v1/latest")->size("/prices"), core->instruments().size());
    EXPECT_EQ(get("/api/latest/NOPE")->status, 404);
}

TEST_F(MarketDataTest, a_quote_says_that_it_is_synthetic) {
    const auto answer = get("/quote/SOL-USDT");
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_LT(*parse_decimal<Price>(answer->word("/bid")), *parse_decimal<Price>(answer->word("/ask")));
    EXPECT_TRUE(answer->text.contains(R"("synthetic":true)"));
    EXPECT_EQ(get("/quote/NOPE")->status, 404);
}

TEST_F(MarketDataTest, crypto_never_closes_and_stocks_keep_new_york_hours) {
    const auto answer = get("/api/market_status");
    EXPECT_TRUE(answer->text.starts_with(R"({"is_open":true,"status":"open")")) << answer->text;
    EXPECT_EQ(get("/market-status")->text, answer->text);
    // 2024-07-03 closed at 13:00 New York; the 4th was Independence Day.
    const auto half = get("/market-status?at=2024-07-03T15:00:00Z");
    EXPECT_TRUE(half->text.contains(R"("market":"us_equity","hours":"us_equity","is_open":true,"is_half_day":true)"))
        << half->text;
    EXPECT_EQ(half->word("/markets/1/session_close"), "2024-07-03T17:00:00Z");
    const auto holiday = get("/market-status?at=2024-07-04T15:00:00Z");
    EXPECT_EQ(holiday->word("/markets/1/holiday"), "Independence Day");
    EXPECT_EQ(holiday->word("/markets/1/next_open"), "2024-07-05T13:30:00Z");
    EXPECT_EQ(get("/market-status?at=tomorrow")->status, 400);
}

TEST_F(MarketDataTest, a_feed_without_gaps_reports_none) {
    play(5);
    const auto answer = get("/api/v1/market-data/gaps");
    EXPECT_EQ(answer->size("/gaps"), 0U) << answer->text;
    EXPECT_EQ(answer->number("/bars_missing"), 0);
    EXPECT_EQ(answer->number("/bars_seen"), static_cast<double>(3 * (1440 + 5)));
}

TEST_F(MarketDataTest, server_sent_events_begin_with_a_snapshot_and_go_on_with_bars) {
    test::RawClient reader(port);
    reader.send("GET /api/market-data HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    wait(50ms);
    play(1);
    wait(250ms);
    const std::string heard = reader.receive([](std::string_view got) { return got.contains("ohlcv"); });
    EXPECT_TRUE(heard.contains("text/event-stream")) << heard;
    EXPECT_TRUE(heard.contains(R"("data_type":"snapshot")")) << heard;
    EXPECT_TRUE(heard.contains("event: ohlcv")) << heard;
    EXPECT_TRUE(heard.contains(R"("symbol":"BTC/USDT:USDT")")) << heard;
}

TEST_F(MarketDataTest, the_same_comes_over_a_websocket) {
    std::vector<std::string> heard;
    net::WsPeer peer;
    client.connect_websocket(
        {.method = net::Method::get, .url = "ws://127.0.0.1:" + std::to_string(port) + "/api/market-data"},
        {.on_text = [&](net::WsPeer&, std::string_view text) { heard.emplace_back(text); }}, {},
        [&](Result<net::WsPeer> opened) {
            ASSERT_TRUE(opened) << opened.error().describe();
            peer = *opened;
        });
    wait(50ms);
    play(1);
    wait(250ms);
    ASSERT_GE(heard.size(), 1 + core->instruments().size());
    EXPECT_TRUE(heard.front().contains(R"("data_type":"snapshot")"));
    EXPECT_TRUE(heard.back().contains(R"("data_type":"ohlcv")"));
}

TEST_F(MarketDataTest, a_fast_market_sends_the_newest_bar_of_each_instrument_only) {
    std::size_t bars = 0;
    net::WsPeer peer;
    client.connect_websocket(
        {.method = net::Method::get, .url = "ws://127.0.0.1:" + std::to_string(port) + "/api/market-data"},
        {.on_text = [&](net::WsPeer&, std::string_view text) { bars += text.contains("ohlcv"); }}, {},
        [&](Result<net::WsPeer> opened) { peer = *opened; });
    wait(50ms);
    play(500);
    wait(350ms);
    EXPECT_GE(bars, core->instruments().size());
    EXPECT_LT(bars, 5 * core->instruments().size());
}

TEST_F(MarketDataTest, a_stopped_service_says_so) {
    host->stop();
    EXPECT_EQ(get("/api/market-data")->status, 503);
}

domain::BarClosed bar_at(InstrumentId id, Time open, Duration interval = 1min) {
    const Price p = Price::from_int(10);
    return {
        .instrument = id, .interval = interval, .bar = {.open_time = open, .open = p, .high = p, .low = p, .close = p}};
}

class GapWatchTest : public ::testing::Test {
protected:
    GapWatchTest() {
        coin = table.add(domain::parse_symbol("BTC/USDT").value()).value();
        auto stock_rules = domain::parse_symbol("AAPL").value();
        stock_rules.hours = domain::TradingHours::us_equity;
        stock = table.add(stock_rules).value();
    }
    domain::InstrumentTable table;
    InstrumentId coin, stock;
};

TEST_F(GapWatchTest, missing_bars_are_counted_and_refilled_by_late_ones) {
    GapWatch watch(table);
    const Time t = *parse_iso8601("2024-03-01T10:00:00Z");
    watch.note(bar_at(coin, t));
    watch.note(bar_at(coin, t + 4min));
    ASSERT_EQ(watch.gaps().size(), 1U);
    EXPECT_EQ(watch.gaps()[0].missing, 3U);
    EXPECT_EQ(watch.gaps()[0].status, "open");
    watch.note(bar_at(coin, t + 1min));
    EXPECT_EQ(watch.gaps()[0].status, "filling");
    watch.note(bar_at(coin, t + 2min));
    watch.note(bar_at(coin, t + 3min));
    EXPECT_EQ(watch.gaps()[0].status, "filled");
    EXPECT_EQ(watch.missing(), 0U);
    watch.note(bar_at(coin, t + 5min));
    EXPECT_EQ(watch.gaps().size(), 1U);
}

TEST_F(GapWatchTest, other_intervals_are_other_series) {
    GapWatch watch(table);
    const Time t = *parse_iso8601("2024-03-01T10:00:00Z");
    watch.note(bar_at(coin, t));
    watch.note(bar_at(coin, t, 1h));
    watch.note(bar_at(coin, t + 1min));
    watch.note(bar_at(coin, t + 1h, 1h));
    EXPECT_TRUE(watch.gaps().empty());
}

TEST_F(GapWatchTest, a_closed_market_leaves_no_gap) {
    GapWatch watch(table);
    watch.note(bar_at(stock, *parse_iso8601("2024-07-03T16:59:00Z")));  // the last minute of a half day
    watch.note(bar_at(stock, *parse_iso8601("2024-07-05T13:30:00Z")));  // after the holiday
    EXPECT_TRUE(watch.gaps().empty());
    watch.note(bar_at(stock, *parse_iso8601("2024-07-05T13:33:00Z")));
    ASSERT_EQ(watch.gaps().size(), 1U);
    EXPECT_EQ(watch.gaps()[0].missing, 2U);
}

TEST_F(GapWatchTest, a_gap_over_the_night_counts_open_minutes_only) {
    GapWatch watch(table);
    watch.note(bar_at(stock, *parse_iso8601("2024-07-01T19:57:00Z")));
    watch.note(bar_at(stock, *parse_iso8601("2024-07-02T13:32:00Z")));
    ASSERT_EQ(watch.gaps().size(), 1U);
    EXPECT_EQ(watch.gaps()[0].missing, 4U);  // 19:58 and 19:59, 13:30 and 13:31
}

}  // namespace
}  // namespace argosy::services::market_data
