#include "indicators/comoments.hpp"

#include "base/assert.hpp"

namespace argosy::indicators {

RollingComoments::RollingComoments(std::size_t length)
    : values_(length), tails_(length + 1), inverses_(length), shares_(length) {
    ARGOSY_ASSERT(length >= 1, "a window needs at least one value");
    for (std::size_t i = 0; i < length; ++i) {
        const auto k = static_cast<double>(i + 1);
        inverses_[i] = 1 / k;
        shares_[i] = k / static_cast<double>(length);
    }
}

void RollingComoments::turn() noexcept {
    Sums tail{.reference = values_.back()};
    for (std::size_t i = values_.size(); i-- > 0;) {
        tail.add(values_[i]);
        tails_[i] = tail.moments(inverses_[values_.size() - 1 - i]);
    }
    used_ = 0;
    turned_ = true;
}

}  // namespace argosy::indicators
