#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

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
        : ring_(length <= direct_max ? length : 0), ordered_(length <= direct_max ? 1 : length), length_(length) {}

    /// The mean of |x - centre|; only meaningful once `length` values were seen.
    double update(double x, double centre) noexcept {
        if (ring_.empty()) return from_order(x, centre);
        ring_[next_] = x;
        if (++next_ == ring_.size()) next_ = 0;
        double even = 0, odd = 0;
        std::size_t i = 0;
        for (; i + 1 < ring_.size(); i += 2) {
            even += std::fabs(ring_[i] - centre);
            odd += std::fabs(ring_[i + 1] - centre);
        }
        if (i < ring_.size()) even += std::fabs(ring_[i] - centre);
        return (even + odd) / static_cast<double>(length_);
    }

private:
    double from_order(double x, double centre) noexcept {
        ordered_.update(x);
        const auto below = ordered_.below(centre), all = ordered_.all();
        const double under = below.count * centre - below.sum;
        const double over = (all.sum - below.sum) - (all.count - below.count) * centre;
        return (under + over) / static_cast<double>(length_);
    }

    std::vector<double> ring_;
    OrderedWindow ordered_;
    std::size_t length_, next_ = 0;
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
        return value_ = deviation > 0 ? (price - mean) / (0.015 * deviation) : 0.0;
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return mean_.length(); }

private:
    RollingMean mean_;
    RollingDeviation deviation_;
};

}  // namespace argosy::indicators
