#include "data/verify.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "data/importer.hpp"
#include "support/shared_data.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::data {
namespace {

using domain::Bar;

Time at(std::string_view text) { return parse_iso8601(text).value(); }

Bar bar(std::string_view time, const char* close = "10", const char* volume = "1") {
    const auto p = parse_decimal<Price>(close).value();
    return {at(time), p, p, p, p, 0, parse_decimal<Qty>(volume).value()};
}

class VerifyTest : public ::testing::Test {
protected:
    testing::TemporaryFolder dir_;

    template <class Row>
    VerifyReport report(const SeriesKey& key, const std::vector<Row>& rows, const VerifyOptions& options = {}) {
        {
            auto store = Store::open(dir_.path()).value();
            auto update = store.update<Row>(key).value();
            EXPECT_TRUE(update.add(rows));
            EXPECT_TRUE(update.commit());
        }
        return verify(Catalogue::open(dir_.path()).value(), key, options).value();
    }
    VerifyReport imported(const char* file, const ImportOptions& options) {
        {
            auto store = Store::open(dir_.path()).value();
            const auto summary = import_file(store, testing::shared_file(file), options);
            EXPECT_TRUE(summary) << summary.error().describe();
        }
        return verify(Catalogue::open(dir_.path()).value(), options.key).value();
    }
};

TEST_F(VerifyTest, GapsOfAMarketThatNeverCloses) {
    const SeriesKey key{"BTC/USDT", "sim", SeriesKind::bars, 5min};
    const auto r = report<Bar>(
        key, {bar("2024-01-06T00:00"), bar("2024-01-06T00:05"), bar("2024-01-06T00:20"), bar("2024-01-07T00:20")});
    EXPECT_TRUE(r.is_sound());
    EXPECT_EQ(r.gaps, 2U);
    EXPECT_EQ(r.missing, 2U + 287U);
    EXPECT_EQ(r.gap_examples[0].missing, 2U);
    EXPECT_EQ(r.gap_examples[0].after, at("2024-01-06T00:05"));
    EXPECT_EQ(r.gap_examples[0].before, at("2024-01-06T00:20"));
}

TEST_F(VerifyTest, NightsWeekendsAndHolidaysOfStocksAreNoGaps) {
    const SeriesKey key{"AAPL", "us", SeriesKind::bars, 30min};
    // Friday's last bar, then Tuesday's first after Martin Luther King Jr. Day; then one bar is absent.
    const auto r = report<Bar>(
        key, {bar("2024-01-12T20:30"), bar("2024-01-16T14:30"), bar("2024-01-16T15:30"), bar("2024-01-16T22:00")});
    EXPECT_EQ(r.hours, domain::TradingHours::us_equity);
    EXPECT_EQ(r.gap_examples[0].missing, 1U);
    EXPECT_EQ(r.gap_examples[1].missing, 10U) << "16:00 to 20:30, until the session closed";
    EXPECT_EQ(r.outside_sessions, 1U);
}

TEST_F(VerifyTest, DailyBarsAreComparedWithTradingDays) {
    const auto missing = [&](const SeriesKey& key, std::vector<Bar> rows) { return report<Bar>(key, rows).missing; };
    EXPECT_EQ(missing({"A", "ny", SeriesKind::bars, 24h}, {bar("2024-01-12T05:00"), bar("2024-01-16T05:00")}), 0U);
    EXPECT_EQ(missing({"B", "ny", SeriesKind::bars, 24h}, {bar("2024-01-11T05:00"), bar("2024-01-17T05:00")}), 2U);
    EXPECT_EQ(missing({"C", "utc", SeriesKind::bars, 24h}, {bar("2024-01-12"), bar("2024-01-16")}), 0U);
    EXPECT_EQ(missing({"D", "open", SeriesKind::bars, 24h}, {bar("2024-01-12T14:30"), bar("2024-01-17T14:30")}), 1U);
}

TEST_F(VerifyTest, ZeroVolumeAndJumpsAreCounted) {
    const SeriesKey key{"BTC/USDT", "sim", SeriesKind::bars, 1h};
    const auto r = report<Bar>(key, {bar("2024-01-01T00:00", "100"), bar("2024-01-01T01:00", "130", "0"),
                                     bar("2024-01-01T02:00", "170"), bar("2024-01-01T03:00", "118")});
    EXPECT_EQ(r.zero_volume, 1U);
    ASSERT_EQ(r.jumps, 2U) << "30 % itself is within the limit";
    EXPECT_EQ(r.jump_examples[0].time, at("2024-01-01T02:00"));
    EXPECT_EQ(r.jump_examples[0].from, "130"_px);
    EXPECT_EQ(r.jump_examples[1].to, "118"_px);
    EXPECT_TRUE(r.is_sound()) << "a crash of the market is no defect of the data";
}

TEST_F(VerifyTest, NumbersOfTradesShowMissingOnes) {
    const SeriesKey key{"BTC/USDT", "sim", SeriesKind::trades, {}};
    std::vector<domain::Trade> trades;
    for (const std::uint64_t id : {1U, 2U, 5U, 6U})
        trades.push_back({.time = time_from_ns(0), .price = "1"_px, .qty = "1"_qty, .venue_id = id});
    const auto r = report(key, trades);
    EXPECT_EQ(r.gaps, 1U);
    EXPECT_EQ(r.missing, 2U);
}

TEST_F(VerifyTest, CrossedQuotesAndMissingSettlementsAreCounted) {
    const auto r = report<domain::Quote>({"BTC/USDT", "sim", SeriesKind::quotes, {}},
                                         {{.time = time_from_ns(0), .bid = "2"_px, .ask = "1"_px},
                                          {.time = time_from_ns(1), .bid = "2"_px, .ask = Price{}},
                                          {.time = time_from_ns(2), .bid = "2"_px, .ask = "3"_px}});
    EXPECT_EQ(r.crossed, 1U);
    const auto f = report<domain::Funding>({"BTC/USDT:USDT", "sim", SeriesKind::funding, {}},
                                           {{.time = at("2024-01-01T00:00:00.007")},
                                            {.time = at("2024-01-01T08:00:00.001")},
                                            {.time = at("2024-01-02T00:00:00.019")}});
    EXPECT_EQ(f.missing, 1U);
}

TEST_F(VerifyTest, DamageIsReportedWithWhatToDo) {
    const SeriesKey key{"BTC/USDT", "sim", SeriesKind::bars, 1h};
    const auto good = report<Bar>(key, {bar("2024-01-01"), bar("2024-01-01T01:00")});
    std::fstream file(good.series.path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(520);
    file.put('\x7f');
    file.close();
    const auto r = verify(Catalogue::open(dir_.path()).value(), key).value();
    EXPECT_FALSE(r.is_sound());
    EXPECT_NE(r.damage.find("offset 512"), std::string::npos);
    EXPECT_FALSE(r.damage_hint.empty());
}

TEST_F(VerifyTest, ASeriesThatIsNotThereIsNotFound) {
    EXPECT_EQ(verify(Catalogue::open(dir_.path()).value(), {"X", "y", SeriesKind::bars, 1h}).error().code(),
              Errc::not_found);
}

TEST_F(VerifyTest, TheOutagesOfTheRecordedBitcoinBarsAreFound) {
    ARGOSY_SHARED_DATA(file, "crypto/ohlcv/binance_spot_BTCUSDT_5m.csv");
    const auto r =
        imported("crypto/ohlcv/binance_spot_BTCUSDT_5m.csv", {.key = {"BTC/USDT", "binance", SeriesKind::bars, 5min},
                                                              .time_is = BarTime::open,
                                                              .unit = TimeUnit::milliseconds});
    EXPECT_TRUE(r.is_sound());
    EXPECT_EQ(r.rows, 65741U);
    EXPECT_EQ(r.gaps, 6U);
    EXPECT_EQ(r.missing, 177U);
    EXPECT_EQ(r.zero_volume, 28U);
    EXPECT_EQ(r.gap_examples[5].missing, 56U);
}

TEST_F(VerifyTest, TheSplitsOfTheRecordedAppleBarsAreJumpsAndNoSessionIsAbsent) {
    ARGOSY_SHARED_DATA(file, "equity/AAPL_1d.csv");
    const auto r =
        imported("equity/AAPL_1d.csv", {.key = {"AAPL", "us", SeriesKind::bars, 24h}, .format = FileFormat::lean});
    EXPECT_EQ(r.gaps, 0U);
    EXPECT_EQ(r.jumps, 5U) << "four splits and the fall of 2000-09-29";
}

TEST_F(VerifyTest, TheAbsentSessionsOfTheRecordedQqqBarsAreCounted) {
    ARGOSY_SHARED_DATA(file, "equity/QQQ_1d.csv");
    const auto r =
        imported("equity/QQQ_1d.csv", {.key = {"QQQ", "us", SeriesKind::bars, 24h}, .format = FileFormat::lean});
    EXPECT_EQ(r.gaps, 1U);
    EXPECT_EQ(r.missing, 1588U);
}

}  // namespace
}  // namespace argosy::data
