#include "sim/matching_book.hpp"

#include <deque>
#include <gtest/gtest.h>
#include <map>

#include "base/prng.hpp"

namespace argosy::sim {
namespace {

using Side = domain::Side;
using Execution = MatchingBook::Execution;

struct Desk {
    MatchingBook book;
    std::vector<Execution> executions;
    auto publish() {
        return [this](const Execution& e) { executions.push_back(e); };
    }
    MatchingBook::Handle limit(std::uint64_t owner, Side side, std::int64_t price, std::int64_t qty) {
        return book.limit(owner, side, price, qty, publish());
    }
};

TEST(MatchingBook, better_prices_first_then_earlier_orders_at_the_makers_price) {
    Desk d;
    d.limit(1, Side::sell, 101, 5);
    d.limit(2, Side::sell, 100, 2);
    d.limit(3, Side::sell, 100, 2);
    EXPECT_EQ(d.book.market(9, Side::buy, 6, d.publish()), 0);
    ASSERT_EQ(d.executions.size(), 3u);
    EXPECT_EQ(d.executions[0].maker, 2u);
    EXPECT_EQ(d.executions[0].price, 100);
    EXPECT_EQ(d.executions[1].maker, 3u);
    EXPECT_EQ(d.executions[2].maker, 1u);
    EXPECT_EQ(d.executions[2].price, 101);
    EXPECT_EQ(d.executions[2].qty, 2);
    EXPECT_EQ(d.executions[2].maker_left, 3);
    EXPECT_EQ(d.book.qty_at(Side::sell, 101), 3);
    EXPECT_EQ(d.book.best(Side::sell), 101);
}

TEST(MatchingBook, a_crossing_limit_executes_and_rests_with_what_is_left) {
    Desk d;
    d.limit(1, Side::buy, 99, 2);
    d.limit(2, Side::buy, 98, 2);
    const auto rest = d.limit(3, Side::sell, 99, 5);
    ASSERT_EQ(d.executions.size(), 1u);
    EXPECT_EQ(d.executions[0].taker_side, Side::sell);
    EXPECT_EQ(d.book.best(Side::buy), 98);
    EXPECT_EQ(d.book.best(Side::sell), 99);
    EXPECT_EQ(d.book.cancel(rest), 3);
    EXPECT_EQ(d.book.best(Side::sell), 0);
}

TEST(MatchingBook, market_orders_and_immediate_ones_never_rest) {
    Desk d;
    d.limit(1, Side::sell, 100, 2);
    d.limit(1, Side::sell, 102, 2);
    EXPECT_EQ(d.book.take(2, Side::buy, 101, 5, d.publish()), 3);
    EXPECT_EQ(d.book.available(Side::buy, 102, 10), 2);
    EXPECT_EQ(d.book.available(Side::buy, 101, 10), 0);
    EXPECT_EQ(d.book.market(2, Side::buy, 5, d.publish()), 3);
    EXPECT_EQ(d.book.size(), 0u);
}

TEST(MatchingBook, a_handle_is_never_valid_twice) {
    Desk d;
    const auto first = d.limit(1, Side::buy, 99, 2);
    EXPECT_EQ(d.book.cancel(first), 2);
    EXPECT_EQ(d.book.cancel(first), 0);
    const auto second = d.limit(1, Side::buy, 99, 4);
    EXPECT_NE(first, second);
    EXPECT_EQ(d.book.find(first), nullptr);
    EXPECT_EQ(d.book.cancel(first), 0);
    ASSERT_NE(d.book.find(second), nullptr);
    EXPECT_EQ(d.book.find(second)->left, 4);
    EXPECT_EQ(d.book.cancel({}), 0);
}

TEST(MatchingBook, reducing_keeps_the_place_in_the_queue) {
    Desk d;
    const auto first = d.limit(1, Side::buy, 99, 5);
    d.limit(2, Side::buy, 99, 5);
    EXPECT_FALSE(d.book.reduce(first, 5));
    EXPECT_FALSE(d.book.reduce(first, 0));
    EXPECT_TRUE(d.book.reduce(first, 1));
    EXPECT_EQ(d.book.qty_at(Side::buy, 99), 6);
    d.book.market(3, Side::sell, 2, d.publish());
    ASSERT_EQ(d.executions.size(), 2u);
    EXPECT_EQ(d.executions[0].maker, 1u);
    EXPECT_EQ(d.executions[0].qty, 1);
    EXPECT_EQ(d.executions[1].maker, 2u);
    EXPECT_EQ(d.executions[1].qty, 1);
}

/// The plainest book there is: queues in maps.
class PlainBook {
public:
    struct Resting {
        std::uint64_t owner;
        std::int64_t left;
    };
    std::vector<std::array<std::int64_t, 4>> executions;  // maker, taker, price, quantity

    std::int64_t take(std::uint64_t owner, bool buys, std::int64_t worst, std::int64_t qty) {
        auto& makers = buys ? asks : bids;
        while (qty > 0 && !makers.empty() &&
               (buys ? makers.begin()->first <= worst : -makers.begin()->first >= worst)) {
            auto& queue = makers.begin()->second;
            const auto done = std::min(qty, queue.front().left);
            executions.push_back({static_cast<std::int64_t>(queue.front().owner), static_cast<std::int64_t>(owner),
                                  std::abs(makers.begin()->first), done});
            qty -= done;
            if ((queue.front().left -= done) == 0) queue.pop_front();
            if (queue.empty()) makers.erase(makers.begin());
        }
        return qty;
    }
    void limit(std::uint64_t owner, bool buys, std::int64_t price, std::int64_t qty) {
        if (const auto left = take(owner, buys, price, qty); left > 0)
            (buys ? bids : asks)[buys ? -price : price].push_back({owner, left});
    }
    std::int64_t cancel(std::uint64_t owner) {
        for (auto* side : {&bids, &asks})
            for (auto level = side->begin(); level != side->end(); ++level)
                for (auto it = level->second.begin(); it != level->second.end(); ++it) {
                    if (it->owner != owner) continue;
                    const auto left = it->left;
                    level->second.erase(it);
                    if (level->second.empty()) side->erase(level);
                    return left;
                }
        return 0;
    }

private:
    std::map<std::int64_t, std::deque<Resting>> bids, asks;  // bids by negated price
};

TEST(MatchingBook, equals_the_plainest_book) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        SCOPED_TRACE(seed);
        Prng random(seed);
        Desk d;
        PlainBook plain;
        std::vector<std::pair<std::uint64_t, MatchingBook::Handle>> resting;
        std::int64_t mid = 10'000;
        for (std::uint64_t id = 1; id <= 4'000; ++id) {
            mid += static_cast<std::int64_t>(random.below(5)) - 2;
            const bool buys = random.below(2) == 0;
            const auto qty = static_cast<std::int64_t>(1 + random.below(9));
            const auto what = random.below(10);
            if (what < 6) {
                const auto price = mid + (buys ? -1 : 1) * (static_cast<std::int64_t>(random.below(40)) - 4);
                const auto handle = d.limit(id, buys ? Side::buy : Side::sell, price, qty);
                if (!handle.is_none()) resting.emplace_back(id, handle);
                plain.limit(id, buys, price, qty);
            } else if (what < 7) {
                const auto left = d.book.market(id, buys ? Side::buy : Side::sell, qty, d.publish());
                ASSERT_EQ(left, plain.take(id, buys, buys ? INT64_MAX : 0, qty));
            } else if (!resting.empty()) {
                const auto [owner, handle] = resting[random.below(resting.size())];
                ASSERT_EQ(d.book.cancel(handle), plain.cancel(owner));
            }
            ASSERT_EQ(d.executions.size(), plain.executions.size());
            if (d.book.best(Side::buy) > 0 && d.book.best(Side::sell) > 0)
                ASSERT_LT(d.book.best(Side::buy), d.book.best(Side::sell));
        }
        ASSERT_GT(d.executions.size(), 1'000u);
        for (std::size_t i = 0; i < d.executions.size(); ++i) {
            const Execution& e = d.executions[i];
            const std::array<std::int64_t, 4> row{static_cast<std::int64_t>(e.maker),
                                                  static_cast<std::int64_t>(e.taker), e.price, e.qty};
            ASSERT_EQ(row, plain.executions[i]) << i;
        }
    }
}

}  // namespace
}  // namespace argosy::sim
