// The recorded data as real files have it: each layout is read as its manifest says.
#include <gtest/gtest.h>

#include "data/importer.hpp"
#include "support/shared_data.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::data {
namespace {

class RecordedFiles : public ::testing::Test {
protected:
    testing::TemporaryFolder dir_;

    [[nodiscard]] std::filesystem::path store_dir() const { return dir_.path() / "store"; }
    Result<ImportSummary> import(const std::filesystem::path& file, const ImportOptions& options) {
        ARGOSY_LET(auto store, Store::open(store_dir()), "test");
        return import_file(store, file, options);
    }
};

/// Rows, first and last time as the manifest states them.
struct Recorded {
    const char* file;
    ImportOptions options;
    std::uint64_t rows;
    const char *first, *last;
};

ImportOptions declared(SeriesKey key, std::optional<BarTime> time_is, std::optional<TimeUnit> unit,
                       std::string zone = {}) {
    return {.key = std::move(key), .time_is = time_is, .zone = std::move(zone), .unit = unit};
}
ImportOptions named(FileFormat format, SeriesKey key) { return {.key = std::move(key), .format = format}; }

SeriesKey bar_key(Duration interval) { return {"X/Y", "v", SeriesKind::bars, interval}; }
SeriesKey tick_key() { return {"X/Y", "v", SeriesKind::bars, {}}; }

std::vector<Recorded> recorded_files() {
    constexpr auto open = BarTime::open;
    constexpr auto ms = TimeUnit::milliseconds;
    auto labelled = declared(bar_key(24h), open, {}, "UTC");
    labelled.time_shift = 24h;
    auto slashes = declared(bar_key(24h), open, {}, "America/New_York");
    slashes.date_order = DateOrder::month_first;
    auto mark = declared(bar_key(1h), open, ms);
    mark.key.kind = SeriesKind::mark_bars;
    auto best = named(FileFormat::lean, tick_key());
    best.quote_choice = QuoteChoice::best;
    return {
        {"crypto/ohlcv/BTC-PERP_1m.csv", declared(bar_key(1min), BarTime::close, {}, "UTC"), 45031,
         "2021-12-31T23:00:00Z", "2022-02-01T05:30:00Z"},
        {"crypto/ohlcv/BTC_1d.csv", labelled, 1246, "2017-08-17T00:00:00Z", "2021-01-13T00:00:00Z"},
        {"crypto/ohlcv/ETHBTC_1m.csv", declared(bar_key(1min), open, {}), 14397, "2018-01-20T04:53:00Z",
         "2018-01-30T04:50:00Z"},
        {"crypto/ohlcv/binance_spot_BTCUSDT_5m.csv", declared(bar_key(5min), open, ms), 65741, "2020-12-01T00:00:00Z",
         "2021-07-17T21:05:00Z"},
        {"crypto/ohlcv/binance_usdm_BTCUSDT_1h.csv", declared(bar_key({}), {}, ms), 43592, "2019-09-08T17:00:00Z",
         "2024-08-29T00:00:00Z"},
        {"crypto/ohlcv/bybit_spot_BTCUSDT_1m_20221213.csv", named(FileFormat::lean, bar_key(1min)), 1440,
         "2022-12-13T00:00:00Z", "2022-12-13T23:59:00Z"},
        {"crypto/ohlcv/coinbase_BTCUSD_1m_quote.csv", named(FileFormat::lean, bar_key(1min)), 2873,
         "2018-04-04T00:00:00Z", "2018-04-05T23:58:00Z"},
        {"crypto/perp/XRPUSDT_funding_8h.csv", declared(tick_key(), {}, ms), 91, "2021-11-18T00:00:00.017Z",
         "2021-12-18T00:00:00.014Z"},
        {"crypto/perp/XRPUSDT_mark_1h.csv", mark, 100, "2021-11-15T06:00:00Z", "2021-11-19T09:00:00Z"},
        {"crypto/perp/XRPUSDT_perp_8h.csv", declared(bar_key(8h), open, ms), 91, "2021-11-18T00:00:00Z",
         "2021-12-18T00:00:00Z"},
        {"crypto/perp/bybit_BTCUSDT_funding_8h.csv", declared(tick_key(), {}, {}), 3922, "2020-03-25T16:00:00Z",
         "2023-10-23T16:00:00Z"},
        {"crypto/trades/XRPETH_trades.csv", declared(tick_key(), {}, ms), 12477, "2019-10-11T00:00:11.620Z",
         "2019-10-13T11:19:28.844Z"},
        {"crypto/trades/binance_spot_btcusdt_20240808_trades.csv", declared(tick_key(), {}, {}), 9757,
         "2024-08-08T23:54:15.342Z", "2024-08-09T00:00:01.271Z"},
        {"crypto/trades/binance_usdm_BTCUSDT_trades_20200222.csv", named(FileFormat::tardis_trades, tick_key()), 9999,
         "2020-02-22T00:00:02.111Z", "2020-02-22T02:05:47.728Z"},
        {"equity/AAPL_1d.csv", named(FileFormat::lean, bar_key(24h)), 5849, "1998-01-02T05:00:00Z",
         "2021-03-31T04:00:00Z"},
        {"equity/AAPL_1m_quote.csv", named(FileFormat::lean, bar_key(1min)), 2512, "2014-06-05T08:00:00Z",
         "2014-06-10T00:00:00Z"},
        {"equity/AAPL_1m_trade.csv", named(FileFormat::lean, bar_key(1min)), 2303, "2014-06-05T08:15:00Z",
         "2014-06-09T23:59:00Z"},
        {"equity/MSFT_1d_1990.csv", slashes, 8111, "1990-01-02T05:00:00Z", "2022-03-10T05:00:00Z"},
        {"equity/SPY_1m_202012.csv", declared(bar_key(1min), open, {}, "America/New_York"), 1564,
         "2020-12-15T14:30:00Z", "2020-12-18T21:00:00Z"},
        {"equity/IBM_tick_trade_20131007.csv", named(FileFormat::lean, tick_key()), 24293, "2013-10-07T08:00:30.270Z",
         "2013-10-07T23:26:07.550Z"},
        {"equity/IBM_tick_quote_0930_1000_20131007.csv", best, 11252, "2013-10-07T13:30:00.072Z",
         "2013-10-07T13:56:46.165Z"},
    };
}

TEST_F(RecordedFiles, EveryLayoutOfTheRecordedDataIsReadAsItsManifestSays) {
    ARGOSY_SHARED_DATA(root, "crypto");
    for (const auto& r : recorded_files()) {
        std::filesystem::remove_all(store_dir());
        const auto summary = import(testing::shared_file(r.file), r.options);
        ASSERT_TRUE(summary) << r.file << ": " << summary.error().describe();
        EXPECT_EQ(summary->rows, r.rows) << r.file;
        EXPECT_EQ(to_iso8601(summary->first_time), r.first) << r.file;
        EXPECT_EQ(to_iso8601(summary->last_time), r.last) << r.file;
        const auto again = import(testing::shared_file(r.file), r.options);
        ASSERT_TRUE(again) << r.file << ": " << again.error().describe();
        for (const auto& series : again->series) {
            EXPECT_EQ(series.update.added, 0U) << r.file;
            EXPECT_EQ(series.update.unchanged, series.update.stored) << r.file;
        }
    }
}

TEST_F(RecordedFiles, ABarOfTheBtcPerpFileTakesAtMostEightBytes) {
    ARGOSY_SHARED_DATA(file, "crypto/ohlcv/BTC-PERP_1m.csv");
    ASSERT_TRUE(import(file, declared(bar_key(1min), BarTime::close, {}, "UTC")));
    const auto info = Catalogue::open(store_dir())->list().at(0);
    EXPECT_LE(info.bytes, 8 * info.rows) << "with volume, header and index";
}

}  // namespace
}  // namespace argosy::data
