#include "market/order_book.hpp"

#include <gtest/gtest.h>
#include <map>
#include <rapidcheck.h>

#include "base/prng.hpp"

namespace argosy::market {
namespace {

using domain::Side;

domain::Instrument instrument() {
    domain::Instrument i = domain::parse_symbol("BTC/USDT:USDT").value();
    i.tick_size = "0.1"_px;
    i.lot_size = "0.001"_qty;
    return i;
}

TEST(Grid, counts_whole_steps_only) {
    for (const char* step : {"0.1", "0.00000001", "0.25", "5", "0.0125", "100"}) {
        const auto d = parse_decimal<Price>(step).value();
        const Grid<Price> grid(d);
        for (std::int64_t n : {0, 1, -1, 3, 618'000, -77, 1 << 20}) {
            EXPECT_EQ(grid.count(d * n), n) << step;
            EXPECT_EQ(grid.value(n), d * n);
            if (d.raw() > 1) EXPECT_EQ(grid.count(d * n + Price::from_raw(1)), std::nullopt) << step << " " << n;
        }
    }
}

TEST(Grid, refuses_counts_beyond_64_bits) {
    const Grid<Qty> grid("0.00000001"_qty);
    EXPECT_EQ(grid.count("90000000000"_qty), 9'000'000'000'000'000'000);
    EXPECT_EQ(grid.count("1000000000000"_qty), std::nullopt);
    EXPECT_EQ(Grid<Qty>("1"_qty).count("1000000000000"_qty), 1'000'000'000'000);
    EXPECT_EQ(Grid<Qty>("1"_qty).count("1000000000000.5"_qty), std::nullopt);
}

TEST(OrderBook, knows_its_best_prices) {
    OrderBook book(instrument());
    EXPECT_TRUE(book.empty(Side::buy));
    EXPECT_EQ(book.best(Side::buy), OrderBook::Level{});
    ASSERT_TRUE(book.set(Side::buy, "100"_px, "1"_qty));
    ASSERT_TRUE(book.set(Side::buy, "100.1"_px, "2"_qty));
    ASSERT_TRUE(book.set(Side::sell, "100.3"_px, "3"_qty));
    ASSERT_TRUE(book.set(Side::sell, "100.2"_px, "4"_qty));
    EXPECT_EQ(book.best(Side::buy), (OrderBook::Level{"100.1"_px, "2"_qty}));
    EXPECT_EQ(book.best(Side::sell), (OrderBook::Level{"100.2"_px, "4"_qty}));
    EXPECT_FALSE(book.is_crossed());
    ASSERT_TRUE(book.set(Side::buy, "100.1"_px, Qty{}));
    EXPECT_EQ(book.best(Side::buy), (OrderBook::Level{"100"_px, "1"_qty}));
    ASSERT_TRUE(book.set(Side::buy, "100.2"_px, "1"_qty));
    EXPECT_TRUE(book.is_crossed());
    EXPECT_EQ(book.qty_at(Side::sell, "100.3"_px), "3"_qty);
    EXPECT_EQ(book.qty_at(Side::sell, "100.4"_px), Qty{});
    EXPECT_EQ(book.depth(Side::sell), 2u);
    book.clear();
    EXPECT_TRUE(book.empty(Side::buy));
    EXPECT_TRUE(book.empty(Side::sell));
}

TEST(OrderBook, refuses_levels_off_the_grid) {
    OrderBook book(instrument());
    EXPECT_FALSE(book.set(Side::buy, "100.05"_px, "1"_qty));
    EXPECT_FALSE(book.set(Side::buy, "100"_px, "1000000000000"_qty));
    EXPECT_FALSE(book.set(Side::buy, "0"_px, "1"_qty));
    EXPECT_FALSE(book.set(Side::buy, "100"_px, -"1"_qty));
    EXPECT_TRUE(book.empty(Side::buy));
}

TEST(OrderBook, keeps_dust_below_the_lot_and_the_quantities_of_cheap_coins) {
    OrderBook book(instrument());
    EXPECT_TRUE(book.set(Side::buy, "100"_px, "0.00000001"_qty));  // a capture holds 25.426189 with a lot of 0.00001
    EXPECT_EQ(book.best(Side::buy).qty, "0.00000001"_qty);
    domain::Instrument cheap = instrument();
    cheap.lot_size = "1"_qty;
    OrderBook large(cheap);
    EXPECT_TRUE(large.set(Side::buy, "100"_px, "1000000000000.5"_qty));
    EXPECT_EQ(large.best(Side::buy).qty, "1000000000000.5"_qty);
}

/// Against std::map, with updates that are dense at the touch, drift away from it, and now and then lie far off.
void compare_with_map(Prng& random, std::size_t steps) {
    OrderBook book(instrument());
    std::map<Price, Qty> bids, asks;
    std::int64_t mid = 600'000;
    for (std::size_t n = 0; n < steps; ++n) {
        mid += static_cast<std::int64_t>(random.below(7)) - 3;
        const bool is_bid = random.below(2) == 0;
        const std::int64_t far = random.below(20) == 0 ? 1'000 : 20;
        const std::int64_t away = static_cast<std::int64_t>(1 + random.below(30)) * far / 20;
        const Price price = "0.1"_px * (is_bid ? mid - away : mid + away);
        const Qty qty = "0.001"_qty * static_cast<std::int64_t>(random.below(3));
        ASSERT_TRUE(book.set(is_bid ? Side::buy : Side::sell, price, qty));
        auto& side = is_bid ? bids : asks;
        if (qty.is_zero())
            side.erase(price);
        else
            side[price] = qty;
        ASSERT_EQ(book.best(Side::buy).price, bids.empty() ? Price{} : bids.rbegin()->first);
        ASSERT_EQ(book.best(Side::sell).price, asks.empty() ? Price{} : asks.begin()->first);
        ASSERT_EQ(book.qty_at(Side::buy, price), bids.contains(price) ? bids[price] : Qty{});
    }
    std::map<Price, Qty> walked;
    Price last = Price::max();
    book.walk(Side::buy, [&](OrderBook::Level level) {
        EXPECT_LT(level.price, last);
        last = level.price;
        walked[level.price] = level.qty;
        return true;
    });
    EXPECT_EQ(walked, bids);
    EXPECT_EQ(book.depth(Side::sell), asks.size());
}

TEST(OrderBook, equals_a_map) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        Prng random(seed);
        compare_with_map(random, 5'000);
    }
}

TEST(TickLadder, keeps_sparse_and_negative_ticks) {
    rc::check([](const std::vector<std::pair<std::int16_t, bool>>& steps) {
        TickLadder<int> ladder;
        std::map<std::int64_t, int> model;
        int value = 0;
        for (const auto& [tick, adds] : steps) {
            const std::int64_t far = std::int64_t{tick} * 50;
            if (adds) {
                ladder.occupy(far) = ++value;
                model[far] = value;
            } else {
                ladder.vacate(far);
                model.erase(far);
            }
            RC_ASSERT(ladder.empty() == model.empty());
            if (!model.empty()) RC_ASSERT(ladder.best() == model.rbegin()->first);
            if (!model.empty()) RC_ASSERT(ladder.best_value() == model.rbegin()->second);
        }
        RC_ASSERT(ladder.count() == model.size());
    });
}

}  // namespace
}  // namespace argosy::market
