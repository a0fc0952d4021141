#include "data/exporter.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "data/importer.hpp"
#include "data/row.hpp"
#include "support/shared_data.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::data {
namespace {

class ExportTest : public ::testing::Test {
protected:
    testing::TemporaryFolder dir_;

    template <class Row>
    void put(const SeriesKey& key, const std::vector<Row>& rows, const UpdateOptions& options = {}) {
        auto store = Store::open(dir_.path() / "a").value();
        auto update = store.update<Row>(key, options).value();
        ASSERT_TRUE(update.add(rows));
        ASSERT_TRUE(update.commit());
    }
    [[nodiscard]] std::string text_of(const SeriesKey& key, ExportFormat format, TimeRange range = {}) const {
        std::string text;
        const auto rows = export_series(Catalogue::open(dir_.path() / "a").value(), key, range, format,
                                        [&](std::string_view piece) -> Result<> {
                                            text += piece;
                                            return {};
                                        });
        EXPECT_TRUE(rows) << rows.error().describe();
        return text;
    }
    /// Exports, imports into another store with nothing declared but names, and compares the checksums.
    void expect_identity(const SeriesKey& key) {
        const auto before = Catalogue::open(dir_.path() / "a")->find(key).value();
        for (const auto format : {ExportFormat::csv, ExportFormat::json}) {
            const auto file = dir_.path() / (format == ExportFormat::csv ? "x.csv" : "x.json");
            std::ofstream(file, std::ios::binary) << text_of(key, format);
            std::filesystem::remove_all(dir_.path() / "b");
            auto store = Store::open(dir_.path() / "b").value();
            ImportOptions options{.key = {key.symbol, key.venue, SeriesKind::bars, {}}};
            if (is_bars(key.kind)) options.key.kind = key.kind;
            const auto summary = import_file(store, file, options);
            ASSERT_TRUE(summary) << summary.error().describe();
            const auto after = Catalogue::open(dir_.path() / "b")->find(key).value();
            EXPECT_EQ(after.checksum, before.checksum) << to_string(key) << " as " << file.extension();
            EXPECT_EQ(after.has_aggressor, before.has_aggressor);
        }
    }
};

TEST_F(ExportTest, BarsAsCsvAndJson) {
    const SeriesKey key{"BTC/USDT", "sim", SeriesKind::bars, 1h};
    put<domain::Bar>(key, {{time_from_ns(0), "0.00141342"_px, "2"_px, "0.0000000001"_px, "1"_px, 7, "0.1"_qty}});
    EXPECT_EQ(text_of(key, ExportFormat::csv),
              "open_time,close_time,open,high,low,close,volume,trade_count\n"
              "1970-01-01T00:00:00Z,1970-01-01T01:00:00Z,0.00141342,2,0.0000000001,1,0.1,7\n");
    EXPECT_EQ(text_of(key, ExportFormat::json),
              "[\n[\"open_time\",\"close_time\",\"open\",\"high\",\"low\",\"close\",\"volume\",\"trade_count\"],\n"
              "[\"1970-01-01T00:00:00Z\",\"1970-01-01T01:00:00Z\",0.00141342,2,0.0000000001,1,0.1,7]\n]\n");
    EXPECT_EQ(text_of(key, ExportFormat::csv, {time_from_ns(1), Time::max()}),
              "open_time,close_time,open,high,low,close,volume,trade_count\n");
}

TEST_F(ExportTest, ExportThenImportIsTheIdentityForEveryKind) {
    const auto at = [](std::int64_t ns) { return time_from_ns(1'600'000'000'000'000'000 + ns); };
    std::vector<domain::Bar> bars;
    std::vector<domain::Trade> trades, plain;
    std::vector<domain::Quote> quotes;
    std::vector<domain::Funding> funding;
    for (std::int64_t i = 0; i < 3000; ++i) {
        const auto p = Price::from_raw(123'456'789 + i * 1'000'003 % 77'777);
        bars.push_back({at(i * 60'000'000'000), p, p, p, p, static_cast<std::uint64_t>(i), Qty::from_raw(i * 7)});
        trades.push_back({.time = at(i / 3 * 1'000'000'007),
                          .price = p,
                          .qty = Qty::from_raw(i + 1),
                          .aggressor = i % 2 == 0 ? domain::Side::buy : domain::Side::sell,
                          .venue_id = static_cast<std::uint64_t>(i + 5)});
        plain.push_back({.time = at(i / 2), .price = p, .qty = Qty::from_raw(1)});
        quotes.push_back({.time = at(i / 2),
                          .bid = i % 10 == 0 ? Price{} : p,
                          .ask = p + Price::from_raw(1),
                          .bid_qty = Qty::from_raw(i),
                          .ask_qty = Qty::max()});
        funding.push_back({.time = at(i * 28'800'000'000'000 + i % 19),
                           .rate = Ratio::from_raw(i * 1'000 - 1'000'000),
                           .mark_price = i % 2 == 0 ? p : Price{}});
    }
    for (const auto kind : {SeriesKind::bars, SeriesKind::bid_bars, SeriesKind::ask_bars, SeriesKind::mark_bars}) {
        const SeriesKey key{"BTC/USDT:USDT", "sim", kind, 1min};
        put(key, bars);
        expect_identity(key);
    }
    put({"A/B", "sim", SeriesKind::trades, {}}, trades);
    expect_identity({"A/B", "sim", SeriesKind::trades, {}});
    put({"A/C", "sim", SeriesKind::trades, {}}, plain, {.has_aggressor = false});
    expect_identity({"A/C", "sim", SeriesKind::trades, {}});
    put({"A/B", "sim", SeriesKind::quotes, {}}, quotes);
    expect_identity({"A/B", "sim", SeriesKind::quotes, {}});
    put({"A/B", "sim", SeriesKind::funding, {}}, funding);
    expect_identity({"A/B", "sim", SeriesKind::funding, {}});
}

TEST_F(ExportTest, ASinkThatFailsEndsTheExport) {
    const SeriesKey key{"BTC/USDT", "sim", SeriesKind::bars, 1h};
    put<domain::Bar>(key, {{time_from_ns(0), "1"_px, "1"_px, "1"_px, "1"_px, 0, "1"_qty}});
    const auto rows =
        export_series(Catalogue::open(dir_.path() / "a").value(), key, {}, ExportFormat::csv,
                      [](std::string_view) -> Result<> { return fail(Errc::unavailable, "no space left"); });
    EXPECT_EQ(rows.error().code(), Errc::unavailable);
}

}  // namespace
}  // namespace argosy::data
