#include "risk/sizing.hpp"

#include <gtest/gtest.h>

#include "base/prng.hpp"
#include "support/instruments.hpp"

namespace argosy::risk {
namespace {

const auto table = test::instruments();
const auto& btc = table[test::btc];

SizeRequest request() { return {.equity = "10000"_money, .margin_available = "10000"_money, .price = "100"_px}; }
std::string size(const SizingSettings& settings, const SizeRequest& r, const domain::Instrument& i = btc) {
    const auto sized = Sizer(settings).size(i, r);
    EXPECT_EQ(sized.qty.is_zero(), sized.refusal.reason != Reason::none);
    return sized.qty.is_zero() ? describe(sized.refusal, i) : to_string(sized.qty);
}

TEST(Sizer, FixedFractionOfEquityRoundedDownToTheLot) {
    EXPECT_EQ(size({.method = FixedFraction{"0.1"_ratio}}, request()), "10");
    auto r = request();
    r.price = "99.9"_px;
    EXPECT_EQ(size({.method = FixedFraction{"0.1"_ratio}}, r), "10.01") << "10.01001... down to the lot";
    r.strength = 0.5;
    r.state_factor = "0.5"_ratio;
    EXPECT_EQ(size({.method = FixedFraction{"0.1"_ratio}}, r), "2.502");
}

TEST(Sizer, FixedRiskLosesTheRiskAtTheStop) {
    auto r = request();
    r.stop_price = "98"_px;
    EXPECT_EQ(size({.method = FixedRisk{"0.01"_ratio}}, r), "50") << "50 × 2 is 1 % of 10000";
    r.stop_price = "102"_px;
    EXPECT_EQ(size({.method = FixedRisk{"0.01"_ratio}}, r), "50") << "a short entry";
    r.stop_price = {};
    EXPECT_EQ(size({.method = FixedRisk{}}, r), "SIZE_STOP_MISSING: fixed risk needs a stop price away from the entry");
}

TEST(Sizer, FixedRiskOfAnInverseContractCountsItsCurvature) {
    auto r = request();
    r.rate = Ratio::from_int(50'000);
    r.price = "50000"_px;
    r.stop_price = "40000"_px;
    // q contracts of 100 USD lose q × 100 × (1/40000 - 1/50000) BTC: worth 25 USDT each at the entry's rate
    EXPECT_EQ(size({.method = FixedRisk{"0.01"_ratio}}, r, table[test::inverse_btc]), "4");
}

TEST(Sizer, VolatilityTargetScalesWithTheInstrumentsVolatility) {
    auto r = request();
    r.volatility = 0.8;
    EXPECT_EQ(size({.method = VolatilityTarget{0.2}}, r), "25");
    r.volatility = 0;
    EXPECT_EQ(size({.method = VolatilityTarget{0.2}}, r),
              "SIZE_VOLATILITY_MISSING: the instrument's volatility is not known");
}

TEST(Sizer, KellyNeedsTradesAndAnEdgeAndIsCapped) {
    auto r = request();
    const CappedKelly half{.part = 0.5, .cap = 0.25, .trades_min = 30};
    EXPECT_EQ(size({.method = half}, r), "SIZE_TRADES_FEW: 0 < 30");
    for (int i = 0; i < 20; ++i) r.trades.add(0.02);
    for (int i = 0; i < 20; ++i) r.trades.add(-0.02);
    EXPECT_EQ(size({.method = half}, r), "SIZE_EDGE_MISSING: Kelly's fraction of the past trades is not positive");
    for (int i = 0; i < 10; ++i) r.trades.add(0.02);
    // W = 0.6, R = 1: Kelly 0.2, half of it is 10 % of equity
    EXPECT_EQ(size({.method = half}, r), "10");
    for (int i = 0; i < 1000; ++i) r.trades.add(0.2);
    EXPECT_EQ(size({.method = half}, r), "25") << "the cap";
}

TEST(Sizer, BoundsHold) {
    auto r = request();
    EXPECT_EQ(size({.method = FixedFraction{"0.9"_ratio}, .position_max = "0.25"_ratio}, r), "25");
    r.margin_available = "1000"_money;
    EXPECT_EQ(size({.method = FixedFraction{"0.9"_ratio}}, r), "9.5") << "95 % of the margin";
    r.initial_margin = "0.1"_ratio;
    EXPECT_EQ(size({.method = FixedFraction{"0.9"_ratio}}, r), "90");
    auto capped = btc;
    capped.qty_max = "3.0005"_qty;
    EXPECT_EQ(size({.method = FixedFraction{"0.9"_ratio}}, r, capped), "3");
}

TEST(Sizer, BelowTheMinimumThereIsNoSizeAndAReason) {
    auto r = request();
    r.equity = "40"_money;
    EXPECT_EQ(size({.method = FixedFraction{"0.1"_ratio}}, r), "ORDER_NOTIONAL_MIN: 4 < 5, after rounding");
    r.equity = "0.9"_money;
    EXPECT_EQ(size({.method = FixedFraction{"0.1"_ratio}}, r), "ORDER_QUANTITY_MIN: 0 < 0.001 BTC, after rounding");
    r.equity = Money{};
    EXPECT_EQ(size({}, r), "SIZE_EQUITY: equity is not positive");
    r = request();
    r.price = {};
    EXPECT_EQ(size({}, r), "SIZE_PRICE_MISSING: no price, or no rate to the account currency");
    r = request();
    r.strength = 0;
    EXPECT_EQ(size({}, r), "SIZE_STRENGTH: the decision has no strength");
    r.strength = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(size({}, r), "SIZE_STRENGTH: the decision has no strength");
    r = request();
    r.state_factor = {};
    EXPECT_EQ(size({}, r), "SIZE_STATE: the risk state allows no new position");
}

TEST(Sizer, RoundingNeverAddsRiskAndAlwaysObeysTheInstrument) {
    Prng random(11);
    int sized = 0;
    for (int i = 0; i < 20'000; ++i) {
        auto instrument = btc;
        instrument.lot_size = Qty::from_raw(static_cast<std::int64_t>(1 + random.below(10'000'000)));
        instrument.qty_min = instrument.lot_size * static_cast<std::int64_t>(1 + random.below(5));
        auto r = request();
        r.equity = Money::from_int(static_cast<std::int64_t>(1 + random.below(100'000)));
        r.margin_available = r.equity;
        r.price = Price::from_raw(static_cast<std::int64_t>(1'000'000 + random.below(10'000'000'000'000)));
        const auto fraction = Ratio::from_raw(static_cast<std::int64_t>(1 + random.below(10'000'000'000)));
        const auto s = Sizer({.method = FixedFraction{fraction}}).size(instrument, r);
        if (s.qty.is_zero()) continue;
        ++sized;
        ASSERT_TRUE(is_multiple(s.qty, instrument.lot_size));
        ASSERT_GE(s.qty, instrument.qty_min);
        ASSERT_GE(r.price * s.qty, instrument.notional_min);
        ASSERT_LE(r.price * s.qty, scale(r.equity, fraction));
    }
    EXPECT_GT(sized, 5000);
}

TEST(Sizer, SettingsAreChecked) {
    EXPECT_TRUE(validate(SizingSettings{}));
    EXPECT_FALSE(validate(SizingSettings{.method = FixedFraction{Ratio{}}}));
    EXPECT_FALSE(validate(SizingSettings{.method = FixedRisk{"1.1"_ratio}}));
    EXPECT_FALSE(validate(SizingSettings{.method = VolatilityTarget{-1}}));
    EXPECT_FALSE(validate(SizingSettings{.method = CappedKelly{.part = 2}}));
    EXPECT_FALSE(validate(SizingSettings{.margin_part = "1.5"_ratio}));
    EXPECT_FALSE(validate(SizingSettings{.position_max = "-1"_ratio}));
}

}  // namespace
}  // namespace argosy::risk
