#include <bit>
#include <cstring>
#include <gtest/gtest.h>
#include <vector>

#include "base/prng.hpp"
#include "indicators/adx.hpp"
#include "indicators/bollinger.hpp"
#include "indicators/donchian.hpp"
#include "indicators/macd.hpp"
#include "indicators/rsi.hpp"
#include "indicators/stoch_rsi.hpp"
#include "indicators/supertrend.hpp"

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
        b.volume = flat ? 0 : 1000 * prng.uniform();
        price = b.close;
    }
    return bars;
}

template <class Input>
Input convert(const Ohlcv& bar) {
    if constexpr (std::same_as<Input, double>)
        return bar.close;
    else if constexpr (std::same_as<Input, Pair>)
        return {bar.close, bar.volume};
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
ARGOSY_SAMPLES(WilderAverage, WilderAverage(1), WilderAverage(14),
               WilderAverage(3, Seed::first_value))
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
ARGOSY_SAMPLES(Bollinger, Bollinger(), Bollinger(5, 1.5, Spread::sample))
ARGOSY_SAMPLES(Donchian, Donchian(1), Donchian(20), Donchian(7, ChannelBars::before_current))
ARGOSY_SAMPLES(Supertrend, Supertrend(), Supertrend(3, 1.5))
ARGOSY_SAMPLES(Adx, Adx(), Adx(2), Adx(14, AdxSeed::ta_lib))

template <class I>
class Batch : public ::testing::Test {};
using All =
    ::testing::Types<Sma, Ema, WilderAverage, Rsi, CutlerRsi, StochRsi, Macd, TrueRange, Atr,
                     AtrSimple, Natr, Variance, StdDev, Bollinger, Donchian, Supertrend, Adx>;
TYPED_TEST_SUITE(Batch, All);

TYPED_TEST(Batch, equals_one_by_one_to_the_last_bit) {
    using Output = typename TypeParam::Output;
    std::vector<typename TypeParam::Input> in;
    for (const Ohlcv& b : random_bars(7, 3000)) in.push_back(convert<typename TypeParam::Input>(b));
    for (const TypeParam& fresh : samples<TypeParam>()) {
        std::vector<Output> single, whole(in.size()), pieces(in.size());
        TypeParam one = fresh, cut = fresh;
        for (const auto& x : in) single.push_back(one.update(x));
        batch(fresh, std::span(std::as_const(in)), std::span(whole));
        Prng prng(11);
        for (std::size_t from = 0; from < in.size();) {
            const std::size_t count = std::min<std::size_t>(in.size() - from, prng.below(300));
            extend(cut, std::span(std::as_const(in)).subspan(from, count),
                   std::span(pieces).subspan(from, count));
            from += count;
        }
        for (std::size_t i = 0; i < in.size(); ++i) {
            ASSERT_TRUE(same_bits(single[i], whole[i])) << i;
            ASSERT_TRUE(same_bits(single[i], pieces[i])) << i;
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
