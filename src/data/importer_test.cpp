#include "data/importer.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "data/row.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::data {
namespace {

using domain::Bar;

/// "open high low close" of a row in a table of tests.
constexpr const char* bar_head = "timestamp,open,high,low,close,volume\n";

class ImportTest : public ::testing::Test {
protected:
    testing::TemporaryFolder dir_;

    /// Bars of one hour whose times are opening times in ms: what most cases need to say.
    static ImportOptions hours() {
        return {.key = {"BTC/USDT", "binance", SeriesKind::bars, 1h},
                .time_is = BarTime::open,
                .unit = TimeUnit::milliseconds};
    }
    [[nodiscard]] std::filesystem::path write(const std::string& text, const std::string& name = "a.csv") const {
        const auto path = dir_.path() / name;
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    [[nodiscard]] std::filesystem::path store_dir() const { return dir_.path() / "store"; }
    Result<ImportSummary> import(const std::filesystem::path& file, const ImportOptions& options) {
        ARGOSY_LET(auto store, Store::open(store_dir()), "test");
        return import_file(store, file, options);
    }
    Result<ImportSummary> import_text(const std::string& text, const ImportOptions& options = hours(),
                                      const std::string& name = "a.csv") {
        return import(write(text, name), options);
    }
    /// The error of an import that must fail, after checking that nothing was stored.
    Error failure(const std::string& text, const ImportOptions& options = hours(), const std::string& name = "a.csv") {
        auto summary = import_text(text, options, name);
        EXPECT_FALSE(summary) << text;
        EXPECT_TRUE(catalogue().list().empty()) << "a failed import stores nothing";
        return summary ? Error(Errc::internal, "no error") : std::move(summary).error();
    }
    [[nodiscard]] Catalogue catalogue() const { return Catalogue::open(store_dir()).value(); }
    [[nodiscard]] std::vector<Bar> bars(const SeriesKey& key = hours().key) const {
        const auto rows = catalogue().bars(key)->read().value();
        return {rows.begin(), rows.end()};
    }
    /// Expects the error of a row, as the user sees it.
    void expect_row_error(const std::string& row, const std::string& message) {
        const auto error = failure(bar_head + ("1606780800000,1,1,1,1,1\n" + row) + "\n");
        EXPECT_EQ(error.code(), Errc::parse);
        EXPECT_EQ(error.message(), (dir_.path() / "a.csv").string() + ":3: " + message);
        EXPECT_FALSE(error.hint().empty()) << row;
    }
};

TEST_F(ImportTest, NamedColumnsInAnyOrderWithAliases) {
    const auto summary = import_text(
        "Volume,close,low,high,open,date\n1.5,10,9,12,11,2020-12-01T00:00:00Z\n2,11,10,11,10,2020-12-01 01:00Z\n",
        {.key = hours().key, .time_is = BarTime::open});
    ASSERT_TRUE(summary) << summary.error().describe();
    EXPECT_EQ(summary->format, FileFormat::ohlcv);
    EXPECT_EQ(summary->rows, 2U);
    const Bar expected{parse_iso8601("2020-12-01").value(), "11"_px, "12"_px, "9"_px, "10"_px, 0, "1.5"_qty};
    EXPECT_EQ(bars()[0], expected);
}

TEST_F(ImportTest, ByteOrderMarkCrLfQuotesAndEmptyLinesAreAccepted) {
    ASSERT_TRUE(
        import_text("\xEF\xBB\xBFtimestamp,open,high,low,close,volume\r\n\r\n"
                    "\"1606780800000\",1,2,1,2,\"3\"\r\n1606784400000,2,2,2,2,1\r\n\r\n"));
    EXPECT_EQ(bars().size(), 2U);
}

TEST_F(ImportTest, WhatIsNotDeclaredIsAskedForAllAtOnce) {
    const auto error = failure("timestamp,open,high,low,close,volume\n1606780800000,1,1,1,1,1\n",
                               {.key = {"BTC/USDT", "binance", SeriesKind::bars, {}}});
    EXPECT_EQ(error.code(), Errc::invalid_argument);
    const std::string message(error.message()), hint(error.hint());
    EXPECT_NE(message.find("column \"timestamp\" does not say what its numbers count; 1606780800000 would be "
                           "2020-12-01T00:00:00Z with --unit ms"),
              std::string::npos)
        << message;
    EXPECT_NE(message.find("opening or its closing time"), std::string::npos);
    EXPECT_NE(message.find("how long a bar is"), std::string::npos);
    for (const char* option : {"--unit ms", "--time-is open or --time-is close", "--interval 1h"})
        EXPECT_NE(hint.find(option), std::string::npos) << hint;
}

TEST_F(ImportTest, NumbersInAnotherUnitThanDeclaredAreRefused) {
    const auto error = failure(bar_head + std::string("1606780800,1,1,1,1,1\n"));  // seconds
    EXPECT_NE(error.message().find("1606780800 would be 2020-12-01T00:00:00Z with --unit s"), std::string::npos)
        << error.message();
    auto micro = hours();
    micro.unit = TimeUnit::microseconds;
    (void)failure(bar_head + std::string("1606780800000,1,1,1,1,1\n"), micro);
}

TEST_F(ImportTest, TextTimesNeedAZone) {
    ImportOptions options{.key = hours().key, .time_is = BarTime::open};
    const std::string text = "date,open,high,low,close,volume\n2020-12-01 09:30,1,1,1,1,1\n";
    EXPECT_NE(failure(text, options).hint().find("--zone"), std::string_view::npos);
    options.zone = "America/New_York";
    ASSERT_TRUE(import_text(text, options));
    EXPECT_EQ(bars()[0].open_time, parse_iso8601("2020-12-01T14:30:00Z").value());
    options.zone = "America/Gotham";
    EXPECT_EQ(import_text(text, options).error().message(),
              (dir_.path() / "a.csv").string() + ":2: --zone America/Gotham: no such time zone");
}

TEST_F(ImportTest, ZonesKeepTheirDaylightSaving) {
    ImportOptions options{
        .key = {"SPY", "us", SeriesKind::bars, 1h}, .time_is = BarTime::open, .zone = "Europe/London"};
    ASSERT_TRUE(
        import_text("time,open,high,low,close,volume\n2021-03-28 00:00,1,1,1,1,1\n2021-03-28 02:00,1,1,1,1,1\n"
                    "2021-07-01 12:00,1,1,1,1,1\n2021-10-31 03:00,1,1,1,1,1\n",
                    options));
    std::vector<std::string> times;
    for (const Bar& b : bars(options.key)) times.push_back(to_iso8601(b.open_time));
    EXPECT_EQ(times, (std::vector<std::string>{"2021-03-28T00:00:00Z", "2021-03-28T01:00:00Z", "2021-07-01T11:00:00Z",
                                               "2021-10-31T03:00:00Z"}));
}

TEST_F(ImportTest, ClosingTimesBecomeOpeningTimes) {
    auto options = hours();
    options.time_is = BarTime::close;
    ASSERT_TRUE(import_text(bar_head + std::string("1606784400000,1,1,1,1,1\n"), options));
    EXPECT_EQ(bars()[0].open_time, parse_iso8601("2020-12-01T00:00:00Z").value());
}

TEST_F(ImportTest, UnitsOfNumbers) {
    for (const auto& [unit, number] : {std::pair(TimeUnit::seconds, "1606780800"),
                                       {TimeUnit::seconds, "1606780800.000"},
                                       {TimeUnit::microseconds, "1606780800000000"},
                                       {TimeUnit::nanoseconds, "1606780800000000000"}}) {
        auto options = hours();
        options.unit = unit;
        ASSERT_TRUE(import_text(bar_head + (number + std::string(",1,1,1,1,1\n")), options)) << number;
        EXPECT_EQ(bars().size(), 1U) << "the same bar again: " << number;
        EXPECT_EQ(bars()[0].open_time, parse_iso8601("2020-12-01").value()) << number;
    }
}

TEST_F(ImportTest, DatesWithSlashesNeedTheirOrder) {
    ImportOptions options{.key = {"SPY", "us", SeriesKind::bars, 24h}, .time_is = BarTime::open, .zone = "UTC"};
    const std::string text = "date,open,high,low,close,volume\n1/2/1990,1,1,1,1,1\n";
    EXPECT_NE(failure(text, options).hint().find("--date-order mdy"), std::string_view::npos);
    options.date_order = DateOrder::day_first;
    ASSERT_TRUE(import_text(text, options));
    EXPECT_EQ(bars(options.key)[0].open_time, parse_iso8601("1990-02-01").value());
}

TEST_F(ImportTest, DeclarationsThatContradictTheFileAreRefused) {
    auto options = hours();
    options.zone = "America/New_York";
    EXPECT_NE(failure(bar_head + std::string("1606780800000,1,1,1,1,1\n"), options).message().find("contradicts"),
              std::string_view::npos);
    options = hours();
    options.unit = TimeUnit::seconds;
    EXPECT_NE(failure("time_utc_ms,open,high,low,close,volume\n1606780800000,1,1,1,1,1\n", options)
                  .message()
                  .find("--unit s contradicts the file: column time_utc_ms is in ms"),
              std::string_view::npos);
    options = hours();
    options.time_is = BarTime::close;
    EXPECT_NE(
        failure("timestamp,open,high,low,close,volume,close_time\n1606780800000,1,1,1,1,1,1606784399999\n", options)
            .message()
            .find("--time-is contradicts"),
        std::string_view::npos);
}

TEST_F(ImportTest, ClosingTimesOfAFileProveOpeningTimeAndInterval) {
    ImportOptions options{.key = {"BTC/USDT", "binance", SeriesKind::bars, {}}, .unit = TimeUnit::milliseconds};
    const std::string head = "timestamp,open,high,low,close,volume,close_time\n1606780800000,1,1,1,1,1,1606784399999\n";
    ASSERT_TRUE(import_text(head + "1606784400000,1,1,1,1,1,1606787999999\n", options));
    EXPECT_EQ(bars().size(), 2U);
    const auto wrong = import_text(head + "1606784400000,1,1,1,1,1,1606787000000\n", options);
    EXPECT_NE(wrong.error().message().find("column \"close_time\": expected the end of a bar of 1h"),
              std::string_view::npos)
        << wrong.error().message();
}

TEST_F(ImportTest, BinanceKlinesWithAndWithoutNamesInMsAndUs) {
    const std::string names =
        "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,"
        "ignore\n";
    const std::string ms = "1606780800000,19695.87,19720.00,19479.80,19565.47,4570.36,1606784399999,1.0,12345,1,1,0\n";
    const std::string us =
        "1606784400000000,19565.47,19639.99,19433.15,19605.75,2702.45,1606787999999999,1.0,77,1,1,0\n";
    ImportOptions options{.key = {"BTC/USDT", "binance", SeriesKind::bars, {}}, .format = FileFormat::binance_kline};
    ASSERT_TRUE(import_text(names + ms, options));
    EXPECT_EQ(import_text(ms, options)->series[0].update.unchanged, 1U);
    EXPECT_EQ(import_text(us, options)->series[0].update.added, 1U);
    options.format = FileFormat::detect;
    EXPECT_EQ(import_text(ms + us, options)->series[0].update.unchanged, 2U) << "twelve columns without names";
    const auto rows = bars();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].trade_count, 12345U);
    EXPECT_EQ(rows[1].open_time, parse_iso8601("2020-12-01T01:00:00Z").value());
}

TEST_F(ImportTest, FreqtradeJson) {
    ImportOptions options{.key = hours().key};
    const auto summary = import_text(
        "[[1606780800000, 19695.87, 19720.0, 19479.8, 19565.47, 4570.361518],\n [1606784400000,0.00141342,2e-3,1e-3,"
        "0.0015,null]]",
        options, "BTC_USDT-1h.json");
    ASSERT_FALSE(summary);
    EXPECT_EQ(summary.error().message(), (dir_.path() / "BTC_USDT-1h.json").string() +
                                             ":2: bar: column \"volume\": expected a quantity, found \"\"");
    ASSERT_TRUE(
        import_text("[[1606780800000, 19695.87, 19720.0, 19479.8, 19565.47, 4570.361518],\n"
                    " [1606784400000,0.00141342,2e-3,1e-3,0.0015,7]]",
                    options, "BTC_USDT-1h.json"));
    EXPECT_EQ(bars()[1].high, "0.002"_px);
    for (const char* bad : {"", "{}", "[", "[[1606780800000,1,1,1,1,1]", "[[1606780800000,1,1,1,1,1],]", "[[1,[2]]]",
                            "[[1606780800000,1,1,1,1,1]] x", "[[1606780800000,1,1,1,1,1] [1]]", "nonsense"})
        EXPECT_EQ(import_text(bad, options, "bad.json").error().code(), Errc::parse) << bad;
}

TEST_F(ImportTest, BrokenRowsAreNamedByLineColumnAndExpectation) {
    expect_row_error("1606784400000,1,1,1", "expected 6 columns, found 4 (cut off?)");
    expect_row_error("1606784400000,1,1,1,1,1,1", "expected 6 columns, found 7");
    expect_row_error("1606784400000,1,1,1,NaN,1", "bar: column \"close\": expected a price above zero, found \"NaN\"");
    expect_row_error("1606784400000,1,1,-1,1,1", "bar: column \"low\": expected a price above zero, found \"-1\"");
    expect_row_error("1606784400000,0,1,1,1,1", "bar: column \"open\": expected a price above zero, found \"0\"");
    expect_row_error("1606784400000,1,1,1,1,-5",
                     "bar: column \"volume\": expected a quantity, not negative, found \"-5\"");
    expect_row_error("1606784400000,1,inf,1,1,1", "bar: column \"high\": expected a price above zero, found \"inf\"");
    expect_row_error("yesterday,1,1,1,1,1",
                     "bar: column \"timestamp\": expected a number that counts time since 1970, "
                     "found \"yesterday\"");
    expect_row_error("1606784400000,1,1,2,1,1", "low is above another price: 1, 1, 2, 1 (open, high, low, close)");
    expect_row_error("1606784400000,3,2,1,1,1", "high is below another price: 3, 2, 1, 1 (open, high, low, close)");
    expect_row_error("1606784400000,1.00000000001,2,1,1,1",
                     "bar: column \"open\": too many decimals: \"1.00000000001\", at most 10 are kept");
    expect_row_error("1606777200000,1,1,1,1,1",
                     "2020-11-30T23:00:00Z comes after 2020-12-01T00:00:00Z (line 2): times must ascend");
    expect_row_error("1606780800000,1,1,1,1,2",
                     "2020-12-01T00:00:00Z is there twice with different contents: open 1, high 1, low 1, close 1, "
                     "volume 1 (line 2) and open 1, high 1, low 1, close 1, volume 2");
    expect_row_error("1606780860000,1,1,1,1,1", "the bar begins 1m after the one before, but bars are 1h long");
}

TEST_F(ImportTest, BrokenRowsCanBeLeftOutAndAreCounted) {
    auto options = hours();
    options.on_error = OnError::skip;
    const auto summary = import_text(bar_head + std::string("1606780800000,1,1,1,1,1\n"
                                                            "1606784400000,1,1,NaN,1,1\n"
                                                            "1606788000000,1,1\n"
                                                            "1606777200000,1,1,1,1,1\n"
                                                            "1606780800000,9,9,9,9,9\n"
                                                            "1606791600000,2,2,2,2,2\n"),
                                     options);
    ASSERT_TRUE(summary) << summary.error().describe();
    EXPECT_EQ(summary->rows, 6U);
    EXPECT_EQ(summary->skipped, 4U);
    EXPECT_EQ(summary->series[0].update.added, 2U);
    ASSERT_EQ(summary->skipped_examples.size(), 4U);
    EXPECT_EQ(summary->skipped_examples[1], "line 4: expected 6 columns, found 3 (cut off?)");
    EXPECT_EQ(bars().size(), 2U);
}

TEST_F(ImportTest, RepeatedRowsAreStoredOnce) {
    const auto summary = import_text(bar_head + std::string("1606780800000,1,1,1,1,1\n1606780800000,1,1,1,1,1\n"));
    EXPECT_EQ(summary->duplicates, 1U);
    EXPECT_EQ(bars().size(), 1U);
}

TEST_F(ImportTest, UnknownAndMissingColumnsAreNamed) {
    auto error = failure("timestamp,open,high,low,clsoe,volume\n1606780800000,1,1,1,1,1\n");
    EXPECT_NE(error.message().find(":1: columns: column \"clsoe\" is unknown; did it mean \"close\"?"),
              std::string_view::npos)
        << error.message();
    EXPECT_NE(error.hint().find("--column OURS=clsoe"), std::string_view::npos);
    error = failure("timestamp,open,high,low,close\n1606780800000,1,1,1,1\n");
    EXPECT_NE(error.message().find("no column says volume; bars need time, open, high, low, close, volume"),
              std::string_view::npos);
    error = failure("timestamp,open,high,low,close,volume,close\n1606780800000,1,1,1,1,1,1\n");
    EXPECT_NE(error.message().find("both say close"), std::string_view::npos);
    error = failure("a,b,c\n1,2,3\n");
    EXPECT_EQ(error.code(), Errc::parse);
    error = failure("1606780800000,1,1,1,1,1\n");
    EXPECT_NE(error.hint().find("--header time,open,high,low,close,volume"), std::string_view::npos);
    EXPECT_EQ(failure("").code(), Errc::parse);
    EXPECT_EQ(failure(bar_head).code(), Errc::parse);
}

TEST_F(ImportTest, TheCallerMayNameColumnsIgnoreThemAndGiveAHeader) {
    auto options = hours();
    options.columns = {{"close", "last_price"}};
    options.ignore = {"comment"};
    const std::string row = "1606780800000,1,2,1,2,3,x\n";
    const auto named = import_text("timestamp,open,high,low,last_price,volume,comment\n" + row, options);
    ASSERT_TRUE(named) << named.error().describe();
    EXPECT_EQ(named->not_stored, std::vector<std::string>{"comment"});
    options = hours();
    options.header = {"time", "open", "high", "low", "close", "volume", "ignore"};
    EXPECT_EQ(import_text(row, options)->series[0].update.unchanged, 1U);
    options.columns = {{"closing", "x"}};
    EXPECT_EQ(import_text(row, options).error().code(), Errc::invalid_argument);
    options.columns = {{"close", "nowhere"}};
    EXPECT_EQ(import_text(row, options).error().code(), Errc::invalid_argument);
}

TEST_F(ImportTest, VolumesAreRoundedAndCountedPricesOnlyWhenAsked) {
    auto options = hours();
    const std::string text = bar_head + std::string(
                                            "1606780800000,1,1,1,1,523374743.8000000119\n"
                                            "1606784400000,1,1,1,1,0.123456785\n"
                                            "1606788000000,1,1,1,1,0.12345678\n");
    EXPECT_EQ(import_text(text, options)->rounded_volumes, 2U);
    EXPECT_EQ(bars()[0].volume, "523374743.8"_qty + "0.00000001"_qty);
    EXPECT_EQ(bars()[1].volume, "0.12345678"_qty) << "half to even";
    options.round_prices = true;
    const auto rounded = import_text(bar_head + std::string("1606791600000,1.00000000001,2,1,1,1\n"), options);
    EXPECT_EQ(rounded->rounded_prices, 1U);
}

TEST_F(ImportTest, AWrongIntervalIsFound) {
    std::string text = bar_head;
    for (int i = 0; i < 20; ++i) text += std::to_string(1606780800000 + i * 3'600'000LL) + ",1,1,1,1,1\n";
    auto options = hours();
    options.key.interval = 5min;
    EXPECT_NE(failure(text, options).message().find("bars of 5m were declared, but all are multiples of 1h apart"),
              std::string_view::npos);
    options.key.interval = 2h;
    EXPECT_NE(failure(text, options).message().find("the bar begins 1h after the one before, but bars are 2h long"),
              std::string_view::npos);
}

TEST_F(ImportTest, AConflictWithStoredRowsNamesTheLine) {
    ASSERT_TRUE(import_text(bar_head + std::string("1606780800000,1,1,1,1,1\n1606784400000,1,1,1,1,1\n")));
    const std::string changed = bar_head + std::string("1606780800000,1,1,1,1,1\n1606784400000,1,1,1,1,9\n");
    const auto refused = import_text(changed);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), Errc::rejected);
    EXPECT_NE(refused.error().message().find("a.csv:3: BTC/USDT binance bars 1h: 2020-12-01T01:00:00Z is stored with "
                                             "other numbers"),
              std::string_view::npos)
        << refused.error().message();
    auto options = hours();
    options.on_error = OnError::skip;
    EXPECT_FALSE(import_text(changed, options)) << "a conflict is no broken row";
    options.on_conflict = OnConflict::replace;
    EXPECT_EQ(import_text(changed, options)->series[0].update.replaced, 1U);
    EXPECT_EQ(bars()[1].volume, "9"_qty);
}

TEST_F(ImportTest, AFailureFarBehindStoresNothingOfTheFile) {
    ASSERT_TRUE(import_text(bar_head + std::string("1606780800000,1,1,1,1,1\n")));
    std::string text = bar_head;
    for (int i = 1; i < 100'000; ++i) text += std::to_string(1606780800000 + i * 3'600'000LL) + ",1,1,1,1,1\n";
    EXPECT_FALSE(import_text(text + "1,2\n"));
    EXPECT_EQ(bars().size(), 1U);
    EXPECT_EQ(import_text(text)->series[0].update.added, 99'999U);
}

TEST_F(ImportTest, ADryRunChecksEverythingAndStoresNothing) {
    auto options = hours();
    options.dry_run = true;
    EXPECT_EQ(import_text(bar_head + std::string("1606780800000,1,1,1,1,1\n"), options)->rows, 1U);
    EXPECT_TRUE(catalogue().list().empty());
    EXPECT_FALSE(import_text(bar_head + std::string("1606780800000,1,1,1,1,x\n"), options));
}

TEST_F(ImportTest, ALastLineWithoutABreakIsWarnedAbout) {
    EXPECT_EQ(import_text(bar_head + std::string("1606780800000,1,1,1,1,1"))->warnings.size(), 1U);
}

TEST_F(ImportTest, FilesThatAreNoneAreExplained) {
    EXPECT_EQ(import(dir_.path() / "missing.csv", hours()).error().code(), Errc::not_found);
    EXPECT_NE(import(dir_.path(), hours()).error().message().find("is a folder"), std::string_view::npos);
    EXPECT_EQ(failure(std::string(100'000, 'x')).code(), Errc::parse);
    EXPECT_EQ(failure(std::string("\0\0\0\0", 4)).code(), Errc::invalid_argument);
    EXPECT_EQ(failure(bar_head + std::string("\"1606780800000,1,1,1,1,1\n")).code(), Errc::parse);
}

TEST_F(ImportTest, ColumnsSplitByAnotherCharacterAskForIt) {
    for (const auto& [character, said] : {std::pair{';', "--delimiter ';'"}, {'\t', "--delimiter tab"}}) {
        std::string text = bar_head + std::string("1606780800000,1,1,1,1,1\n");
        std::ranges::replace(text, ',', character);
        const auto error = failure(text);
        EXPECT_EQ(error.code(), Errc::invalid_argument);
        EXPECT_NE(error.hint().find(said), std::string_view::npos) << error.describe();
    }
}

TEST_F(ImportTest, CompressedFilesAreNamedAsSuch) {
    const auto error = failure("\x1f\x8b\x08\x08rest of it", hours(), "a.csv.gz");
    EXPECT_NE(error.message().find("compressed (gzip)"), std::string_view::npos) << error.describe();
    EXPECT_NE(error.hint().find("unpack"), std::string_view::npos);
}

TEST_F(ImportTest, AFileFromNewToOldIsToBeTurnedRoundAndNotThinnedOut) {
    const auto whole = failure(bar_head + std::string("1606788000000,1,1,1,1,1\n1606784400000,1,1,1,1,1\n"));
    EXPECT_NE(whole.hint().find("tac"), std::string_view::npos) << whole.describe();
    const auto one = failure(bar_head + std::string("1606780800000,1,1,1,1,1\n1606788000000,1,1,1,1,1\n"
                                                    "1606784400000,1,1,1,1,1\n"));
    EXPECT_NE(one.hint().find("--on-error skip"), std::string_view::npos) << one.describe();
}

TEST_F(ImportTest, MissingBarsAreCountedWhereTheMarketNeverCloses) {
    const std::string text = bar_head + std::string(
                                            "1606780800000,1,1,1,1,1\n1606784400000,1,1,1,1,1\n"
                                            "1606795200000,1,1,1,1,1\n");
    const auto summary = import_text(text);
    ASSERT_EQ(summary->warnings.size(), 1U);
    EXPECT_EQ(summary->warnings[0],
              "2 bars are missing, the first at 2020-12-01T02:00:00Z; argosy data verify lists the gaps");
    auto stock = hours();
    stock.key.symbol = "SPY";
    EXPECT_TRUE(import_text(text, stock)->warnings.empty()) << "it closes at night";
}

TEST_F(ImportTest, QuotesOfSeveralExchangesNeedAChoice) {
    ImportOptions options{.key = {"IBM", "us", SeriesKind::bars, {}}, .format = FileFormat::lean};
    const std::string text =
        "time_utc_ms,bid,bid_size,ask,ask_size,exchange\n"
        "1000,10,1,0,0,Q\n2000,0,0,11,2,P\n3000,10,5,0,0,P\n4000,10.5,1,0,0,Q\n5000,10.5,1,0,0,Q\n";
    EXPECT_NE(failure(text, options).hint().find("--exchange P for those of one, or --best-quote"),
              std::string_view::npos);
    options.quote_choice = QuoteChoice::best;
    const auto summary = import_text(text, options);
    ASSERT_TRUE(summary) << summary.error().describe();
    EXPECT_EQ(summary->merged_quotes, 1U);
    const auto quotes = catalogue().quotes("IBM", "us")->read().value();
    ASSERT_EQ(quotes.size(), 4U);
    EXPECT_EQ(quotes[2].bid_qty, "6"_qty) << "two exchanges bid the same price";
    EXPECT_EQ(quotes[3].bid, "10.5"_px);
    EXPECT_EQ(quotes[3].ask, "11"_px);
    options.quote_choice = QuoteChoice::one_exchange;
    options.exchange = "P";
    options.key.venue = "arca";
    ASSERT_TRUE(import_text(text, options));
    EXPECT_EQ(catalogue().quotes("IBM", "arca")->size(), 2U);
}

TEST_F(ImportTest, QuoteBarsBecomeBidAndAskBars) {
    ImportOptions options{.key = {"AAPL", "us", SeriesKind::bars, 1min}, .format = FileFormat::lean};
    const auto summary = import_text(
        "time_utc_ms,bid_open,bid_high,bid_low,bid_close,bid_size,ask_open,ask_high,ask_low,ask_close,ask_size\n"
        "60000,1,2,1,2,100,3,3,3,3,5\n120000,0,0,0,0,0,3,3,3,3,5\n",
        options);
    ASSERT_TRUE(summary) << summary.error().describe();
    EXPECT_EQ(summary->empty_sides, 1U);
    EXPECT_EQ(bars({"AAPL", "us", SeriesKind::bid_bars, 1min}).size(), 1U);
    EXPECT_EQ(bars({"AAPL", "us", SeriesKind::ask_bars, 1min}).size(), 2U);
}

TEST_F(ImportTest, RowsOfTwoSymbolsAreRefused) {
    const auto error = failure(
        "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
        "b,BTCUSDT,1,1,1,buy,1,1\nb,ETHUSDT,2,2,2,buy,1,1\n",
        {.key = {"BTC/USDT", "b", SeriesKind::bars, {}}, .format = FileFormat::tardis_trades});
    EXPECT_NE(error.message().find("rows of BTCUSDT and of ETHUSDT in one file"), std::string_view::npos);
}

}  // namespace
}  // namespace argosy::data
