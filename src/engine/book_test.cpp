#include "engine/book.hpp"

#include <gtest/gtest.h>

namespace argosy::engine {
namespace {

using domain::Direction;
using domain::Regime;

constexpr InstrumentId btc{0};

Time at(int seconds) { return Time{} + std::chrono::seconds{seconds}; }

TEST(Book, takes_the_stop_nearest_to_the_price_from_voters_that_count) {
    Book book({}, StrategyId(9),
              {{StrategyId(0), "expired", 1, false, {}},
               {StrategyId(1), "gated", 1, false, {Regime::range}},
               {StrategyId(2), "far", 1, false, {}},
               {StrategyId(3), "near", 1, false, {}}},
              1);
    const Price stops[] = {"99"_px, "98"_px, "90"_px, "95"_px};
    for (std::size_t v = 0; v < 4; ++v)
        book.consensus().record(v, {.instrument = btc,
                                    .strategy = book.consensus().voters()[v].strategy,
                                    .direction = Direction::buy,
                                    .time = at(0),
                                    .expires_at = v == 0 ? at(5) : time_max,
                                    .stop_price = stops[v]});
    domain::Ballot ballot;
    book.consensus().decide({.instrument = btc, .now = at(10), .regime = Regime::trend_up, .price = "100"_px}, ballot);
    EXPECT_EQ(book.tightest_stop(ballot, Direction::buy), "95"_px);
    EXPECT_EQ(book.tightest_stop(ballot, Direction::sell), Price{});
}

}  // namespace
}  // namespace argosy::engine
