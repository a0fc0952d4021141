#include <bit>
#include <cstring>
#include <gtest/gtest.h>
#include <vector>

#include "base/prng.hpp"
#include "indicators/adaptive_average.hpp"
#include "indicators/adx.hpp"
#include "indicators/aroon.hpp"
#include "indicators/bollinger.hpp"
#include "indicators/cci.hpp"
#include "indicators/choppiness.hpp"
#include "indicators/correlation.hpp"
#include "indicators/donchian.hpp"
#include "indicators/hurst.hpp"
#include "indicators/ichimoku.hpp"
#include "indicators/keltner.hpp"
#include "indicators/macd.hpp"
#include "indicators/oscillators.hpp"
#include "indicators/parabolic_sar.hpp"
#include "indicators/pivots.hpp"
#include "indicators/price_shapes.hpp"
#include "indicators/rate_of_change.hpp"
#include "indicators/regression.hpp"
#include "indicators/rsi.hpp"
#include "indicators/stoch_rsi.hpp"
#include "indicators/stochastic.hpp"
#include "indicators/supertrend.hpp"
#include "indicators/volume.hpp"
#include "indicators/vortex.hpp"
#include "indicators/vwap.hpp"
#include "indicators/weighted_average.hpp"

/// One test for every indicator: a batch gives, bit for bit, what updating one by one gives,
/// however the series is cut, and the first value comes exactly at warm_up().
namespace argosy::indicators {
namespace {

std::vector<Ohlcv> random_bars(std::uint64_t seed, std::size_t count) {
    Prng prng(seed);
    std::vector<Ohlcv> bars(count);
    double price = 100;
    for (Ohlcv& b : bars) {
        b.open = price;
        // Flat stretches and ties are where the branches are.
        const bool flat = prng.below(8) == 0;
        b.close = flat ? price : price * (1 + 0.01 * prng.normal());
        const double top = std::max(b.open, b.close), bottom = std::min(b.open, b.close);
        b.high = flat ? top : top * (1 + 0.004 * prng.uniform());
        b.low = flat ? bottom : bottom * (1 - 0.004 * prng.uniform());
        b.volume = flat && prng.below(2) == 0 ? 0 : 1000 * prng.uniform();
        price = b.close;
    }
    return bars;
}

template <class Input>
Input convert(const Ohlcv& bar) {
    if constexpr (std::same_as<Input, double>)
        return bar.close;
    else if constexpr (std::same_as<Input, Pair>)
        return {bar.close, bar.high + bar.low};
    else
        return bar;
}

template <class T>
bool same_bits(const T& a, const T& b) {
    return std::memcmp(&a, &b, sizeof(T)) == 0;
}

/// An indicator with the parameters to test it with; small ones, so that every phase of the windows
/// is met.
template <class I>
std::vector<I> samples();
#define ARGOSY_SAMPLES(type, ...) \
    template <>                   \
    std::vector<type> samples() { \
        return {__VA_ARGS__};     \
    }
ARGOSY_SAMPLES(Sma, Sma(1), Sma(2), Sma(3), Sma(20))
ARGOSY_SAMPLES(Ema, Ema(1), Ema(2), Ema(12), Ema(5, Seed::first_value))
ARGOSY_SAMPLES(WilderAverage, WilderAverage(1), WilderAverage(14), WilderAverage(3, Seed::first_value))
ARGOSY_SAMPLES(Rsi, Rsi(1), Rsi(2), Rsi(14))
ARGOSY_SAMPLES(CutlerRsi, CutlerRsi(1), CutlerRsi(14))
ARGOSY_SAMPLES(StochRsi, StochRsi(), StochRsi({2, 3, 1, 1}), StochRsi({14, 21, 5, 7}))
ARGOSY_SAMPLES(Macd, Macd(), Macd({3, 5, 2}), Macd({12, 26, 9}, MacdStart::aligned))
ARGOSY_SAMPLES(TrueRange, TrueRange(), TrueRange(FirstRange::high_low))
ARGOSY_SAMPLES(Atr, Atr(1), Atr(14), Atr(5, FirstRange::high_low))
ARGOSY_SAMPLES(AtrSimple, AtrSimple(1), AtrSimple(14))
ARGOSY_SAMPLES(Natr, Natr(14))
ARGOSY_SAMPLES(Variance, Variance(1), Variance(10), Variance(5, Spread::sample))
ARGOSY_SAMPLES(StdDev, StdDev(2), StdDev(20))
ARGOSY_SAMPLES(BollingerBands, BollingerBands(), BollingerBands(7, 1.5, Spread::sample), BollingerBands(600))
ARGOSY_SAMPLES(Bollinger, Bollinger(), Bollinger(5, 1.5, Spread::sample))
ARGOSY_SAMPLES(Donchian, Donchian(1), Donchian(20), Donchian(7, ChannelBars::before_current))
ARGOSY_SAMPLES(Supertrend, Supertrend(), Supertrend(3, 1.5))
ARGOSY_SAMPLES(Adx, Adx(), Adx(2), Adx(14, AdxSeed::ta_lib))
ARGOSY_SAMPLES(Wma, Wma(1), Wma(2), Wma(20))
ARGOSY_SAMPLES(Hma, Hma(2), Hma(20))
ARGOSY_SAMPLES(Vwma, Vwma(8), Vwma(20))
ARGOSY_SAMPLES(Dema, Dema(1), Dema(5))
ARGOSY_SAMPLES(Tema, Tema(1), Tema(5))
ARGOSY_SAMPLES(Kama, Kama(), Kama({1, 2, 3}))
ARGOSY_SAMPLES(Ppo, Ppo(), Ppo({2, 7, 3}))
ARGOSY_SAMPLES(Momentum, Momentum(1), Momentum(10))
ARGOSY_SAMPLES(Roc, Roc(1), Roc(20))
ARGOSY_SAMPLES(RocRatio, RocRatio(5))
ARGOSY_SAMPLES(Stochastic, Stochastic(), Stochastic({5, 1, 1}))
ARGOSY_SAMPLES(StochasticSmma, StochasticSmma(), StochasticSmma({9, 3, 3, 5, 4}))
ARGOSY_SAMPLES(WilliamsR, WilliamsR(1), WilliamsR(14))
ARGOSY_SAMPLES(Cci, Cci(1), Cci(14), Cci(301))
ARGOSY_SAMPLES(Ultimate, Ultimate(), Ultimate({3, 2, 1}))
ARGOSY_SAMPLES(Tsi, Tsi(), Tsi({2, 1, 1}))
ARGOSY_SAMPLES(Awesome, Awesome(), Awesome(1, 2))
ARGOSY_SAMPLES(Aroon, Aroon(), Aroon(1))
ARGOSY_SAMPLES(AroonEarliest, AroonEarliest(4))
ARGOSY_SAMPLES(ParabolicSar, ParabolicSar({}, SarStart::by_movement))
ARGOSY_SAMPLES(Ichimoku, Ichimoku(), Ichimoku({3, 2, 1, 4}))
ARGOSY_SAMPLES(Vortex, Vortex(), Vortex(1))
ARGOSY_SAMPLES(Keltner, Keltner(), Keltner({3, 1.5, 7}))
ARGOSY_SAMPLES(KeltnerSimple, KeltnerSimple(), KeltnerSimple(3, 2))
ARGOSY_SAMPLES(Choppiness, Choppiness(), Choppiness(2, ChopRange::true_range))
ARGOSY_SAMPLES(Obv, Obv(), Obv(ObvStart::first_volume))
ARGOSY_SAMPLES(AdLine, AdLine())
ARGOSY_SAMPLES(ChaikinMoneyFlow, ChaikinMoneyFlow(), ChaikinMoneyFlow(1))
ARGOSY_SAMPLES(MoneyFlowIndex, MoneyFlowIndex(), MoneyFlowIndex(1))
ARGOSY_SAMPLES(SessionVwap, SessionVwap())
ARGOSY_SAMPLES(RollingVwap, RollingVwap(8))
ARGOSY_SAMPLES(LinearRegression, LinearRegression(), LinearRegression(2))
ARGOSY_SAMPLES(LinearRegressionSlope, LinearRegressionSlope(), LinearRegressionSlope(3))
ARGOSY_SAMPLES(ZScore, ZScore(), ZScore(5, Spread::sample))
ARGOSY_SAMPLES(Correlation, Correlation(), Correlation(3))
ARGOSY_SAMPLES(Covariance, Covariance(), Covariance(7, Spread::sample))
ARGOSY_SAMPLES(Beta, Beta(), Beta(2))
ARGOSY_SAMPLES(Hurst, Hurst(), Hurst({24, 8}))
ARGOSY_SAMPLES(HeikinAshi, HeikinAshi())
ARGOSY_SAMPLES(Fractals, Fractals(), Fractals(1))

/// Pivot points with a session of 24 bars.
class DailyPivots : public PivotPoints {
public:
    using PivotPoints::PivotPoints;
    PivotLevels update(const Ohlcv& bar) noexcept {
        if (bars_seen_++ % 24 == 0) start_session();
        return PivotPoints::update(bar);
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return 25; }

private:
    std::size_t bars_seen_ = 0;
};
ARGOSY_SAMPLES(DailyPivots, DailyPivots(), DailyPivots(PivotKind::woodie), DailyPivots(PivotKind::camarilla))

template <class I>
class Batch : public ::testing::Test {};
using All = ::testing::Types<Sma, Ema, WilderAverage, Rsi, CutlerRsi, StochRsi, Macd, TrueRange, Atr, AtrSimple, Natr,
                             Variance, StdDev, Bollinger, BollingerBands, Donchian, Supertrend, Adx, Wma, Hma, Vwma,
                             Dema, Tema, Kama, Ppo, Momentum, Roc, RocRatio, Stochastic, StochasticSmma, WilliamsR, Cci,
                             Ultimate, Tsi, Awesome, Aroon, AroonEarliest, ParabolicSar, Ichimoku, Vortex, Keltner,
                             KeltnerSimple, Choppiness, Obv, AdLine, ChaikinMoneyFlow, MoneyFlowIndex, SessionVwap,
                             RollingVwap, LinearRegression, LinearRegressionSlope, ZScore, Correlation, Covariance,
                             Beta, Hurst, HeikinAshi, Fractals, DailyPivots>;
TYPED_TEST_SUITE(Batch, All);

TYPED_TEST(Batch, equals_one_by_one_to_the_last_bit) {
    using Output = typename TypeParam::Output;
    std::vector<typename TypeParam::Input> in;
    for (const Ohlcv& b : random_bars(7, 3000)) in.push_back(convert<typename TypeParam::Input>(b));
    for (const TypeParam& fresh : samples<TypeParam>()) {
        std::vector<Output> single, whole(in.size()), pieces(in.size());
        TypeParam one = fresh, cut = fresh;
        for (const auto& x : in) single.push_back(one.update(x));
        batch(fresh, in, whole);
        Prng prng(11);
        for (std::size_t from = 0; from < in.size();) {
            const std::size_t count = std::min<std::size_t>(in.size() - from, prng.below(300));
            extend(cut, std::span(std::as_const(in)).subspan(from, count), std::span(pieces).subspan(from, count));
            from += count;
        }
        for (std::size_t i = 0; i < in.size(); ++i) {
            ASSERT_TRUE(same_bits(single[i], whole[i])) << i;
            ASSERT_TRUE(same_bits(single[i], pieces[i])) << i;
        }
    }
}

TYPED_TEST(Batch, of_columns_equals_that_of_bars) {
    if constexpr (std::same_as<typename TypeParam::Input, Ohlcv>) {
        const auto bars = random_bars(19, 2000);
        std::vector<double> columns[5];
        for (const Ohlcv& b : bars)
            for (std::size_t c = 0; c < 5; ++c)
                columns[c].push_back(std::array{b.open, b.high, b.low, b.close, b.volume}[c]);
        for (const TypeParam& fresh : samples<TypeParam>()) {
            std::vector<typename TypeParam::Output> rows(bars.size()), same(bars.size());
            batch(fresh, bars, rows);
            batch(fresh, OhlcvColumns{columns[0], columns[1], columns[2], columns[3], columns[4]}, same);
            for (std::size_t i = 0; i < bars.size(); ++i) ASSERT_TRUE(same_bits(rows[i], same[i])) << i;
        }
    }
}

TYPED_TEST(Batch, is_ready_exactly_at_the_end_of_the_warm_up) {
    const auto bars = random_bars(3, 300);
    for (TypeParam indicator : samples<TypeParam>()) {
        ASSERT_FALSE(indicator.ready());
        for (std::size_t i = 1; i <= bars.size(); ++i) {
            indicator.update(convert<typename TypeParam::Input>(bars[i - 1]));
            ASSERT_EQ(indicator.ready(), i >= indicator.warm_up()) << i;
        }
    }
}

}  // namespace
}  // namespace argosy::indicators
