#include "indicators/moments.hpp"

namespace argosy::indicators {

RollingMoments::RollingMoments(std::size_t length) : values_(length, 0.0), tails_(length + 1), weights_(length) {
    ARGOSY_ASSERT(length >= 1, "a window needs at least one value");
    const auto n = static_cast<double>(length);
    for (std::size_t i = 0; i < length; ++i) {
        const auto k = static_cast<double>(i + 1);
        weights_[i] = {1 / k, k / n, k * (n - k) / n};
    }
}

void RollingMoments::turn() noexcept {
    const double last = values_.back();
    double sum = 0, squares = 0;
    for (std::size_t i = values_.size(); i-- > 0;) {
        const double distance = values_[i] - last;
        sum += distance;
        squares += distance * distance;
        const double shift = sum * weights_[values_.size() - 1 - i].inverse;
        const double own = squares - sum * shift;
        tails_[i] = {last + shift, own > 0 ? own : 0};
    }
    sum_ = 0;
    squares_ = 0;
    used_ = 0;
    turned_ = true;
}

}  // namespace argosy::indicators
