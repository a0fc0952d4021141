#include "services/historical/service.hpp"

#include "data/store.hpp"
#include "services/historical/cache.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::historical {
namespace {

std::vector<domain::Bar> hours(Time from, int n, int first_price = 100) {
    std::vector<domain::Bar> out;
    for (int i = 0; i < n; ++i) {
        const Price p = Price::from_int(first_price + i);
        out.push_back({.open_time = from + i * 1h,
                       .open = p,
                       .high = p + Price::from_int(2),
                       .low = p - Price::from_int(2),
                       .close = p + Price::from_int(1),
                       .volume = Qty::from_int(1)});
    }
    return out;
}

class HistoricalTest : public argosy::testing::ServiceBench {
protected:
    HistoricalTest() {
        start(spec({.router = router, .loop = loop, .core = *core, .data_dir = dir, .cache_bytes_max = 64 * 300}));
    }
    void put(const std::string& symbol, const std::vector<domain::Bar>& bars, Duration interval = 1h) {
        auto files = data::Store::open(dir).value();
        auto update = files.update<domain::Bar>({.symbol = symbol, .venue = "binance", .interval = interval}).value();
        ASSERT_TRUE(update.add(bars));
        ASSERT_TRUE(update.commit());
    }
    const std::filesystem::path dir = folder.path() / "data";
    const Time t0 = *parse_iso8601("2024-01-01");
};

TEST_F(HistoricalTest, recorded_bars_come_back_page_by_page) {
    put("LTC/USDT", hours(t0, 10));
    const auto first =
        get("/historical/LTC-USDT?interval=1h&from=2024-01-01T02:00:00Z&to=2024-01-01T08:00:00Z&limit=4");
    ASSERT_EQ(first->status, 200) << first->text;
    EXPECT_EQ(first->word("/source"), "catalogue");
    EXPECT_EQ(first->size("/bars"), 4U);
    EXPECT_EQ(first->word("/bars/0/0"), "2024-01-01T02:00:00Z");
    EXPECT_EQ(first->word("/bars/0/1"), "102");
    EXPECT_EQ(first->number("/rows"), 6);
    const auto rest =
        get("/historical/ltc-usdt?interval=1h&to=2024-01-01T08:00:00Z&limit=4&from=" + first->word("/next_from"));
    EXPECT_EQ(rest->size("/bars"), 2U);
    EXPECT_FALSE(rest->has("/next_from/0"));
    EXPECT_TRUE(rest->text.contains(R"("next_from":null)"));
}

TEST_F(HistoricalTest, without_a_start_the_newest_come) {
    put("LTC/USDT", hours(t0, 10));
    const auto answer = get("/historical/LTC-USDT?limit=3");
    EXPECT_EQ(answer->word("/bars/2/0"), "2024-01-01T09:00:00Z");
    EXPECT_EQ(answer->word("/bars/0/0"), "2024-01-01T07:00:00Z");
}

TEST_F(HistoricalTest, longer_bars_are_made_of_shorter_ones) {
    put("LTC/USDT", hours(t0, 10));
    const auto answer = get("/historical/LTC-USDT?interval=4h");
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_EQ(answer->size("/bars"), 2U);  // the third is not whole
    EXPECT_EQ(answer->word("/bars/0/1"), "100");
    EXPECT_EQ(answer->word("/bars/0/2"), "105");
    EXPECT_EQ(answer->word("/bars/0/4"), "104");
    EXPECT_EQ(answer->word("/bars/0/5"), "4");
    EXPECT_EQ(get("/historical/LTC-USDT?interval=30m")->status, 404);
}

TEST_F(HistoricalTest, where_nothing_was_recorded_the_running_market_answers) {
    const auto answer = get("/historical/BTC-USDT?interval=1m&limit=5");
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_EQ(answer->word("/source"), "memory");
    EXPECT_EQ(answer->word("/bars/4/4"), to_string(core->history().bars(InstrumentId(0), 1min)->bars.back().close));
    EXPECT_EQ(get("/historical/BTC-USDT")->status, 200);
    const auto missing = get("/historical/DOGE-USDT");
    EXPECT_EQ(missing->status, 404);
    EXPECT_TRUE(missing->word("/hint").contains("argosy data import")) << missing->text;
}

TEST_F(HistoricalTest, impossible_queries_are_refused) {
    EXPECT_EQ(get("/historical/BTC-USDT?limit=0")->status, 400);
    EXPECT_EQ(get("/historical/BTC-USDT?interval=0h")->status, 400);
    EXPECT_EQ(get("/historical/BTC-USDT?from=2024-01-02&to=2024-01-01")->status, 400);
    EXPECT_EQ(get("/historical/BTC-USDT?from=soon")->status, 400);
}

TEST_F(HistoricalTest, the_cache_counts_and_makes_room) {
    put("LTC/USDT", hours(t0, 200));
    put("XRP/USDT", hours(t0, 200));
    get("/historical/LTC-USDT"), get("/historical/LTC-USDT");
    auto stats = get("/cache/stats");
    EXPECT_EQ(stats->number("/misses"), 1);
    EXPECT_EQ(stats->number("/hits"), 1);
    EXPECT_EQ(stats->number("/bytes"), 200.0 * 64);
    EXPECT_EQ(stats->number("/hit_rate"), 0.5);
    get("/historical/XRP-USDT");
    stats = get("/api/v1/cache/stats");
    EXPECT_EQ(stats->number("/evictions"), 1);
    EXPECT_EQ(stats->number("/entries"), 1);
}

TEST_F(HistoricalTest, a_new_import_is_seen_at_once) {
    put("LTC/USDT", hours(t0, 10));
    EXPECT_EQ(get("/historical/LTC-USDT")->number("/rows"), 10);
    put("LTC/USDT", hours(t0 + 10h, 5, 110));
    EXPECT_EQ(get("/historical/LTC-USDT")->number("/rows"), 15);
    EXPECT_EQ(get("/cache/stats")->number("/entries"), 1);
}

TEST_F(HistoricalTest, the_catalogue_is_listed) {
    EXPECT_TRUE(get("/api/v1/data")->word("/hint").contains("argosy data import"));
    put("LTC/USDT", hours(t0, 10));
    const auto answer = get("/api/v1/data");
    ASSERT_EQ(answer->size("/series"), 1U) << answer->text;
    EXPECT_EQ(answer->word("/series/0/symbol"), "LTC/USDT");
    EXPECT_EQ(answer->number("/series/0/rows"), 10);
    EXPECT_EQ(answer->word("/series/0/checksum").size(), 64U);
}

TEST_F(HistoricalTest, gaps_of_a_series_are_found) {
    auto bars = hours(t0, 10);
    bars.erase(bars.begin() + 3, bars.begin() + 6);
    put("LTC/USDT", bars);
    const auto answer = get("/api/v1/data/verify/LTC-USDT?interval=1h");
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_EQ(answer->number("/gaps"), 1);
    EXPECT_EQ(answer->number("/missing"), 3);
    EXPECT_EQ(answer->word("/largest_gaps/0/after"), "2024-01-01T02:00:00Z");
    EXPECT_TRUE(answer->text.contains(R"("sound":true)"));
    EXPECT_EQ(get("/api/v1/data/verify/DOGE-USDT")->status, 404);
    EXPECT_EQ(get("/api/v1/data/verify/LTC-USDT?kind=candles")->status, 400);
}

TEST_F(HistoricalTest, a_stopped_service_says_so) {
    host->stop();
    EXPECT_EQ(get("/historical/BTC-USDT")->status, 503);
}

}  // namespace
}  // namespace argosy::services::historical
