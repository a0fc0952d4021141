#include "strategy/regime.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace argosy::strategy {
namespace {

RegimeSettings sound(RegimeSettings s) {
    s.window = std::max<std::size_t>(s.window, 3);
    s.recent = std::clamp<std::size_t>(s.recent, 1, s.window - 2);
    return s;
}

}  // namespace

RegimeDetector::RegimeDetector(RegimeSettings settings)
    : settings_(sound(settings)),
      closes_(settings_.window),
      squares_(settings_.recent),
      path_(settings_.window - 1),
      recent_(settings_.recent),
      earlier_(settings_.window - 1 - settings_.recent) {}

void RegimeDetector::update(double close) noexcept {
    if (count_ > 0) add_change(closes_[(next_ == 0 ? closes_.size() : next_) - 1], close);
    closes_[next_] = close;
    if (++next_ == closes_.size()) next_ = 0;
    if (count_ < closes_.size()) ++count_;
}

void RegimeDetector::add_change(double before, double close) noexcept {
    const double change = close - before, relative = change / before, square = relative * relative;
    path_now_ = path_.update(std::abs(change));
    recent_now_ = recent_.update(square);
    const double left = std::exchange(squares_[next_square_], square);
    if (++next_square_ == squares_.size()) next_square_ = 0;
    if (count_ > squares_.size()) earlier_now_ = earlier_.update(left);
}

double RegimeDetector::volatility(Duration interval) const noexcept {
    if (count_ < closes_.size()) return 0;
    double squares = 0;
    for (std::size_t k = 1; k < closes_.size(); ++k) {
        const std::size_t at = (next_ + k) % closes_.size();  // next_ is the oldest
        const double r = closes_[at] / closes_[at == 0 ? closes_.size() - 1 : at - 1] - 1;
        squares += r * r;
    }
    const double bars_per_year = 365.25 * 86'400e9 / static_cast<double>(interval.count());
    return std::sqrt(squares / static_cast<double>(closes_.size() - 1) * bars_per_year);
}

domain::Regime RegimeDetector::regime() const noexcept {
    if (count_ < closes_.size()) return domain::Regime::unknown;
    if (path_now_ == 0) return domain::Regime::range;
    const double ratio = settings_.high_volatility_ratio;
    if (recent_now_ > ratio * ratio * std::max(earlier_now_, 0.0)) return domain::Regime::high_volatility;
    const double last = closes_[(next_ == 0 ? closes_.size() : next_) - 1], net = last - closes_[next_];
    const double path = path_now_ * static_cast<double>(closes_.size() - 1);
    if (std::abs(net) / path < settings_.trend_efficiency) return domain::Regime::range;
    return net > 0 ? domain::Regime::trend_up : domain::Regime::trend_down;
}

}  // namespace argosy::strategy
