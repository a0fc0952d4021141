#include "runtime/market_views.hpp"

#include <gtest/gtest.h>

#include "strategies/builtin.hpp"

namespace argosy::runtime {
namespace {

class MarketViews : public ::testing::Test {
protected:
    MarketViews() {
        strategies::add_builtin(catalogue);
        auto config = default_simulation();
        config.history = 2'000;
        core = Simulation::open(std::move(config), catalogue, {}).value();
    }
    strategy::Catalogue catalogue;
    std::unique_ptr<Simulation> core;
};

TEST_F(MarketViews, nothing_is_shown_before_the_first_bar) {
    EXPECT_FALSE(quote_of(*core, InstrumentId(0)));
    EXPECT_FALSE(ticker_of(*core, InstrumentId(0)));
    EXPECT_TRUE(book_of(*core, InstrumentId(0), 5).empty());
}

TEST_F(MarketViews, the_quote_stands_around_the_last_close_on_the_tick) {
    core->play_history();
    for (std::uint32_t i = 0; i < core->instruments().size(); ++i) {
        const auto& instrument = core->instruments()[InstrumentId(i)];
        const auto quote = quote_of(*core, InstrumentId(i)).value();
        const Price close = core->history().bars(InstrumentId(i), 1min)->bars.back().close;
        EXPECT_LT(quote.bid, close);
        EXPECT_GT(quote.ask, close);
        EXPECT_EQ(round_to_step(quote.bid, instrument.tick_size, Rounding::down), quote.bid);
        // A hundredth of a percent on each side, rounded up to the tick.
        EXPECT_LE((quote.ask - quote.bid).to_double(), 2e-4 * close.to_double() + 2 * instrument.tick_size.to_double());
        EXPECT_EQ(quote.time, core->now());
    }
}

TEST_F(MarketViews, the_ticker_covers_one_day) {
    core->play_history();
    const auto ticker = ticker_of(*core, InstrumentId(1)).value();
    const auto& bars = core->history().bars(InstrumentId(1), 1min)->bars;
    ASSERT_EQ(bars.size(), 2'000U);
    Price high = bars[560].high, low = bars[560].low;  // the last 1440 of them
    Qty volume;
    for (std::size_t i = 560; i < bars.size(); ++i) {
        high = std::max(high, bars[i].high);
        low = std::min(low, bars[i].low);
        volume = volume + bars[i].volume;
    }
    EXPECT_EQ(ticker.open, bars[560].open);
    EXPECT_EQ(ticker.high, high);
    EXPECT_EQ(ticker.low, low);
    EXPECT_EQ(ticker.volume, volume);
    EXPECT_DOUBLE_EQ(ticker.change, ticker.last.to_double() / ticker.open.to_double() - 1);
}

TEST_F(MarketViews, the_book_is_ordered_from_the_best_price) {
    core->play_history();
    const auto book = book_of(*core, InstrumentId(2), 10);
    const auto quote = quote_of(*core, InstrumentId(2)).value();
    ASSERT_EQ(book.size(), 20U);
    EXPECT_EQ(book[0].price, quote.bid);
    EXPECT_EQ(book[10].price, quote.ask);
    for (std::size_t i = 1; i < 10; ++i) {
        EXPECT_LT(book[i].price, book[i - 1].price);
        EXPECT_GT(book[10 + i].price, book[9 + i].price);
        EXPECT_TRUE(book[i].qty.is_positive());
    }
    EXPECT_EQ(book_of(*core, InstrumentId(2), 10).front().qty, book.front().qty);
}

}  // namespace
}  // namespace argosy::runtime
