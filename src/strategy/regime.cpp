#include "strategy/regime.hpp"

#include <algorithm>
#include <cmath>

namespace argosy::strategy {

RegimeDetector::RegimeDetector(RegimeSettings settings)
    : settings_(settings), closes_(std::max<std::size_t>(settings.window, 3)) {
    settings_.recent = std::clamp<std::size_t>(settings_.recent, 1, closes_.size() - 2);
}

domain::Regime RegimeDetector::regime() noexcept {
    if (!known_) last_ = classify();
    known_ = true;
    return last_;
}

template <class Visit>
void RegimeDetector::for_each_change(Visit&& visit) const noexcept {
    const std::size_t n = closes_.size();
    double before = closes_[next_];  // the oldest
    for (std::size_t k = 1, i = next_ + 1; k < n; ++k, ++i) {
        const double close = closes_[i < n ? i : i - n];
        visit(k, before, close);
        before = close;
    }
}

double RegimeDetector::volatility(Duration interval) const noexcept {
    if (count_ < closes_.size()) return 0;
    double squares = 0;
    for_each_change([&](std::size_t, double before, double close) {
        const double r = close / before - 1;
        squares += r * r;
    });
    const double bars_per_year = 365.25 * 86'400e9 / static_cast<double>(interval.count());
    return std::sqrt(squares / static_cast<double>(closes_.size() - 1) * bars_per_year);
}

domain::Regime RegimeDetector::classify() const noexcept {
    const std::size_t n = closes_.size();
    if (count_ < n) return domain::Regime::unknown;
    double path = 0, earlier_squares = 0, recent_squares = 0, last = 0;
    for_each_change([&](std::size_t k, double before, double close) {
        const double change = close - before;
        const double relative = change / before;
        path += std::abs(change);
        (k >= n - settings_.recent ? recent_squares : earlier_squares) += relative * relative;
        last = close;
    });
    if (path == 0) return domain::Regime::range;
    const double earlier = std::sqrt(earlier_squares / static_cast<double>(n - 1 - settings_.recent));
    const double recent = std::sqrt(recent_squares / static_cast<double>(settings_.recent));
    if (recent > settings_.high_volatility_ratio * earlier) return domain::Regime::high_volatility;
    const double net = last - closes_[next_];
    if (std::abs(net) / path < settings_.trend_efficiency) return domain::Regime::range;
    return net > 0 ? domain::Regime::trend_up : domain::Regime::trend_down;
}

}  // namespace argosy::strategy
