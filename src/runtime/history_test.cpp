#include "runtime/history.hpp"

#include <gtest/gtest.h>

namespace argosy::runtime {
namespace {

domain::Order order(std::uint64_t id, domain::OrderStatus status) {
    domain::Order o;
    o.id = OrderId(id);
    o.status = status;
    return o;
}

TEST(History, an_open_order_stays_in_sight_however_many_end_after_it) {
    History h;
    h.put(order(1, domain::OrderStatus::accepted));
    for (std::uint64_t id = 2; id < 2 * History::rows_kept; ++id) h.put(order(id, domain::OrderStatus::filled));
    ASSERT_EQ(h.orders().size(), History::rows_kept);
    EXPECT_EQ(h.orders().front().id, OrderId(1));
    h.put(order(1, domain::OrderStatus::canceled));
    h.put(order(9'000, domain::OrderStatus::filled));
    EXPECT_NE(h.orders().front().id, OrderId(1)) << "it has ended, and is the oldest";
    EXPECT_EQ(h.orders().size(), History::rows_kept);
}

TEST(History, counts_every_trade) {
    History h;
    domain::RoundTrip won, lost;
    won.gross = "1"_money;
    lost.gross = "-1"_money;
    for (const auto& t : {won, lost, won}) h.count(t);
    EXPECT_EQ(h.trades().closed, 3U);
    EXPECT_EQ(h.trades().won, 2U);
}

}  // namespace
}  // namespace argosy::runtime
