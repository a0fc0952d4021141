#include "risk/protections.hpp"

#include <gtest/gtest.h>

namespace argosy::risk {
namespace {

using domain::OrderPurpose;

const Time start = time_from_ns(0) + 24h * 365;
constexpr InstrumentId one{0}, two{1};

ClosedTrade closed(InstrumentId instrument, std::string_view pnl, Time time,
                   OrderPurpose purpose = OrderPurpose::exit) {
    const auto amount = *parse_decimal<Money>(pnl);
    return {.instrument = instrument,
            .purpose = purpose,
            .pnl = amount,
            .gain = *ratio_of(amount, "1000"_money, Rounding::half_even),
            .equity = "10000"_money,
            .time = time};
}
ClosedTrade stopped(InstrumentId instrument, std::string_view pnl, Time time) {
    return closed(instrument, pnl, time, OrderPurpose::stop_loss);
}

TEST(Protections, CooldownRestsOneInstrumentLongerAfterAStop) {
    Protections p({.cooldown = 10min, .cooldown_after_stop = 1h}, 2);
    EXPECT_TRUE(p.on_exit(closed(one, "5", start)));
    EXPECT_TRUE(p.is_locked(one, start + 10min - 1ns));
    EXPECT_FALSE(p.is_locked(one, start + 10min));
    EXPECT_FALSE(p.is_locked(two, start));
    EXPECT_TRUE(p.on_exit(stopped(one, "-5", start)));
    EXPECT_TRUE(p.is_locked(one, start + 59min));
    EXPECT_EQ(p.lock_of(one).cause.view(), "cooldown of 1h after a stop");
    EXPECT_FALSE(p.on_exit(closed(one, "5", start + 1min))) << "a shorter lock does not replace a longer one";
    EXPECT_TRUE(p.is_locked(one, start + 59min));
}

TEST(Protections, StoplossGuardCountsLosingStopsInItsWindow) {
    Protections p({.stoploss_guard = {.stops = 3, .window = 1h, .lock = 2h}}, 2);
    EXPECT_FALSE(p.on_exit(stopped(one, "-1", start)));
    EXPECT_FALSE(p.on_exit(stopped(two, "-1", start + 30min)));
    EXPECT_FALSE(p.on_exit(closed(two, "-1", start + 40min))) << "not a stop";
    EXPECT_FALSE(p.on_exit(closed(two, "9", start + 41min, OrderPurpose::trailing_stop))) << "a stop in profit";
    EXPECT_FALSE(p.on_exit(stopped(one, "-1", start + 60min))) << "the first has left the window";
    EXPECT_TRUE(p.on_exit(stopped(one, "-1", start + 61min)));
    EXPECT_TRUE(p.is_locked(two, start + 180min));
    EXPECT_FALSE(p.is_locked(two, start + 181min));
    EXPECT_EQ(p.locks(start + 62min).front().cause.view(), "3 stops in 1h");
    EXPECT_TRUE(p.locks(start + 62min).front().instrument.is_none());
    p.unlock({});
    EXPECT_FALSE(p.is_locked(two, start + 62min));
}

TEST(Protections, StoplossGuardCanWatchEachInstrumentAlone) {
    Protections p({.stoploss_guard = {.stops = 2, .window = 1h, .lock = 1h, .per_instrument = true}}, 2);
    EXPECT_FALSE(p.on_exit(stopped(one, "-1", start)));
    EXPECT_FALSE(p.on_exit(stopped(two, "-1", start)));
    EXPECT_TRUE(p.on_exit(stopped(two, "-1", start)));
    EXPECT_TRUE(p.is_locked(two, start));
    EXPECT_FALSE(p.is_locked(one, start));
}

TEST(Protections, DrawdownGuardMeasuresTheFallFromTheBestPoint) {
    Protections p({.drawdown_guard = {.drawdown_max = "0.05"_ratio, .window = 24h, .lock = 6h, .trades_min = 3}}, 2);
    EXPECT_FALSE(p.on_exit(closed(one, "1000", start)));
    EXPECT_FALSE(p.on_exit(closed(two, "-400", start + 1h)));
    EXPECT_FALSE(p.on_exit(closed(one, "-120", start + 2h))) << "520 of 10520 is 4.94 %";
    EXPECT_TRUE(p.on_exit(closed(one, "-20", start + 3h)));
    EXPECT_EQ(p.lock_of(two).kind, ProtectionKind::drawdown_guard);
    EXPECT_EQ(p.lock_of(two).cause.view(), "closed trades fell by 540 in 1d");
    EXPECT_EQ(p.lock_of(two).until, start + 9h);
}

TEST(Protections, LowProfitLocksTheInstrumentThatDoesNotPay) {
    Protections p({.low_profit = {.return_min = "0.01"_ratio, .window = 24h, .lock = 1h, .trades_min = 2}}, 2);
    EXPECT_FALSE(p.on_exit(closed(one, "2", start)));
    EXPECT_FALSE(p.on_exit(closed(two, "2", start)));
    EXPECT_TRUE(p.on_exit(closed(one, "7.9", start + 1h)));
    EXPECT_EQ(p.lock_of(one).cause.view(), "2 trades returned 0.0099 in 1d");
    EXPECT_FALSE(p.is_locked(two, start + 1h));
    EXPECT_FALSE(p.on_exit(closed(two, "8", start + 1h))) << "1 % is enough";
}

TEST(Protections, TheMemoryOfTradesIsBoundedAndStaysInOrder) {
    Protections p({.stoploss_guard = {.stops = 400, .window = 24h * 365, .lock = 1h}}, 2);
    for (int i = 0; i < 2000; ++i) EXPECT_FALSE(p.on_exit(stopped(one, i % 2 ? "-1" : "1", start + i * 1s)));
    int locks = 0;
    for (int i = 2000; i < 2400; ++i) locks += p.on_exit(stopped(one, "-1", start + i * 1s));
    EXPECT_GT(locks, 0);
    EXPECT_EQ(p.locks(start + 2400s).front().cause.view(), "456 stops in 365d");
}

TEST(Protections, SettingsAreChecked) {
    EXPECT_TRUE(validate(ProtectionSettings{}));
    EXPECT_FALSE(validate(ProtectionSettings{.cooldown = -1s}));
    EXPECT_FALSE(validate(ProtectionSettings{.stoploss_guard = {.stops = 3}}));
    EXPECT_FALSE(validate(ProtectionSettings{.drawdown_guard = {.drawdown_max = "0.1"_ratio, .window = 1h}}));
    EXPECT_FALSE(validate(ProtectionSettings{.low_profit = {.lock = 1h, .trades_min = 1}}));
    EXPECT_FALSE(validate(ProtectionSettings{.stoploss_guard = {.stops = 513, .window = 1h, .lock = 1h}}));
}

}  // namespace
}  // namespace argosy::risk
