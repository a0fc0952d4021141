#include "data/store.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "base/prng.hpp"
#include "data/detail/format.hpp"
#include "data/series_file.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::data {
namespace {

using domain::Bar;
using domain::Trade;

const SeriesKey key{"BTC/USDT:USDT", "binance", SeriesKind::bars, 1h};
constexpr Time start = time_from_ns(1'600'000'000'000'000'000 / 3'600'000'000'000 * 3'600'000'000'000);

Bar bar_at(std::size_t i, std::int64_t shift = 0) {
    const auto px = [&](std::int64_t v) { return Price::from_raw((v + shift) * 100'000'000); };
    const auto v = static_cast<std::int64_t>(1'000'000 + i * 7919 % 1000);
    return {start + static_cast<std::int64_t>(i) * 1h,
            px(v),
            px(v + 10),
            px(v - 10),
            px(v + 3),
            i % 50,
            Qty::from_raw(static_cast<std::int64_t>(i * 104729 % 1'000'000) * 1000)};
}

std::vector<Bar> bars(std::size_t from, std::size_t to) {
    std::vector<Bar> out;
    for (std::size_t i = from; i < to; ++i) out.push_back(bar_at(i));
    return out;
}

class StoreTest : public ::testing::Test {
protected:
    testing::TemporaryFolder dir_;

    Result<UpdateSummary> put(const std::vector<Bar>& rows, const UpdateOptions& options = {}) {
        ARGOSY_LET(auto store, Store::open(dir_.path()), "test");
        ARGOSY_LET(auto update, store.update<Bar>(key, options), "test");
        ARGOSY_TRY(update.add(rows), "test");
        return update.commit();
    }
    [[nodiscard]] std::vector<Bar> stored(TimeRange range = {}) const {
        const auto catalogue = Catalogue::open(dir_.path());
        const auto series = catalogue->bars(key, {.range = range});
        if (!series) return {};
        const auto rows = series->read();
        EXPECT_TRUE(rows) << rows.error().describe();
        EXPECT_EQ(rows->size(), series->size());
        return {rows->begin(), rows->end()};
    }
    [[nodiscard]] std::string checksum() const { return Catalogue::open(dir_.path())->find(key)->checksum; }
    [[nodiscard]] std::filesystem::path file() const { return Store::path_of(dir_.path(), key); }
    [[nodiscard]] std::string bytes() const {
        std::ifstream in(file(), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void write_bytes(const std::string& bytes) const {
        std::ofstream(file(), std::ios::binary | std::ios::trunc) << bytes;
    }
};

TEST_F(StoreTest, RowsComeBackAsTheyWereStored) {
    const auto rows = bars(0, 5000);
    const auto summary = put(rows).value();
    EXPECT_EQ(summary.added, 5000U);
    EXPECT_EQ(summary.stored, 5000U);
    EXPECT_EQ(stored(), rows);
}

TEST_F(StoreTest, AppendingGivesTheSameSeriesAsStoringAtOnce) {
    ASSERT_TRUE(put(bars(0, 3000)));
    const auto at_once = checksum();
    std::filesystem::remove_all(dir_.path());
    for (const auto& [from, to] : {std::pair(0, 1), {1, 2}, {2, 1024}, {1024, 1025}, {1025, 3000}})
        ASSERT_TRUE(put(bars(static_cast<std::size_t>(from), static_cast<std::size_t>(to))));
    EXPECT_EQ(stored(), bars(0, 3000));
    EXPECT_EQ(checksum(), at_once) << "the checksum depends on the rows alone";
}

TEST_F(StoreTest, StoringTheSameRowsAgainChangesNothing) {
    ASSERT_TRUE(put(bars(0, 2500)));
    const auto before = bytes();
    const auto summary = put(bars(500, 2000)).value();
    EXPECT_EQ(summary.added, 0U);
    EXPECT_EQ(summary.unchanged, 1500U);
    EXPECT_EQ(summary.stored, 2500U);
    EXPECT_EQ(bytes(), before);
}

TEST_F(StoreTest, OverlapGapAndPrefixMergeInOrder) {
    ASSERT_TRUE(put(bars(2000, 3000)));
    EXPECT_EQ(put(bars(2900, 3100))->added, 100U);   // overlap and append
    EXPECT_EQ(put(bars(4000, 5000))->added, 1000U);  // leaves a gap
    EXPECT_EQ(put(bars(3050, 4050))->added, 900U);   // fills it
    EXPECT_EQ(put(bars(0, 2001))->added, 2000U);     // older data
    EXPECT_EQ(stored(), bars(0, 5000));
    std::filesystem::remove_all(dir_.path());
    const auto merged = stored();
    ASSERT_TRUE(put(bars(0, 5000)));
    EXPECT_TRUE(merged.empty());
}

TEST_F(StoreTest, AContradictingRowIsRefusedAndNothingOfTheTransactionStays) {
    ASSERT_TRUE(put(bars(0, 2000)));
    const auto before = bytes();
    auto rows = bars(1500, 2500);
    rows[100].volume += "1"_qty;
    const auto refused = put(rows);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), Errc::rejected);
    EXPECT_NE(refused.error().message().find("is stored with other numbers"), std::string_view::npos);
    EXPECT_EQ(refused.error().hint(), "keep what is stored, or run the command again with --replace");
    EXPECT_EQ(bytes(), before);
}

TEST_F(StoreTest, ReplaceTakesTheNewRows) {
    ASSERT_TRUE(put(bars(0, 3000)));
    std::vector<Bar> rows;
    for (std::size_t i = 1000; i < 1100; ++i) rows.push_back(bar_at(i, 5));
    const auto summary = put(rows, {.on_conflict = OnConflict::replace}).value();
    EXPECT_EQ(summary.replaced, 100U);
    EXPECT_EQ(summary.added, 0U);
    auto expected = bars(0, 3000);
    std::ranges::copy(rows, expected.begin() + 1000);
    EXPECT_EQ(stored(), expected);
}

TEST_F(StoreTest, RowsThatDoNotAscendAreRefused) {
    auto rows = bars(0, 10);
    std::swap(rows[4], rows[5]);
    EXPECT_EQ(put(rows).error().code(), Errc::invalid_argument);
    EXPECT_EQ(put({bar_at(1), bar_at(1)}).error().code(), Errc::invalid_argument);
    EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(StoreTest, ATransactionWithoutCommitLeavesNothing) {
    ASSERT_TRUE(put(bars(0, 100)));
    const auto before = bytes();
    {
        auto store = Store::open(dir_.path()).value();
        auto update = store.update<Bar>(key).value();
        ASSERT_TRUE(update.add(bars(100, 400'000)));
        EXPECT_GT(std::filesystem::file_size(file()), before.size()) << "it grows behind the committed part";
        EXPECT_EQ(stored(), bars(0, 100)) << "readers do not see it";
    }
    EXPECT_EQ(bytes(), before);
}

TEST_F(StoreTest, TimeRangesSelectByOpeningTime) {
    ASSERT_TRUE(put(bars(0, 5000)));
    struct Case {
        std::size_t from, to;
    };
    for (const auto& c :
         {Case{0, 5000}, {1, 4999}, {1024, 2048}, {1023, 1025}, {700, 701}, {4000, 4000}, {3000, 2000}}) {
        const TimeRange range{bar_at(c.from).open_time, bar_at(c.to).open_time};
        EXPECT_EQ(stored(range), c.from < c.to ? bars(c.from, c.to) : std::vector<Bar>{}) << c.from << " to " << c.to;
    }
    EXPECT_EQ(stored({start + 1min, start + 61min}), bars(1, 2));
    EXPECT_TRUE(stored({Time::min(), start}).empty());
    EXPECT_TRUE(stored({start + 5000h, Time::max()}).empty());
}

TEST_F(StoreTest, BlocksAndTheWholeAreTheSameRows) {
    ASSERT_TRUE(put(bars(0, 5000)));
    const auto series =
        Catalogue::open(dir_.path())->bars(key, {.range = {bar_at(1000).open_time, bar_at(4000).open_time}}).value();
    std::vector<Bar> buffer, all;
    for (std::size_t i = 0; i < series.block_count(); ++i)
        for (const Bar& b : series.block(i, buffer).value()) all.push_back(b);
    EXPECT_EQ(all, bars(1000, 4000));
}

TEST_F(StoreTest, RawAndPackedHoldTheSameRowsUnderTheSameChecksum) {
    ASSERT_TRUE(put(bars(0, 40'000)));
    const auto packed = checksum();
    ASSERT_TRUE(put(bars(39'990, 40'000), {.encoding = Encoding::raw}));
    EXPECT_EQ(checksum(), packed);
    EXPECT_EQ(stored(), bars(0, 40'000));
    const auto series = Catalogue::open(dir_.path())->bars(key).value();
    EXPECT_EQ(series.info().encoding, Encoding::raw);
    int128 sum = 0, expected = 0;
    for (std::size_t i = 0; i < series.block_count(); ++i) {
        const auto raw = series.raw_block(i).value();
        for (const auto v : raw.close) sum += int128{v} * raw.price_unit;
    }
    for (const Bar& b : bars(0, 40'000)) expected += b.close.raw();
    EXPECT_TRUE(sum == expected);
}

TEST_F(StoreTest, OneWriterAtATime) {
    const auto first = Store::open(dir_.path()).value();
    const auto second = Store::open(dir_.path());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code(), Errc::unavailable);
    EXPECT_NE(second.error().message().find("another process is writing"), std::string_view::npos);
}

TEST_F(StoreTest, TemporaryFilesOfACrashAreRemoved) {
    ASSERT_TRUE(put(bars(0, 10)));
    const auto left = std::filesystem::path(file().string() + ".new");
    std::ofstream(left) << "half a file";
    ASSERT_TRUE(Store::open(dir_.path()));
    EXPECT_FALSE(std::filesystem::exists(left));
}

/// Whatever an interrupted append left behind the committed part, readers and the next writer are not disturbed.
TEST_F(StoreTest, ATailOfAnInterruptedAppendIsIgnoredAndCutOff) {
    ASSERT_TRUE(put(bars(0, 1500)));
    const auto before = bytes();
    ASSERT_TRUE(put(bars(1500, 4000)));
    const auto after = bytes();
    for (std::size_t size = before.size(); size < after.size(); size += 997) {
        // What a crash leaves: new bytes up to here, but the old commit record.
        write_bytes(before.substr(0, 512) + after.substr(512, size - 512));
        ASSERT_EQ(stored(), bars(0, 1500)) << size;
    }
    EXPECT_GT((*SeriesFile::open(file()))->tail_bytes(), 0U);
    ASSERT_TRUE(put(bars(1500, 2000)));
    EXPECT_EQ(stored(), bars(0, 2000));
    EXPECT_EQ((*SeriesFile::open(file()))->tail_bytes(), 0U);
}

TEST_F(StoreTest, AnyFlippedBitIsFoundOrHarmless) {
    ASSERT_TRUE(put(bars(0, 3000)));
    const auto good = bytes();
    Prng prng(11);
    int refused = 0;
    for (int i = 0; i < 200; ++i) {
        auto bad = good;
        bad[prng.below(bad.size())] ^= static_cast<char>(1 << prng.below(8));
        write_bytes(bad);
        const auto catalogue = Catalogue::open(dir_.path()).value();
        const auto series = catalogue.bars(key);
        const auto rows = series ? series->read() : Result<Rows<Bar>>(fail(Errc::corrupt, ""));
        if (rows) {
            ASSERT_EQ(std::vector<Bar>(rows->begin(), rows->end()), bars(0, 3000)) << "wrong rows from a damaged file";
        } else {
            ++refused;
        }
    }
    EXPECT_GT(refused, 150);
}

TEST_F(StoreTest, ACorruptFileIsRefusedWithItsNameThePlaceAndTheNextStep) {
    ASSERT_TRUE(put(bars(0, 3000)));
    auto bad = bytes();
    bad[600] ^= 1;
    write_bytes(bad);
    const auto rows = Catalogue::open(dir_.path())->bars(key)->read();
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().code(), Errc::corrupt);
    EXPECT_NE(rows.error().message().find(file().string() + ": offset 512: "), std::string_view::npos)
        << rows.error().message();
    EXPECT_NE(rows.error().hint().find("import the data again"), std::string_view::npos);
}

TEST_F(StoreTest, ADamagedCommitRecordIsReadFromTheIndexAtTheEnd) {
    ASSERT_TRUE(put(bars(0, 3000)));
    auto bad = bytes();
    bad[detail::header_bytes + 20] ^= 1;
    write_bytes(bad);
    EXPECT_EQ(stored(), bars(0, 3000));
    write_bytes(bad + "tail");
    const auto catalogue = Catalogue::open(dir_.path()).value();
    EXPECT_TRUE(catalogue.list().empty());
    ASSERT_EQ(catalogue.problems().size(), 1U);
    EXPECT_NE(catalogue.problems()[0].message.find("offset 256"), std::string::npos);
    EXPECT_EQ(catalogue.find(key).error().code(), Errc::corrupt);
}

TEST_F(StoreTest, ATruncatedFileIsRefused) {
    ASSERT_TRUE(put(bars(0, 3000)));
    const auto good = bytes();
    for (const std::size_t size : {0U, 1U, 255U, 256U, 511U, 512U, 5000U}) {
        write_bytes(good.substr(0, size));
        EXPECT_EQ(Catalogue::open(dir_.path())->problems().size(), 1U) << size;
    }
}

TEST_F(StoreTest, ManySmallAppendsDoNotLetTheFileGrowWithoutBound) {
    ASSERT_TRUE(put(bars(0, 20'000)));
    for (std::size_t i = 20'000; i < 20'200; ++i) ASSERT_TRUE(put({bar_at(i)}));
    EXPECT_EQ(stored(), bars(0, 20'200));
    EXPECT_LT(std::filesystem::file_size(file()), 2'000'000U);
}

TEST_F(StoreTest, TradesAreKnownByTheirNumber) {
    const SeriesKey trades{"BTC/USDT", "binance", SeriesKind::trades, {}};
    const auto trade = [](std::uint64_t id, std::int64_t ms) {
        return Trade{.time = start + std::chrono::milliseconds(ms), .price = "100"_px, .qty = "1"_qty, .venue_id = id};
    };
    auto store = Store::open(dir_.path()).value();
    const auto put_trades = [&](const std::vector<Trade>& rows) -> Result<UpdateSummary> {
        ARGOSY_LET(auto update, store.update<Trade>(trades), "test");
        ARGOSY_TRY(update.add(rows), "test");
        return update.commit();
    };
    EXPECT_EQ(put_trades({trade(1, 0), trade(2, 0), trade(3, 5)})->added, 3U);
    const auto again = put_trades({trade(2, 0), trade(3, 5), trade(4, 5)}).value();
    EXPECT_EQ(again.unchanged, 2U);
    EXPECT_EQ(again.added, 1U);
    EXPECT_FALSE(put_trades({trade(4, 5), trade(4, 5)}));
    // Without numbers, equal trades of one instant are counted, not merged.
    const SeriesKey plain{"IBM", "us", SeriesKind::trades, {}};
    auto update = store.update<Trade>(plain).value();
    ASSERT_TRUE(update.add(std::vector{trade(0, 1), trade(0, 1), trade(0, 1)}));
    EXPECT_EQ(update.commit()->stored, 3U);
    auto second = store.update<Trade>(plain).value();
    ASSERT_TRUE(second.add(std::vector{trade(0, 1), trade(0, 1), trade(0, 1), trade(0, 2)}));
    EXPECT_EQ(second.commit()->added, 1U);
    const auto read = Catalogue::open(dir_.path())->trades("IBM", "", {.instrument = InstrumentId(3)})->read().value();
    ASSERT_EQ(read.size(), 4U);
    EXPECT_EQ(read[0].instrument, InstrumentId(3));
}

TEST_F(StoreTest, KeysThatCannotBeStoredAreRefused) {
    auto store = Store::open(dir_.path()).value();
    EXPECT_FALSE(store.update<Bar>({"", "binance", SeriesKind::bars, 1h}));
    EXPECT_FALSE(store.update<Bar>({"BTC/USDT", "", SeriesKind::bars, 1h}));
    EXPECT_FALSE(store.update<Bar>({"BTC/USDT", "binance", SeriesKind::bars, {}}));
    EXPECT_FALSE(store.update<Trade>({"BTC/USDT", "binance", SeriesKind::trades, 1h}));
    EXPECT_FALSE(store.update<Bar>({std::string(96, 'X'), "binance", SeriesKind::bars, 1h}));
}

TEST_F(StoreTest, NamesCannotLeaveTheFolder) {
    const auto path = Store::path_of("d", {"../../etc/passwd", "..", SeriesKind::bars, 1h});
    EXPECT_EQ(path.string(), "d/%2E./%2E.%2F..%2Fetc%2Fpasswd/bars_1h.series");
}

TEST(Catalogue, AFolderThatDoesNotExistIsEmptyAndAMissIsExplained) {
    const auto catalogue = Catalogue::open("no/such/folder").value();
    EXPECT_TRUE(catalogue.list().empty());
    const auto miss = catalogue.bars("BTC/USDT", "binance", 1h);
    ASSERT_FALSE(miss);
    EXPECT_EQ(miss.error().code(), Errc::not_found);
    EXPECT_NE(miss.error().hint().find("argosy data import FILE --symbol BTC/USDT --venue binance --interval 1h"),
              std::string_view::npos);
}

TEST_F(StoreTest, TheOnlyVenueNeedsNoNameAndSeveralDo) {
    ASSERT_TRUE(put(bars(0, 10)));
    EXPECT_TRUE(Catalogue::open(dir_.path())->bars("BTC/USDT:USDT", "", 1h));
    {
        auto store = Store::open(dir_.path()).value();
        auto update = store.update<Bar>({key.symbol, "bybit", key.kind, key.interval}).value();
        ASSERT_TRUE(update.add(bars(0, 10)));
        ASSERT_TRUE(update.commit());
    }
    const auto both = Catalogue::open(dir_.path())->bars("BTC/USDT:USDT", "", 1h);
    ASSERT_FALSE(both);
    EXPECT_EQ(both.error().code(), Errc::invalid_argument);
    EXPECT_TRUE(Catalogue::open(dir_.path())->bars("BTC/USDT:USDT", "bybit", 1h));
}

TEST_F(StoreTest, ADamagedSeriesIsFoundWhateverVenueIsAskedFor) {
    ASSERT_TRUE(put(bars(0, 2000)));
    write_bytes(bytes().substr(0, 700));
    const auto catalogue = Catalogue::open(dir_.path()).value();
    auto any = key;
    any.venue.clear();
    EXPECT_EQ(catalogue.find(any).error().code(), Errc::corrupt) << "and not: import it";
    any.interval = 5min;
    EXPECT_EQ(catalogue.find(any).error().code(), Errc::not_found) << "another series";
}

TEST_F(StoreTest, ALockThatCannotBeOpenedSaysWhy) {
    std::filesystem::create_directory(dir_.path() / ".lock");
    const auto store = Store::open(dir_.path());
    ASSERT_FALSE(store);
    EXPECT_NE(store.error().message().find("Is a directory"), std::string_view::npos) << store.error().describe();
}

}  // namespace
}  // namespace argosy::data
