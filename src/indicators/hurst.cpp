#include "indicators/hurst.hpp"

#include <cmath>

namespace argosy::indicators {

Hurst::Hurst(Params p) : period_(p.period) {
    ARGOSY_ASSERT(p.lag_max >= 3 && p.period >= p.lag_max + 2, "hurst needs lag_max >= 3 and period >= lag_max + 2");
    double mean = 0;
    for (std::size_t lag = 2; lag <= p.lag_max; ++lag) mean += std::log(static_cast<double>(lag));
    mean /= static_cast<double>(p.lag_max - 1);
    double squares = 0;
    for (std::size_t lag = 2; lag <= p.lag_max; ++lag) {
        const double distance = std::log(static_cast<double>(lag)) - mean;
        squares += distance * distance;
        lags_.push_back({Delay(lag), RollingMoments(p.period - lag), distance});
    }
    for (Lag& lag : lags_) lag.weight /= squares;
}

double Hurst::update(double x) noexcept {
    ++seen_;
    double slope = 0;
    bool varies = true;
    for (Lag& lag : lags_) {
        const double past = lag.past.update(x);
        if (std::isnan(past)) continue;
        const Moments m = lag.differences.update(x - past);
        if (seen_ < period_) continue;
        varies = varies && m.squares > 0;
        slope += lag.weight * 0.5 * std::log(m.squares / static_cast<double>(lag.differences.length()));
    }
    return value_ = seen_ >= period_ && varies ? slope : nan;
}

}  // namespace argosy::indicators
