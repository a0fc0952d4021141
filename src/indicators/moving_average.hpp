#pragma once

#include <cstddef>
#include <span>

#include "indicators/indicator.hpp"
#include "indicators/moments.hpp"
#include "indicators/smoother.hpp"

/// Simple, exponential and Wilder's moving averages.
namespace argosy::indicators {

/// Simple moving average: the mean of the last `period` values.
///
/// Warm-up:  period. Requires: period >= 1.
/// Source:   the mean; sums do not drift (moments.hpp), a flat series gives its own value exactly.
class Sma : public Emits<double, double> {
public:
    explicit Sma(std::size_t period) : mean_(period) {}
    double update(double x) noexcept {
        const double mean = mean_.update(x);
        return value_ = mean_.full() ? mean : nan;
    }
    void update_all(std::span<const double> in, std::span<double> out) noexcept {
        std::size_t i = 0;
        for (; i < in.size() && !mean_.full(); ++i) out[i] = update(in[i]);
        if (i == in.size()) return;
        mean_.update_all(in.subspan(i), out.subspan(i));
        value_ = out.back();
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return mean_.length(); }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.value_, self.mean_); }

private:
    RollingMean mean_;
};

/// What a recursive average starts from.
enum class Seed {
    mean,         ///< the simple mean of the first `period` values (TA-Lib, Stock.Indicators, LEAN)
    first_value,  ///< the first value, with a value from the first update on (TradingView ta.ema, Tulip, pandas)
};

/// x smoothed with a fixed weight, from one of the two seeds: what Ema and WilderAverage are made of.
class SeededAverage : public Emits<double, double> {
public:
    SeededAverage(std::size_t period, double alpha, Seed seed) noexcept
        : smoother_(alpha), period_(period), needed_(seed == Seed::mean ? period : 1) {
        ARGOSY_ASSERT(period >= 1, "an average needs a period of at least 1");
    }
    double update(double x) noexcept {
        if (seen_ < needed_) [[unlikely]]
            return start(x);
        return value_ = smoother_.update(x);
    }
    void update_all(std::span<const double> in, std::span<double> out) noexcept {
        std::size_t i = 0;
        for (; i < in.size() && seen_ < needed_; ++i) out[i] = start(in[i]);
        if (i == in.size()) return;
        value_ = smoother_.update_all(in.subspan(i), out.subspan(i));
    }
    /// For owners that make the values themselves: as Smoother::update_all. Requires: ready().
    template <class Get, class Put>
    void update_all(std::size_t count, Get get, Put put) noexcept {
        value_ = smoother_.update_all(count, get, put);
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return needed_; }
    [[nodiscard]] std::size_t period() const noexcept { return period_; }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.value_, self.smoother_, self.seen_, self.first_, self.sum_);
    }

private:
    /// The warm-up.
    double start(double x) noexcept {
        if (seen_ == 0) first_ = x;
        sum_ += x - first_;
        if (++seen_ < needed_) return nan;
        value_ = first_ + sum_ / static_cast<double>(needed_);
        smoother_.seed(x, value_);
        return value_;
    }

    Smoother smoother_;
    std::size_t period_, needed_, seen_ = 0;
    double first_ = 0, sum_ = 0;
};

/// Exponential moving average.
///
/// Warm-up:  period with Seed::mean, 1 with Seed::first_value. Requires: period >= 1.
/// Source:   alpha = 2/(period + 1); the seed decides whose numbers these are (Seed).
class Ema : public SeededAverage {
public:
    explicit Ema(std::size_t period, Seed seed = Seed::mean) noexcept
        : SeededAverage(period, 2.0 / (static_cast<double>(period) + 1.0), seed) {}
};

/// Wilder's smoothing, also called SMMA, RMA or modified moving average.
///
/// Warm-up:  period with Seed::mean, 1 with Seed::first_value. Requires: period >= 1.
/// Source:   Wilder, New Concepts in Technical Trading Systems (1978): alpha = 1/period, seeded with the mean
///           (Stock.Indicators SMMA, TradingView ta.rma, Tulip wilders, LEAN WilderMovingAverage).
class WilderAverage : public SeededAverage {
public:
    explicit WilderAverage(std::size_t period, Seed seed = Seed::mean) noexcept
        : SeededAverage(period, 1.0 / static_cast<double>(period), seed) {}
};

}  // namespace argosy::indicators
