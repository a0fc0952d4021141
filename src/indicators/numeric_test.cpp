#include <cmath>
#include <deque>
#include <gtest/gtest.h>
#include <numeric>
#include <vector>

#include "base/prng.hpp"
#include "indicators/adaptive_average.hpp"
#include "indicators/adx.hpp"
#include "indicators/bollinger.hpp"
#include "indicators/cci.hpp"
#include "indicators/correlation.hpp"
#include "indicators/hurst.hpp"
#include "indicators/regression.hpp"
#include "indicators/rsi.hpp"
#include "indicators/stoch_rsi.hpp"
#include "indicators/vwap.hpp"
#include "indicators/weighted_average.hpp"

/// What floating point does to windows: drift, cancellation, flat stretches.
namespace argosy::indicators {
namespace {

/// Mean and variance of a window, computed afresh in extended precision.
struct Exact {
    std::deque<double> window;
    std::size_t length;

    void push(double x) {
        window.push_back(x);
        if (window.size() > length) window.pop_front();
    }
    [[nodiscard]] double mean() const {
        return static_cast<double>(std::accumulate(window.begin(), window.end(), 0.0L) /
                                   static_cast<long double>(window.size()));
    }
    [[nodiscard]] double variance() const {
        const long double m = std::accumulate(window.begin(), window.end(), 0.0L) / static_cast<long double>(length);
        long double sum = 0;
        for (const double x : window) sum += (x - m) * (x - m);
        return static_cast<double>(sum / static_cast<long double>(length));
    }
};

TEST(Numeric, windows_do_not_drift_over_half_a_million_values) {
    Prng prng(1);
    Sma sma(50);
    Variance variance(50);
    RollingSum sum(50);
    Exact exact{{}, 50};
    double price = 1e5;
    for (int i = 0; i < 500'000; ++i) {
        price *= std::exp(0.01 * prng.normal() - 5e-5);  // from 1e5 down to about 1e-6
        exact.push(price);
        const double mean = sma.update(price), spread = variance.update(price), total = sum.update(price);
        if (i < 50 || i % 997 != 0) continue;
        ASSERT_NEAR(mean, exact.mean(), 1e-14 * exact.mean()) << i;
        ASSERT_NEAR(total, 50 * exact.mean(), 1e-13 * 50 * exact.mean()) << i;
        ASSERT_NEAR(spread, exact.variance(), 1e-11 * exact.variance()) << i;
    }
}

TEST(Numeric, variance_survives_a_jump_and_a_large_offset) {
    Prng prng(2);
    Variance variance(20);
    Exact exact{{}, 20};
    for (int i = 0; i < 4000; ++i) {
        // A billion with a noise of a thousandth, and now and then a jump.
        const double x = (i / 37 % 2 == 0 ? 1e9 : 1.5e9) + 0.001 * prng.normal();
        exact.push(x);
        const double value = variance.update(x);
        if (i < 20) continue;
        ASSERT_NEAR(value, exact.variance(), 1e-9 * exact.variance() + 1e-12) << i;
    }
}

/// e += alpha × (x - e) from the mean of the first values, in extended precision.
struct ExactAverage {
    std::size_t period;
    long double alpha, value = 0;
    std::size_t seen = 0;

    double update(double x) {
        if (seen < period)
            value += x / static_cast<long double>(period);
        else
            value += alpha * (x - value);
        ++seen;
        return static_cast<double>(value);
    }
};

TEST(Numeric, exponential_averages_do_not_drift_over_half_a_million_values) {
    Prng prng(9);
    Ema ema(20), slow(2000);
    WilderAverage wilder(14);
    ExactAverage exact{20, 2.0L / 21}, exact_slow{2000, 2.0L / 2001}, exact_wilder{14, 1.0L / 14};
    double price = 1e5;
    for (int i = 0; i < 500'000; ++i) {
        price *= std::exp(0.01 * prng.normal() - 5e-5);  // from 1e5 down to about 1e-6
        const double a = ema.update(price), b = wilder.update(price), c = slow.update(price);
        const double x = exact.update(price), y = exact_wilder.update(price), z = exact_slow.update(price);
        if (i < 2000) continue;
        ASSERT_NEAR(a, x, 1e-14 * x) << i;
        ASSERT_NEAR(b, y, 1e-14 * y) << i;
        ASSERT_NEAR(c, z, 1e-12 * z) << i;
    }
}

TEST(Numeric, a_huge_value_leaves_no_trace_in_windows_and_fades_from_averages) {
    Prng prng(10);
    Sma sma(20);
    Wma wma(20);
    Variance variance(20);
    RollingSum sum(20);
    Ema ema(20);
    Exact exact{{}, 20};
    ExactAverage exact_ema{20, 2.0L / 21};
    for (int i = 0; i < 3000; ++i) {
        const double x = i % 97 == 50 ? 1e17 : 100 + prng.normal();
        exact.push(x);
        const double mean = sma.update(x), spread = variance.update(x), total = sum.update(x), weighted = wma.update(x);
        const double average = ema.update(x), exact_average = exact_ema.update(x);
        if (i < 20) continue;
        ASSERT_NEAR(average, exact_average, 1e-13 * exact_average) << i;
        if (i % 97 - 50 >= 0 && i % 97 - 50 < 20) continue;  // with the huge value in the window
        long double line = 0;
        for (std::size_t k = 0; k < 20; ++k) line += static_cast<long double>(k + 1) * exact.window[k] / 210;
        ASSERT_NEAR(mean, exact.mean(), 1e-12) << i;
        ASSERT_NEAR(total, 20 * exact.mean(), 1e-11) << i;
        ASSERT_NEAR(weighted, static_cast<double>(line), 1e-12) << i;
        ASSERT_NEAR(spread, exact.variance(), 1e-11) << i;
    }
}

TEST(Numeric, the_adaptive_average_is_that_of_its_definition) {
    Prng prng(11);
    Kama kama;
    std::deque<double> window;
    long double average = 0;
    for (int i = 0; i < 20'000; ++i) {
        const double x = i / 50 % 7 == 0 ? 100.25 : 100 + prng.normal();  // flat now and then
        const double value = kama.update(x);
        if (window.size() == 10) {
            long double moves = std::abs(static_cast<long double>(x) - window.back());
            for (std::size_t k = 1; k < 10; ++k) moves += std::abs(static_cast<long double>(window[k]) - window[k - 1]);
            const long double net = std::abs(static_cast<long double>(x) - window.front());
            const long double weight = (moves > 0 ? net / moves : 1) * (2.0L / 3 - 2.0L / 31) + 2.0L / 31;
            average += weight * weight * (x - average);
            ASSERT_NEAR(value, static_cast<double>(average), 1e-12) << i;
            window.pop_front();
        } else {
            average = x;
        }
        window.push_back(x);
    }
}

TEST(Numeric, a_flat_stretch_has_exactly_its_value_and_no_spread) {
    Prng prng(3);
    Sma sma(7);
    Wma wma(7);
    Ema fast(5), slow(12);
    Bollinger bands(7);
    ZScore score(7);
    LinearRegression line(7);
    CutlerRsi rsi(7);
    for (int round = 0; round < 50; ++round) {
        const double noise = 100 * prng.uniform();
        for (int i = 0; i < 5; ++i) {
            const double x = noise + prng.normal();
            sma.update(x), wma.update(x), fast.update(x), slow.update(x), bands.update(x), score.update(x);
            line.update(x), rsi.update(x);
        }
        const double flat = 0.1 + prng.uniform();
        for (int i = 0; i < 600; ++i) {
            const double mean = sma.update(flat), weighted = wma.update(flat);
            const double quick = fast.update(flat), lazy = slow.update(flat);
            const BollingerValue b = bands.update(flat);
            const double z = score.update(flat), strength = rsi.update(flat);
            const RegressionValue r = line.update(flat);
            if (i < 8) continue;
            ASSERT_EQ(mean, flat);
            ASSERT_EQ(weighted, flat);
            ASSERT_EQ(b.upper, b.lower);
            ASSERT_TRUE(std::isnan(b.percent_b));
            ASSERT_EQ(z, 0);
            ASSERT_EQ(r.slope, 0);
            ASSERT_EQ(r.r_squared, 0);
            ASSERT_EQ(strength, 50);
            if (i < 500) continue;  // the averages need time to forget
            ASSERT_EQ(quick, flat);
            ASSERT_EQ(lazy, flat);
        }
    }
}

TEST(Numeric, rsi_is_100_when_only_rising_0_when_only_falling_and_50_when_flat) {
    Rsi up(14), down(14), flat(14);
    for (int i = 0; i < 300; ++i) {
        up.update(100 + 0.1 * i * i);
        down.update(100 - 0.1 * i);
        flat.update(100);
    }
    EXPECT_EQ(up.value(), 100);
    EXPECT_EQ(down.value(), 0);
    EXPECT_EQ(flat.value(), 50);
    StochRsi stoch;
    for (int i = 0; i < 300; ++i) stoch.update(100 + i);
    EXPECT_EQ(stoch.value().k, 0) << "a range of zero";
}

TEST(Numeric, a_market_that_stopped_keeps_its_rsi_and_is_neutral_once_the_sums_have_faded) {
    Prng prng(7);
    Rsi rsi(14);
    for (int i = 0; i < 500; ++i) rsi.update(100 + prng.normal());
    const double moving = rsi.update(100.5);
    std::vector<double> flat(20'000, 100.5), values(flat.size());
    extend(rsi, std::span<const double>(flat), std::span(values));
    bool has_faded = false;
    for (const double value : values) {
        has_faded = has_faded || value == 50;
        ASSERT_NEAR(value, has_faded ? 50 : moving, 1e-9);
    }
    EXPECT_TRUE(has_faded);
    EXPECT_LT(rsi.update(100.4), 1e-9) << "the one movement there is was a fall";
}

TEST(Numeric, a_market_that_stopped_keeps_its_directional_indicators_and_has_none_once_they_have_faded) {
    Prng prng(8);
    Adx adx(14);
    for (int i = 0; i < 500; ++i) {
        const double x = 100 + 0.1 * i + prng.normal();
        adx.update({x, x + 1, x - 1, x, 1});
    }
    adx.update({150, 150, 150, 150, 1});
    const AdxValue moving = adx.update({150, 150, 150, 150, 1});
    bool has_faded = false;
    for (int i = 0; i < 20'000; ++i) {
        const AdxValue v = adx.update({150, 150, 150, 150, 1});
        has_faded = has_faded || v.plus_di == 0;
        ASSERT_NEAR(v.plus_di, has_faded ? 0 : moving.plus_di, 1e-9) << i;
        ASSERT_NEAR(v.minus_di, has_faded ? 0 : moving.minus_di, 1e-9) << i;
        ASSERT_GE(v.adx, 0) << i;
        ASSERT_LE(v.adx, 100) << i;
    }
    EXPECT_TRUE(has_faded);
    EXPECT_NEAR(adx.value().adx, 0, 1e-9);
}

TEST(Numeric, the_ordered_window_gives_what_a_pass_over_the_window_gives) {
    Prng prng(4);
    Cci ordered(300);
    std::deque<double> window;
    for (int i = 0; i < 3000; ++i) {
        const double price = 100 + std::floor(20 * prng.uniform());  // with many ties
        window.push_back(price);
        if (window.size() > 300) window.pop_front();
        const double value = ordered.update({price, price, price, price, 1});
        if (window.size() < 300) continue;
        const double mean = std::accumulate(window.begin(), window.end(), 0.0) / 300;
        double deviation = 0;
        for (const double x : window) deviation += std::abs(x - mean) / 300;
        ASSERT_NEAR(value, (price - mean) / (0.015 * deviation), 1e-8) << i;
    }
}

TEST(Numeric, correlation_of_a_line_is_one_and_beta_is_its_slope) {
    Prng prng(5);
    Correlation same(30), opposite(30);
    Beta beta(30);
    Covariance covariance(30);
    double x = 1e6;
    for (int i = 0; i < 200; ++i) {
        x += prng.normal();
        same.update({x, 3 * x + 7});
        opposite.update({x, -x});
    }
    EXPECT_NEAR(same.value(), 1, 1e-12);
    EXPECT_NEAR(opposite.value(), -1, 1e-12);
    double a = 100, b = 100;
    for (int i = 0; i < 100; ++i) {
        const double market = 0.01 * prng.normal();
        a *= 1 + 1.7 * market;
        b *= 1 + market;
        beta.update({a, b});
    }
    EXPECT_NEAR(beta.value(), 1.7, 1e-12);
}

TEST(Numeric, hurst_tells_a_random_walk_a_trend_and_a_mean_reversion_apart) {
    Prng prng(6);
    Hurst walk({2000, 20}), trend({2000, 20}), noise({2000, 20});
    double price = 0, drift = 0, trending = 0;
    for (int i = 0; i < 4000; ++i) {
        price += prng.normal();
        drift = 0.98 * drift + 0.2 * prng.normal();
        trending += drift;
        walk.update(price);
        trend.update(trending);
        noise.update(prng.normal());
    }
    EXPECT_NEAR(walk.value(), 0.5, 0.07);
    EXPECT_GT(trend.value(), 0.8);
    EXPECT_LT(noise.value(), 0.1);
}

TEST(Numeric, without_volume_there_is_no_vwap) {
    SessionVwap session;
    RollingVwap rolling(2);
    EXPECT_TRUE(std::isnan(session.update({1, 1, 1, 1, 0})));
    EXPECT_EQ(session.update({2, 2, 2, 2, 5}), 2);
    session.start_session();
    EXPECT_EQ(session.update({4, 4, 4, 4, 1}), 4);
    rolling.update({1, 1, 1, 1, 1});
    EXPECT_EQ(rolling.update({2, 2, 2, 2, 1}), 1.5);
    rolling.update({2, 2, 2, 2, 0});
    EXPECT_TRUE(std::isnan(rolling.update({2, 2, 2, 2, 0})));
}

}  // namespace
}  // namespace argosy::indicators
