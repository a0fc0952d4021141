#include "risk/exposure.hpp"

#include <gtest/gtest.h>

#include "base/prng.hpp"
#include "support/instruments.hpp"

namespace argosy::risk {
namespace {

using domain::Fill;
using domain::OrderRequest;
using domain::Side;

struct Ledger {
    domain::InstrumentTable instruments = test::instruments();
    Exposure exposure{instruments, 2, domain::Currency("USDT")};
    Ledger() {
        exposure.on_price(test::btc, "100"_px, {});
        exposure.on_price(test::eth, "10"_px, {});
    }
};

OrderRequest order(InstrumentId instrument, Side side, Qty qty) {
    return {.instrument = instrument, .side = side, .qty = qty, .strategy = StrategyId(0)};
}
Fill fill(const OrderRequest& r, Qty qty) {
    return {.instrument = r.instrument, .strategy = r.strategy, .side = r.side, .qty = qty};
}

TEST(Exposure, AFillMovesQuantityFromTheReservationToThePosition) {
    Ledger l;
    const auto buy = order(test::btc, Side::buy, "5"_qty);
    const auto id = l.exposure.reserve_external(buy, buy.qty);
    EXPECT_EQ(l.exposure.gross(), "500"_money);
    EXPECT_EQ(l.exposure.net_lowest(), Money{});
    EXPECT_EQ(l.exposure.concurrent_trades(), 1U);
    l.exposure.commit(id, fill(buy, "2"_qty));
    EXPECT_EQ(l.exposure.line(test::btc),
              (ExposureLine{.position = "2"_qty, .buy_reserved = "3"_qty, .open_orders = 1}));
    EXPECT_EQ(l.exposure.gross(), "500"_money);
    EXPECT_EQ(l.exposure.net_lowest(), "200"_money);
    l.exposure.release(id);
    EXPECT_EQ(l.exposure.gross(StrategyId(0)), "200"_money);
    EXPECT_EQ(l.exposure.line(test::btc), (ExposureLine{.position = "2"_qty}));
    EXPECT_DEATH(l.exposure.release(id), "released twice");
}

TEST(Exposure, AFillBeyondTheReservationIsAProgramError) {
    Ledger l;
    const auto buy = order(test::btc, Side::buy, "1"_qty);
    const auto id = l.exposure.reserve_external(buy, buy.qty);
    EXPECT_DEATH(l.exposure.commit(id, fill(buy, "1.1"_qty)), "beyond what its order reserved");
}

TEST(Exposure, ReduceOnlyOrdersAreCountedButOpenNothing) {
    Ledger l;
    l.exposure.set_position(test::btc, StrategyId(0), "3"_qty);
    auto stop = order(test::btc, Side::sell, "3"_qty);
    stop.reduce_only = true;
    const auto id = l.exposure.reserve_external(stop, stop.qty);
    EXPECT_EQ(l.exposure.line(test::btc), (ExposureLine{.position = "3"_qty, .open_orders = 1}));
    l.exposure.commit(id, fill(stop, "3"_qty));
    l.exposure.release(id);
    EXPECT_EQ(l.exposure.line(test::btc), ExposureLine{});
    EXPECT_EQ(l.exposure.concurrent_trades(), 0U);
    EXPECT_EQ(l.exposure.gross(), Money{});
}

TEST(Exposure, ASpotFeeInTheBaseIsTakenFromThePosition) {
    Ledger l;
    auto f = fill(order(test::eth, Side::buy, "1"_qty), "1"_qty);
    f.fee_currency = domain::Currency("ETH");
    f.fee = "0.0000000011"_money;
    l.exposure.commit_unreserved(f);
    EXPECT_EQ(l.exposure.position(test::eth), "0.99999999"_qty) << "rounded up to the smallest unit";
    f = fill(order(test::btc, Side::buy, "1"_qty), "1"_qty);
    f.fee_currency = domain::Currency("BTC");
    f.fee = "0.001"_money;
    l.exposure.commit_unreserved(f);
    EXPECT_EQ(l.exposure.position(test::btc), "1"_qty) << "a perpetual's fee is money only";
}

TEST(Exposure, SetPositionOverwritesOneStrategyAndKeepsTheOthers) {
    Ledger l;
    l.exposure.set_position(test::btc, StrategyId(0), "3"_qty);
    l.exposure.set_position(test::btc, StrategyId(1), "-1"_qty);
    EXPECT_EQ(l.exposure.position(test::btc), "2"_qty);
    l.exposure.set_position(test::btc, StrategyId(0), "1"_qty);
    EXPECT_EQ(l.exposure.position(test::btc), Qty{});
    EXPECT_EQ(l.exposure.gross(StrategyId(0)), "100"_money);
    EXPECT_EQ(l.exposure.gross(StrategyId(1)), "100"_money);
    EXPECT_EQ(l.exposure.gross(), Money{});
}

TEST(Exposure, AReplacedOrderReservesItsNewQuantity) {
    Ledger l;
    const auto buy = order(test::btc, Side::buy, "5"_qty);
    const auto id = l.exposure.reserve_external(buy, buy.qty);
    l.exposure.resize(id, "2"_qty);
    EXPECT_EQ(l.exposure.reserved(id), "2"_qty);
    EXPECT_EQ(l.exposure.gross(), "200"_money);
    l.exposure.resize(id, "4"_qty);
    EXPECT_EQ(l.exposure.gross(), "400"_money);
}

/// The sums kept step by step are those of a fresh count, whatever happens in whatever order.
TEST(Exposure, SumsAgreeWithAFreshCount) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Prng random(seed);
        Ledger l;
        l.exposure.set_rate(test::inverse_btc, Ratio::from_int(50));
        l.exposure.on_price(test::inverse_btc, "50000"_px, {});
        std::vector<std::pair<ReservationId, OrderRequest>> open;
        for (int step = 0; step < 300; ++step) {
            const InstrumentId id(static_cast<std::uint32_t>(random.below(3)));
            const auto what = random.below(4);
            if (what == 0) {
                l.exposure.on_price(id, Price::from_int(static_cast<std::int64_t>(1 + random.below(1000))), {});
            } else if (what == 1 || open.empty()) {
                auto r = order(id, random.below(2) ? Side::buy : Side::sell,
                               Qty::from_int(static_cast<std::int64_t>(1 + random.below(9))));
                r.strategy = StrategyId(static_cast<std::uint16_t>(random.below(3)));  // the third is not counted
                r.reduce_only = random.below(4) == 0;
                open.emplace_back(l.exposure.reserve_external(r, r.qty), r);
            } else {
                const auto at = random.below(open.size());
                const auto [reservation, r] = open[at];
                if (what == 2 && !l.exposure.reserved(reservation).is_zero()) {
                    l.exposure.commit(reservation, fill(r, "1"_qty));
                } else {
                    l.exposure.release(reservation);
                    open.erase(open.begin() + static_cast<std::ptrdiff_t>(at));
                }
            }
            Money gross, highest, lowest;
            for (std::uint32_t i = 0; i < 3; ++i) {
                const InstrumentId each(i);
                const auto& line = l.exposure.line(each);
                const auto worth = [&](Qty qty) {
                    return scale(l.instruments[each].notional(l.exposure.last_price(each), qty), l.exposure.rate(each));
                };
                gross += std::max(worth(line.highest()).abs(), worth(line.lowest()).abs());
                highest += worth(line.highest());
                lowest += worth(line.lowest());
            }
            ASSERT_EQ(l.exposure.gross(), gross);
            ASSERT_EQ(l.exposure.net_highest(), highest);
            ASSERT_EQ(l.exposure.net_lowest(), lowest);
        }
    }
}

}  // namespace
}  // namespace argosy::risk
