#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "indicators/detail/bars.hpp"
#include "indicators/indicator.hpp"
#include "indicators/moments.hpp"
#include "indicators/ordered_window.hpp"

namespace argosy::indicators {

/// Mean absolute deviation of the last n values from a given centre.
///
/// Up to `direct_max` values by a plain pass over the window, which is faster there; beyond, O(log n) from the values
/// in order. Which of the two is used depends on n alone.
class RollingDeviation {
public:
    static constexpr std::size_t direct_max = 256;

    /// Requires: length >= 1 (asserted).
    explicit RollingDeviation(std::size_t length)
        : ring_(length <= direct_max ? 2 * length : 0),
          ordered_(length <= direct_max ? 1 : length),
          length_(length),
          inverse_(1.0 / static_cast<double>(length)) {}

    /// The mean of |x - centre|; only meaningful once `length` values were seen.
    double update(double x, double centre) noexcept {
        if (ring_.empty()) return from_order(x, centre);
        keep(x);
        return deviation(&ring_[next_], [](const double* at) { return *at; }, centre);
    }
    /// update() for `count` values: x[i] with the centres. Requires: x[-1] and what is before it, back to a window, are
    /// the values before x[0], those that update() was given included.
    void update_all(const double* x, const double* centres, std::size_t count, double* out) noexcept {
        std::size_t i = 0;
        if (!ring_.empty())
            for (const double* from = x + 1 - length_; i + 2 <= count; i += 2)
                detail::store(out + i, deviation(from + i, detail::load, detail::load(centres + i)));
        for (std::size_t j = 0; j < i; ++j) keep(x[j]);
        for (; i < count; ++i) out[i] = update(x[i], centres[i]);
    }
    /// Copies the last values, oldest first, to what ends at `end`: as many as a window has besides its newest.
    void copy_recent(double* end) const noexcept {
        if (!ring_.empty()) std::copy_n(&ring_[next_ + 1], length_ - 1, end - (length_ - 1));
    }

private:
    /// Each value is kept twice, a window apart, so that the window is always in one piece.
    void keep(double x) noexcept {
        ring_[next_] = ring_[next_ + length_] = x;
        if (++next_ == length_) next_ = 0;
    }
    /// Of one window, or of two neighbours as lanes.
    template <class Load, class T>
    [[nodiscard]] T deviation(const double* from, Load load, T centre) const noexcept {
        T even{}, odd{};
        std::size_t i = 0;
        for (; i + 1 < length_; i += 2) {
            even += detail::size_of(load(from + i) - centre);
            odd += detail::size_of(load(from + i + 1) - centre);
        }
        if (i < length_) even += detail::size_of(load(from + i) - centre);
        return (even + odd) * detail::spread<T>(inverse_);
    }
    double from_order(double x, double centre) noexcept {
        ordered_.update(x);
        const auto below = ordered_.below(centre), all = ordered_.all();
        const double under = below.count * centre - below.sum;
        const double over = (all.sum - below.sum) - (all.count - below.count) * centre;
        return (under + over) * inverse_;
    }

    std::vector<double> ring_;
    OrderedWindow ordered_;
    std::size_t length_, next_ = 0;
    double inverse_;
};

/// Commodity channel index: distance of the typical price from its mean in units of 0.015 mean deviations. A window
/// without any deviation gives 0.
///
/// Warm-up:  period. Requires: period >= 1.
/// Source:   Lambert (1980); TA-Lib CCI, Stock.Indicators, LEAN.
class Cci : public Emits<Ohlcv, double> {
public:
    explicit Cci(std::size_t period = 20) : mean_(period), deviation_(period) {}
    [[gnu::always_inline]] double update(const Ohlcv& bar) noexcept {
        const double price = typical_price(bar);
        const double mean = mean_.update(price);
        const double deviation = deviation_.update(price, mean);
        if (!mean_.full()) [[unlikely]]
            return nan;
        return value_ = index(price, mean, deviation);
    }
    template <class Bars>
    void update_all(const Bars in, std::span<double> out) noexcept {
        std::size_t i = 0;
        for (; i < in.size() && !ready(); ++i) out[i] = update(in[i]);
        double before[RollingDeviation::direct_max + detail::chunk], means[detail::chunk];
        double* const prices = before + RollingDeviation::direct_max;
        for (; i < in.size(); i += detail::chunk) {
            const std::size_t count = std::min(detail::chunk, in.size() - i);
            deviation_.copy_recent(prices);
            for (std::size_t j = 0; j < count; ++j) {
                if (j % 8 == 0) detail::will_read_ranges(in, i + j);
                prices[j] = typical_price(in[i + j]);
            }
            mean_.update_all({prices, count}, {means, count});
            deviation_.update_all(prices, means, count, &out[i]);
            detail::write(&out[i], count, [&](std::size_t j) { return index(prices[j], means[j], out[i + j]); });
        }
        if (!out.empty()) value_ = out.back();
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return mean_.length(); }

private:
    [[nodiscard]] static double index(double price, double mean, double deviation) noexcept {
        return deviation > 0 ? (price - mean) / (0.015 * deviation) : 0.0;
    }

    RollingMean mean_;
    RollingDeviation deviation_;
};

}  // namespace argosy::indicators
