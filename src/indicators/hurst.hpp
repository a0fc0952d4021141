#pragma once

#include <cstddef>
#include <vector>

#include "indicators/indicator.hpp"
#include "indicators/moments.hpp"
#include "indicators/window.hpp"

namespace argosy::indicators {

struct HurstParams {
    std::size_t period = 100, lag_max = 20;
};

/// Hurst exponent of the last `period` values: 0.5 for a random walk, more when moves persist, less when they revert.
/// NaN while some lag shows no variation at all (a flat series has no exponent).
///
/// The standard deviation of x[t] - x[t - lag] grows like lag^H: H is the slope of its logarithm on that of the lag,
/// for lags 2 to lag_max. O(lag_max) per value whatever the period. Give it prices, or their logarithms over long
/// spans.
/// Warm-up:  period. Requires: lag_max >= 3, period >= lag_max + 2.
/// Source:   LEAN HurstExponent (generalised Hurst exponent of order 2); rescaled-range estimates differ.
class Hurst : public Emits<double, double> {
public:
    using Params = HurstParams;
    explicit Hurst(Params p = {});
    double update(double x) noexcept;
    [[nodiscard]] std::size_t warm_up() const noexcept { return period_; }

private:
    struct Lag {
        Delay past;
        RollingMoments differences;
        double weight;  ///< of ln(deviation) in the slope
    };
    std::vector<Lag> lags_;
    std::size_t period_, seen_ = 0;
};

}  // namespace argosy::indicators
