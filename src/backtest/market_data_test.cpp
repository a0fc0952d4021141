#include "backtest/market_data.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/importer.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::backtest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Silent final : public strategy::Strategy {
public:
    [[nodiscard]] std::size_t warm_up() const noexcept override { return 1; }
    void on_bar(const strategy::BarView&, strategy::Context&) override {}
};

class LoadMarket : public ::testing::Test {
protected:
    LoadMarket() {
        add({.name = "plain"});
        add({.name = "daily", .timeframe = 24h});
        add({.name = "carry", .needs_funding = true});
        add({.name = "flow", .needs_trades = true});
    }
    void add(strategy::Descriptor d) {
        d.make = [](const auto&, const auto&) -> Result<std::unique_ptr<strategy::Strategy>> {
            return std::make_unique<Silent>();
        };
        EXPECT_TRUE(strategies_.add(std::move(d)));
    }
    void store(const data::SeriesKey& key, const std::string& csv) {
        const auto file = folder_.path() / "input.csv";
        std::ofstream(file) << csv;
        auto store = data::Store::open(folder_.path() / "data");
        data::ImportOptions options{.key = key, .time_is = data::BarTime::open, .zone = "UTC"};
        if (key.interval == Duration{}) options.time_is.reset();  // ticks: no bars
        const auto done = data::import_file(*store, file, options);
        ASSERT_TRUE(done) << done.error().describe();
    }
    void store_trades() {
        store({.symbol = "XRP/ETH", .venue = "v"},
              "timestamp,id,side,price,amount\n"
              "2024-01-01 00:00:30,1,buy,10,1\n2024-01-01 00:59:59,2,sell,12,2\n2024-01-01 02:10:00,3,buy,11,1\n"
              "2024-01-01 03:00:00,4,buy,11,1\n");
    }
    Result<std::unique_ptr<LoadedMarket>> load(const InstrumentConfig& instrument, const std::string& voter) {
        config_.instruments = {instrument};
        config_.books = {{.strategies = {{.name = voter}}}};
        config_.account.currency = domain::parse_symbol(instrument.symbol)->settlement;
        table_ = *make_instruments(config_);
        const auto stored = data::Catalogue::open(folder_.path() / "data");
        return load_market(config_, table_, *stored, &strategies_);
    }
    testing::TemporaryFolder folder_;
    RunConfig config_;
    domain::InstrumentTable table_;
    strategy::Catalogue strategies_;
};

TEST_F(LoadMarket, replays_trades_to_a_strategy_that_lives_on_them_and_builds_the_bars) {
    store_trades();
    const auto loaded = load({.symbol = "XRP/ETH"}, "flow");
    ASSERT_TRUE(loaded) << loaded.error().describe();
    const auto& market = (*loaded)->market;
    ASSERT_EQ(market.trades.size(), 1U);
    EXPECT_EQ(market.trades[0].size(), 4U);
    ASSERT_EQ(market.bars.size(), 1U);
    ASSERT_EQ(market.bars[0].bars.size(), 3U) << "the hour without a trade is a flat bar, the last one is not over";
    EXPECT_EQ(market.bars[0].bars[1].close, "12"_px);
    EXPECT_EQ(market.bars[0].bars[1].volume, Qty{});
    EXPECT_THAT((*loaded)->notes, ElementsAre("XRP/ETH: bars of 1h were built from the trades"));
}

TEST_F(LoadMarket, replays_what_the_file_of_the_run_says) {
    store_trades();
    EXPECT_EQ((*load({.symbol = "XRP/ETH", .data = MarketData::trades}, "plain"))->market.trades.size(), 1U);
    const auto bars = load({.symbol = "XRP/ETH", .data = MarketData::bars}, "flow");
    ASSERT_FALSE(bars);
    EXPECT_THAT(bars.error().message(), HasSubstr("no XRP/ETH bars 1h"));
    EXPECT_THAT(bars.error().hint(), HasSubstr("argosy data import FILE --symbol XRP/ETH"));
    EXPECT_THAT(load({.symbol = "XRP/ETH", .data = MarketData::quotes}, "plain").error().message(),
                HasSubstr("no XRP/ETH quotes"));
}

TEST_F(LoadMarket, refuses_a_strategy_that_lives_on_funding_without_it) {
    store({.symbol = "BTC/USDT:USDT", .venue = "v", .kind = data::SeriesKind::bars, .interval = 1h},
          "timestamp,open,high,low,close,volume\n2024-01-01 00:00:00,1,2,0.5,1.5,10\n");
    const auto missing = load({.symbol = "BTC/USDT:USDT"}, "carry");
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().message(), HasSubstr("carry: no BTC/USDT:USDT funding"));
    EXPECT_THAT(missing.error().hint(), HasSubstr("argosy data import FILE --symbol BTC/USDT:USDT"));
    EXPECT_THAT(load({.symbol = "BTC/USDT:USDT", .funding = false}, "carry").error().message(),
                HasSubstr("`funding` of BTC/USDT:USDT is false"));
    EXPECT_TRUE(load({.symbol = "BTC/USDT:USDT"}, "plain"));
}

TEST_F(LoadMarket, leaves_out_what_lies_outside_the_hours_of_a_stock) {
    // 2024-01-02 is a Tuesday; the session is 14:30 to 21:00 UTC.
    store({.symbol = "SPY", .venue = "v", .kind = data::SeriesKind::bars, .interval = 1h},
          "timestamp,open,high,low,close,volume\n2024-01-02 13:30:00,9,9,9,9,1\n2024-01-02 14:30:00,10,10,10,10,1\n"
          "2024-01-02 20:30:00,11,11,11,11,1\n2024-01-02 21:30:00,12,12,12,12,1\n");
    const auto regular = load({.symbol = "SPY"}, "plain");
    ASSERT_TRUE(regular) << regular.error().describe();
    EXPECT_EQ((*regular)->market.bars[0].bars.size(), 2U);
    EXPECT_EQ((*regular)->market.bars[0].bars[0].close, "10"_px);
    ASSERT_EQ((*regular)->notes.size(), 1U);
    EXPECT_THAT((*regular)->notes[0], HasSubstr("2 of 4 rows lie outside us_equity hours"));
    const auto all = load({.symbol = "SPY", .hours = domain::TradingHours::us_equity_extended}, "plain");
    EXPECT_EQ((*all)->market.bars[0].bars.size(), 4U);
}

TEST_F(LoadMarket, gives_a_strategy_the_bars_that_it_is_written_for) {
    store({.symbol = "BTC/USDT", .venue = "v", .kind = data::SeriesKind::bars, .interval = 24h},
          "timestamp,open,high,low,close,volume\n2024-01-01 00:00:00,1,2,0.5,1.5,10\n");
    const auto loaded = load({.symbol = "BTC/USDT"}, "daily");
    ASSERT_TRUE(loaded) << loaded.error().describe();
    EXPECT_EQ((*loaded)->market.bars[0].interval, Duration(24h));
}

/// `count` hourly bars from a day on, but for one hour when it is given.
std::string hours_from(const std::string& day, int count, int without = -1) {
    std::string out = "timestamp,open,high,low,close,volume\n";
    for (int i = 0; i < count; ++i)
        if (i != without) out += to_iso8601(*parse_iso8601(day) + i * 1h) + ",1,2,0.5,1.5,10\n";
    return out;
}

const data::SeriesKey perpetual{
    .symbol = "BTC/USDT:USDT", .venue = "v", .kind = data::SeriesKind::bars, .interval = 1h};
const data::SeriesKey perpetual_ticks{.symbol = "BTC/USDT:USDT", .venue = "v"};

TEST_F(LoadMarket, notes_where_funding_is_missing) {
    store(perpetual, hours_from("2024-01-01", 240));
    store(perpetual_ticks, "time_utc,rate\n2024-01-01 08:00:00,0.0001\n2024-01-04 00:00:00,0.0001\n");
    EXPECT_THAT((*load({.symbol = "BTC/USDT:USDT"}, "plain"))->notes,
                ElementsAre("BTC/USDT:USDT: settlements of funding cover 2024-01-01T08:00:00Z to 2024-01-04T00:00:00Z, "
                            "the run goes from 2024-01-01T00:00:00Z to 2024-01-11T00:00:00Z: none is charged outside"));
    EXPECT_THAT((*load({.symbol = "BTC/USDT:USDT", .funding = false}, "plain"))->notes, ElementsAre());
    config_.from = *parse_iso8601("2024-01-06");
    EXPECT_THAT((*load({.symbol = "BTC/USDT:USDT"}, "plain"))->notes, ElementsAre(HasSubstr("none is charged outside")))
        << "nothing of it lies in the run";
    config_.from.reset();
    config_.to = *parse_iso8601("2024-01-04T12:00:00Z");
    EXPECT_THAT((*load({.symbol = "BTC/USDT:USDT"}, "plain"))->notes, ElementsAre()) << "it covers this run";
}

TEST_F(LoadMarket, notes_where_a_strategy_sees_no_trades) {
    store(perpetual, hours_from("2024-01-01", 240));
    store(perpetual_ticks,
          "timestamp,id,side,price,amount\n2024-01-02 00:00:30,1,buy,10,1\n2024-01-02 02:00:00,2,sell,12,2\n");
    EXPECT_THAT((*load({.symbol = "BTC/USDT:USDT", .funding = false}, "flow"))->notes,
                ElementsAre(HasSubstr("trades cover 2024-01-02T00:00:30Z to 2024-01-02T02:00:00Z, the run goes from "
                                      "2024-01-01T00:00:00Z to 2024-01-11T00:00:00Z: outside, the strategies see no "
                                      "trades")));
}

TEST_F(LoadMarket, notes_bars_that_are_missing_inside_and_at_the_ends) {
    store(perpetual, hours_from("2024-01-01", 240, 7));
    EXPECT_THAT((*load({.symbol = "BTC/USDT:USDT", .funding = false}, "plain"))->notes,
                ElementsAre(HasSubstr("1 of 240 are missing, the first at 2024-01-01T07:00:00Z")));
    config_.from = *parse_iso8601("2023-12-01");
    EXPECT_THAT((*load({.symbol = "BTC/USDT:USDT", .funding = false}, "plain"))->notes,
                ElementsAre(HasSubstr("nothing is traded outside"), HasSubstr("are missing")));
}

TEST_F(LoadMarket, refuses_damaged_series_instead_of_asking_for_an_import) {
    store(perpetual, hours_from("2024-01-01", 240));
    store({.symbol = "BTC/USDT:USDT", .venue = "v", .kind = data::SeriesKind::bars, .interval = 30min},
          "timestamp,open,high,low,close,volume\n2024-01-01 00:00:00,1,2,0.5,1.5,10\n");
    std::filesystem::resize_file(data::Store::path_of(folder_.path() / "data", perpetual), 600);
    const auto loaded = load({.symbol = "BTC/USDT:USDT"}, "plain");
    ASSERT_FALSE(loaded) << "and does not resample something else in its place";
    EXPECT_EQ(loaded.error().code(), Errc::corrupt);
    EXPECT_THAT(loaded.error().hint(), ::testing::Not(HasSubstr("no BTC")));
}

}  // namespace
}  // namespace argosy::backtest
