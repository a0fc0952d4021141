#include "risk/checks.hpp"

#include <gtest/gtest.h>
#include <type_traits>

#include "base/prng.hpp"
#include "support/instruments.hpp"
#include "support/scenario.hpp"

namespace argosy::risk {
namespace {

using domain::OrderPurpose;
using domain::OrderRequest;
using domain::OrderType;
using domain::Side;

// An approval cannot be made, copied or default-constructed by anybody but Checks.
static_assert(!std::is_default_constructible_v<Approved>);
static_assert(!std::is_constructible_v<Approved, OrderRequest>);
static_assert(!std::is_constructible_v<Approved, OrderRequest, ReservationId>);
static_assert(!std::is_copy_constructible_v<Approved> && !std::is_copy_assignable_v<Approved>);
static_assert(!std::is_move_assignable_v<Approved> && !std::is_aggregate_v<Approved>);
static_assert(std::is_nothrow_move_constructible_v<Approved>);

/// Everything that checks look at, owned.
struct Desk {
    domain::InstrumentTable instruments = test::instruments();
    Exposure exposure{instruments, 4, domain::Currency("USDT")};
    RiskMonitor monitor;
    Protections protections;
    EmergencyStop emergency;
    Checks checks;
    AccountView account{.equity = "100000"_money, .margin_available = "100000"_money};
    Time now = time_from_ns(0) + 10'000h;

    explicit Desk(const Limits& limits = {}, const RiskStateSettings& states = {},
                  const ProtectionSettings& protect = {})
        : monitor(states),
          protections(protect, instruments.size()),
          checks({instruments, exposure, monitor, protections, emergency}, limits) {
        (void)monitor.on_equity(account.equity, now);
        exposure.on_price(test::btc, "100"_px, now);
        exposure.on_price(test::eth, "10"_px, now);
    }
    std::string check(const OrderRequest& request) {
        auto answer = checks.check(request, account, now);
        if (!answer) return describe(answer.error(), instruments[request.instrument]);
        checks.discard(std::move(*answer));
        return "approved";
    }
    ReservationId hold(const OrderRequest& request) {
        auto answer = checks.check(request, account, now);
        EXPECT_TRUE(answer) << describe(answer.error(), instruments[request.instrument]);
        return answer->take();
    }
    void fill(ReservationId id, const OrderRequest& r, Qty qty) {
        exposure.commit(id, {.instrument = r.instrument, .strategy = r.strategy, .side = r.side, .qty = qty});
    }
};

OrderRequest market(Side side, std::string_view qty, InstrumentId instrument = test::btc) {
    return {.instrument = instrument, .side = side, .qty = *parse_decimal<Qty>(qty), .purpose = OrderPurpose::entry};
}
OrderRequest limit(Side side, std::string_view qty, std::string_view price, InstrumentId instrument = test::btc) {
    auto r = market(side, qty, instrument);
    r.type = OrderType::limit;
    r.limit_price = *parse_decimal<Price>(price);
    return r;
}
OrderRequest reduce(Side side, std::string_view qty, OrderPurpose purpose = OrderPurpose::exit) {
    auto r = market(side, qty);
    r.reduce_only = true;
    r.purpose = purpose;
    return r;
}

TEST(Checks, AnApprovalCarriesTheRequestAndIsUsedUpOnce) {
    Desk d;
    auto approved = d.checks.check(market(Side::buy, "1"), d.account, d.now);
    ASSERT_TRUE(approved);
    EXPECT_EQ(approved->request(), market(Side::buy, "1"));
    const auto id = approved->take();
    EXPECT_TRUE(approved->reservation().is_none());
    EXPECT_DEATH((void)approved->take(), "used twice");
    EXPECT_EQ(d.exposure.line(test::btc).buy_reserved, "1"_qty);
    d.exposure.release(id);
    EXPECT_EQ(d.exposure.line(test::btc), ExposureLine{});
}

TEST(Checks, TheVenuesRulesOfTheInstrumentHold) {
    Desk d;
    EXPECT_EQ(d.check(market(Side::buy, "0.0015")), "ORDER_QUANTITY_STEP: 0.0015 is no multiple of 0.001 BTC");
    EXPECT_EQ(d.check(limit(Side::buy, "1", "99.95")), "ORDER_PRICE_TICK: 99.95 is no multiple of 0.1 USDT");
    EXPECT_EQ(d.check(market(Side::buy, "0.01")), "ORDER_NOTIONAL_MIN: 1 < 5");
    EXPECT_EQ(d.check(market(Side::buy, "0.05")), "approved");
    EXPECT_EQ(d.check(limit(Side::buy, "0", "100")), "ORDER_QUANTITY: the quantity must be positive");
    auto unknown = market(Side::buy, "1");
    unknown.instrument = InstrumentId(99);
    EXPECT_EQ(d.checks.check_all(unknown, d.account, d.now).front().detail.view(),
              "ORDER_INSTRUMENT: the instrument is not known");
}

TEST(Checks, QuantityBoundsOfTheInstrumentHold) {
    Desk d;
    auto i = d.instruments[test::btc];
    i.qty_min = "0.01"_qty;
    i.qty_max = "2"_qty;
    i.notional_min = {};
    i.venue = "other";
    const auto id = *d.instruments.add(i);
    Exposure exposure(d.instruments, 0, domain::Currency("USDT"));
    exposure.on_price(id, "100"_px, d.now);
    const Protections open({}, d.instruments.size());
    Checks checks({d.instruments, exposure, d.monitor, open, d.emergency}, {});
    const auto reason = [&](std::string_view qty) {
        auto answer = checks.check(market(Side::buy, qty, id), d.account, d.now);
        return answer ? "approved" : describe(answer.error(), d.instruments[id]);
    };
    EXPECT_EQ(reason("0.009"), "ORDER_QUANTITY_MIN: 0.009 < 0.01 BTC");
    EXPECT_EQ(reason("2.001"), "ORDER_QUANTITY_MAX: 2.001 > 2 BTC");
    EXPECT_EQ(reason("2"), "approved");
}

TEST(Checks, PositionCountsOpenOrdersOfTheSameSide) {
    Desk d({.instruments = {{.position_max = "10"_qty}}});
    const auto first = d.hold(market(Side::buy, "6"));
    EXPECT_EQ(d.check(market(Side::buy, "6.5")), "POSITION_LIMIT: 12.5 > 10 BTC");
    EXPECT_EQ(d.check(market(Side::sell, "10")), "approved");
    d.fill(first, market(Side::buy, "6"), "6"_qty);
    d.exposure.release(first);
    EXPECT_EQ(d.check(market(Side::buy, "4")), "approved");
    EXPECT_EQ(d.check(market(Side::buy, "4.001")), "POSITION_LIMIT: 10.001 > 10 BTC");
    EXPECT_EQ(d.check(market(Side::sell, "16")), "approved") << "flips to -10";
    EXPECT_EQ(d.check(market(Side::sell, "16.001")), "POSITION_LIMIT: 10.001 > 10 BTC");
}

TEST(Checks, ReduceOnlyNeverFlips) {
    Desk d;
    EXPECT_EQ(d.check(reduce(Side::sell, "1")), "POSITION_REDUCE: 1 > 0 BTC");
    d.exposure.set_position(test::btc, {}, "3"_qty);
    EXPECT_EQ(d.check(reduce(Side::sell, "3")), "approved");
    EXPECT_EQ(d.check(reduce(Side::sell, "5")), "POSITION_REDUCE: 5 > 3 BTC");
    EXPECT_EQ(d.check(reduce(Side::buy, "1")), "POSITION_REDUCE: 1 > 0 BTC");
}

TEST(Checks, SpotCannotBeSoldShort) {
    Desk d;
    EXPECT_EQ(d.check(market(Side::sell, "1", test::eth)), "POSITION_SHORT: -1 < 0 ETH");
    d.exposure.set_position(test::eth, {}, "2"_qty);
    EXPECT_EQ(d.check(market(Side::sell, "2", test::eth)), "approved");
    const auto open = d.hold(market(Side::sell, "1.5", test::eth));
    EXPECT_EQ(d.check(market(Side::sell, "1", test::eth)), "POSITION_SHORT: -0.5 < 0 ETH");
    d.exposure.release(open);
}

TEST(Checks, PriceBandCatchesBothSidesOfEntriesAndTheAggressiveSideOfExits) {
    Desk d({.price_band = "0.05"_ratio});
    d.exposure.set_position(test::btc, {}, "5"_qty);
    EXPECT_EQ(d.check(limit(Side::buy, "1", "105")), "approved");
    EXPECT_EQ(d.check(limit(Side::buy, "1", "105.1")), "ORDER_PRICE_BAND: 0.051 > 0.05");
    EXPECT_EQ(d.check(limit(Side::buy, "1", "94.9")), "ORDER_PRICE_BAND: 0.051 > 0.05");
    auto exit = limit(Side::sell, "1", "150");
    exit.reduce_only = true;
    EXPECT_EQ(d.check(exit), "approved") << "a far take-profit harms nobody";
    exit.limit_price = "94"_px;
    EXPECT_EQ(d.check(exit), "ORDER_PRICE_BAND: 0.06 > 0.05");
}

TEST(Checks, ExposureLimitsUseTheWorstCaseOfOpenOrders) {
    Desk d({.gross_exposure = {.of_base = "0.02"_ratio},  // 2000
            .net_exposure = {.amount = "1500"_money},
            .instrument_exposure = {.amount = "1200"_money},
            .strategy_exposure = {.amount = "1000"_money}});
    auto own = market(Side::buy, "10.001");
    own.strategy = StrategyId(1);
    EXPECT_EQ(d.check(own), "EXPOSURE_STRATEGY: 1000.1 > 1000");
    EXPECT_EQ(d.check(market(Side::buy, "12.001")), "EXPOSURE_INSTRUMENT: 1200.1 > 1200");
    const auto btc = d.hold(market(Side::buy, "12"));
    EXPECT_EQ(d.check(market(Side::buy, "31", test::eth)), "EXPOSURE_NET: 1510 > 1500");
    d.fill(btc, market(Side::buy, "12"), "12"_qty);
    EXPECT_EQ(d.check(market(Side::buy, "31", test::eth)), "EXPOSURE_NET: 1510 > 1500");
    d.exposure.on_price(test::btc, "160"_px, d.now);
    EXPECT_EQ(d.check(market(Side::buy, "9", test::eth)), "EXPOSURE_GROSS: 2010 > 2000");
    EXPECT_EQ(d.check(market(Side::sell, "12")), "approved") << "shrinking passes whatever exposure is";
}

TEST(Checks, AnInstrumentHasAnExposureLimitOfItsOwnInMoneyAndAsAFraction) {
    Desk d({.instruments = {{.exposure_max = {.amount = "800"_money, .of_base = "0.01"_ratio}}}});  // of 100,000: 1,000
    EXPECT_EQ(d.check(market(Side::buy, "8")), "approved");
    EXPECT_EQ(d.check(market(Side::buy, "8.001")), "EXPOSURE_LIMIT: 800.1 > 800");
    EXPECT_EQ(d.check(market(Side::sell, "8.001")), "EXPOSURE_LIMIT: 800.1 > 800") << "short as well as long";
    EXPECT_EQ(d.check(market(Side::buy, "500", test::eth)), "approved") << "of the named instrument alone";
    d.account.equity = "50000"_money;
    EXPECT_EQ(d.check(market(Side::buy, "5.001")), "EXPOSURE_LIMIT: 500.1 > 500");
    d.account.equity = "100000"_money;
    d.fill(d.hold(market(Side::buy, "5")), market(Side::buy, "5"), "5"_qty);
    (void)d.hold(market(Side::buy, "2"));  // open: it counts
    EXPECT_EQ(d.check(market(Side::buy, "1.001")), "EXPOSURE_LIMIT: 800.1 > 800");
    d.exposure.on_price(test::btc, "200"_px, d.now);
    EXPECT_EQ(d.check(market(Side::buy, "0.1")), "EXPOSURE_LIMIT: 1420 > 800") << "at the last price";
    EXPECT_EQ(d.check(market(Side::sell, "5")), "approved") << "shrinking passes";
}

TEST(Checks, TheSmallerOfBothInstrumentExposureLimitsHolds) {
    Desk d({.instruments = {{.exposure_max = {.amount = "800"_money}}, {.exposure_max = {.amount = "2000"_money}}},
            .instrument_exposure = {.amount = "1200"_money}});
    EXPECT_EQ(d.check(market(Side::buy, "9")), "EXPOSURE_LIMIT: 900 > 800");
    EXPECT_EQ(d.check(market(Side::buy, "150", test::eth)), "EXPOSURE_INSTRUMENT: 1500 > 1200");
}

TEST(Checks, EquityMovesTheBoundOfFractions) {
    Desk d({.gross_exposure = {.of_base = "0.01"_ratio}});
    EXPECT_EQ(d.check(market(Side::buy, "10")), "approved");
    d.account.equity = "50000"_money;
    EXPECT_EQ(d.check(market(Side::buy, "10")), "EXPOSURE_GROSS: 1000 > 500");
}

TEST(Checks, AMissingRateOrPriceIsNeverGuessed) {
    Desk d({.gross_exposure = {.of_base = Ratio::from_int(5)}});
    auto inverse = market(Side::buy, "10", test::inverse_btc);
    EXPECT_EQ(d.check(inverse), "DATA_PRICE_MISSING");
    d.exposure.on_price(test::inverse_btc, "50000"_px, d.now);
    EXPECT_EQ(d.check(inverse), "DATA_RATE_MISSING: no rate to the account currency");
    d.exposure.set_rate(test::inverse_btc, Ratio::from_int(50'000));
    const auto open = d.hold(inverse);
    EXPECT_EQ(d.exposure.gross(), "1000"_money) << "10 contracts of 100 USD";
    d.exposure.release(open);
    d.exposure.set_position(test::inverse_btc, {}, "10"_qty);
    EXPECT_EQ(d.exposure.gross(), "1000"_money);
}

TEST(Checks, APositionWithoutAPriceBlocksEntriesEverywhere) {
    Desk d({.gross_exposure = {.of_base = Ratio::from_int(5)}});
    d.exposure.set_position(test::inverse_btc, {}, "10"_qty);
    EXPECT_EQ(d.check(market(Side::buy, "1")), "DATA_PRICE_MISSING: a position has no price or no rate");
    EXPECT_EQ(d.exposure.unvalued(), 1U);
    d.exposure.set_rate(test::inverse_btc, Ratio::from_int(50'000));
    d.exposure.on_price(test::inverse_btc, "50000"_px, d.now);
    EXPECT_EQ(d.check(market(Side::buy, "1")), "approved");
}

TEST(Checks, StaleDataBlocksEntriesAndLetsExitsPass) {
    Desk d({.data_age_max = 5s});
    d.exposure.set_position(test::btc, {}, "1"_qty);
    d.now += 5s;
    EXPECT_EQ(d.check(market(Side::buy, "1")), "approved");
    d.now += 1s;
    EXPECT_EQ(d.check(market(Side::buy, "1")), "DATA_STALE: 6s > 5s");
    EXPECT_EQ(d.check(reduce(Side::sell, "1")), "approved");
}

TEST(Checks, OrderRateKeepsAReserveForExitsAndNeverRefusesThem) {
    Desk d({.order_rate_max = 3, .order_rate_window = 3s, .order_rate_reserve = 1});
    d.exposure.set_position(test::btc, {}, "1"_qty);
    EXPECT_EQ(d.check(market(Side::buy, "1")), "approved");
    EXPECT_EQ(d.check(market(Side::buy, "1")), "approved");
    EXPECT_EQ(d.check(market(Side::buy, "1")), "ORDER_RATE: 4 > 3");
    EXPECT_EQ(d.check(reduce(Side::sell, "1")), "approved");
    EXPECT_EQ(d.check(reduce(Side::sell, "1")), "approved") << "a stop that is refused costs more than a late entry";
    d.now += 2s;
    EXPECT_EQ(d.check(market(Side::buy, "1")), "ORDER_RATE: 4 > 3") << "the entry waits for the token taken in advance";
    d.now += 1s;
    EXPECT_EQ(d.check(market(Side::buy, "1")), "approved");
}

TEST(Checks, MarginCountsWhatOpenEntriesWillNeed) {
    Desk d({.instruments = {{.initial_margin = "0.1"_ratio}}});
    d.account.margin_available = "1000"_money;
    const auto open = d.hold(market(Side::buy, "60"));
    EXPECT_EQ(d.exposure.margin_reserved(), "600"_money);
    EXPECT_EQ(d.check(market(Side::buy, "41")), "MARGIN_AVAILABLE: 410 > 400");
    d.fill(open, market(Side::buy, "60"), "30"_qty);
    EXPECT_EQ(d.exposure.margin_reserved(), "300"_money);
    d.exposure.release(open);
    EXPECT_EQ(d.exposure.margin_reserved(), Money{});
}

TEST(Checks, CheckAllGivesEveryReasonAndReservesNothing) {
    Desk d({.price_band = "0.01"_ratio, .instruments = {{.order_qty_max = "1"_qty, .position_max = "2"_qty}}});
    d.checks.block_entries("private stream down");
    const auto all = d.checks.check_all(limit(Side::buy, "3", "110"), d.account, d.now);
    std::string reasons;
    for (const auto& r : all) reasons += std::string(to_string(r.reason)) + " ";
    EXPECT_EQ(reasons, "STATE_ENTRIES_BLOCKED ORDER_PRICE_BAND ORDER_QUANTITY_LIMIT POSITION_LIMIT ");
    EXPECT_EQ(d.exposure.open_orders(), 0U);
    d.checks.allow_entries();
    EXPECT_EQ(d.check(limit(Side::buy, "1", "100")), "approved");
}

TEST(Checks, StatesAndLocksLetOnlyTheRightOrdersThrough) {
    Desk d;
    d.exposure.set_position(test::btc, {}, "5"_qty);
    const auto entry = market(Side::buy, "1");
    d.protections.lock({.until = d.now + 1h, .instrument = test::btc, .cause = "by hand"});
    EXPECT_EQ(d.check(entry), "LOCK_INSTRUMENT: until 1971-02-21T17:00:00Z, by hand");
    EXPECT_EQ(d.check(market(Side::buy, "1", test::eth)), "approved");
    d.protections.lock({.until = d.now + 2h, .cause = "all rest"});
    EXPECT_EQ(d.check(market(Side::buy, "1", test::eth)), "LOCK_ALL: until 1971-02-21T18:00:00Z, all rest");
    d.now += 2h;
    EXPECT_EQ(d.check(entry), "approved");

    ASSERT_TRUE(d.monitor.force(domain::RiskState::crisis, "by hand", d.now));
    EXPECT_EQ(d.check(entry), "STATE_CRISIS: manual: by hand");
    EXPECT_EQ(d.check(reduce(Side::sell, "1")), "approved");
    ASSERT_TRUE(d.monitor.force(domain::RiskState::stopped, "enough", d.now));
    EXPECT_EQ(d.check(reduce(Side::sell, "1")), "STATE_STOPPED: manual: enough");
    EXPECT_EQ(d.check(reduce(Side::sell, "1", OrderPurpose::stop_loss)), "approved");
    d.emergency.trip("knight", true, d.now);
    EXPECT_EQ(d.check(reduce(Side::sell, "1", OrderPurpose::stop_loss)), "STATE_EMERGENCY: knight");
    EXPECT_EQ(d.check(reduce(Side::sell, "1", OrderPurpose::flatten)), "approved");
}

TEST(Checks, NewLimitsHoldAtOnceAndBadOnesChangeNothing) {
    Desk d;
    EXPECT_EQ(d.check(market(Side::buy, "3")), "approved");
    ASSERT_TRUE(d.checks.set_limits({.instruments = {{.order_qty_max = "2"_qty}}}));
    EXPECT_EQ(d.check(market(Side::buy, "3")), "ORDER_QUANTITY_LIMIT: 3 > 2 BTC");
    const auto bad = d.checks.set_limits({.price_band = "-0.1"_ratio, .order_rate_max = 2, .order_rate_reserve = 2});
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().message(),
              "set risk limits: risk limits: price_band must not be negative; order_rate_reserve must be below "
              "order_rate_max, or no entry ever passes");
    EXPECT_EQ(d.check(market(Side::buy, "3")), "ORDER_QUANTITY_LIMIT: 3 > 2 BTC");
}

/// Random life of orders: whatever is approved, filled and ended, no limit is ever passed, counting what could fill.
TEST(Checks, LimitsAreNeverExceededByAnyOrderOfEvents) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Prng random(seed);
        Desk d({.instruments = {{.position_max = "10"_qty}},
                .instrument_exposure = {.amount = "900"_money},
                .open_orders_max = 6,
                .concurrent_trades_max = 1});
        struct Open {
            ReservationId id;
            OrderRequest request;
            Qty left;
        };
        std::vector<Open> open;
        for (int step = 0; step < 400; ++step) {
            if (open.empty() || random.below(2) == 0) {
                auto r = market(random.below(2) ? Side::buy : Side::sell, "0.001");
                r.instrument = random.below(4) ? test::btc : test::eth;
                r.qty = Qty::from_raw(int128{1 + random.below(80)} * 10'000'000);
                r.reduce_only = random.below(5) == 0;
                auto answer = d.checks.check(r, d.account, d.now);
                if (answer) open.push_back({answer->take(), r, r.qty});
            } else {
                const auto at = random.below(open.size());
                auto& o = open[at];
                if (random.below(3) != 0 && !o.request.reduce_only) {
                    const Qty part = std::min(o.left, "0.7"_qty);
                    d.fill(o.id, o.request, part);
                    o.left -= part;
                }
                if (o.left.is_zero() || random.below(3) == 0) {
                    d.exposure.release(o.id);
                    open.erase(open.begin() + static_cast<std::ptrdiff_t>(at));
                }
            }
            const auto& line = d.exposure.line(test::btc);
            ASSERT_LE(std::max(line.highest(), -line.lowest()), "10"_qty);
            ASSERT_LE(d.exposure.gross(test::btc), "900"_money);
            ASSERT_LE(d.exposure.concurrent_trades(), 1U);
            ASSERT_EQ(d.exposure.open_orders(), open.size());
            ASSERT_GE(d.exposure.line(test::eth).lowest(), Qty{}) << "spot was sold short";
        }
        for (const auto& o : open) d.exposure.release(o.id);
        for (const auto id : {test::btc, test::eth}) {
            EXPECT_EQ(d.exposure.line(id).buy_reserved, Qty{});
            EXPECT_EQ(d.exposure.line(id).sell_reserved, Qty{});
        }
        EXPECT_EQ(d.exposure.margin_reserved(), Money{});
        EXPECT_EQ(d.exposure.open_orders(), 0U);
    }
}

}  // namespace
}  // namespace argosy::risk
