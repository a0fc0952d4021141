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

double RegimeDetector::volatility(Duration interval) const noexcept {
    if (count_ < closes_.size()) return 0;
    double squares = 0;
    for (std::size_t i = 1; i < closes_.size(); ++i) {
        const double r = at(i) / at(i - 1) - 1;
        squares += r * r;
    }
    const double bars_per_year = 365.25 * 86'400e9 / static_cast<double>(interval.count());
    return std::sqrt(squares / static_cast<double>(closes_.size() - 1) * bars_per_year);
}

domain::Regime RegimeDetector::classify() const noexcept {
    const std::size_t n = closes_.size();
    if (count_ < n) return domain::Regime::unknown;
    double path = 0, earlier_squares = 0, recent_squares = 0;
    for (std::size_t i = 1; i < n; ++i) {
        const double change = at(i) - at(i - 1);
        const double relative = change / at(i - 1);
        path += std::abs(change);
        (i >= n - settings_.recent ? recent_squares : earlier_squares) += relative * relative;
    }
    if (path == 0) return domain::Regime::range;
    const double earlier = std::sqrt(earlier_squares / static_cast<double>(n - 1 - settings_.recent));
    const double recent = std::sqrt(recent_squares / static_cast<double>(settings_.recent));
    if (recent > settings_.high_volatility_ratio * earlier) return domain::Regime::high_volatility;
    const double net = at(n - 1) - at(0);
    if (std::abs(net) / path < settings_.trend_efficiency) return domain::Regime::range;
    return net > 0 ? domain::Regime::trend_up : domain::Regime::trend_down;
}

}  // namespace argosy::strategy
