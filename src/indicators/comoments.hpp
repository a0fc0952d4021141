#pragma once

#include <cstddef>
#include <vector>

#include "indicators/ohlcv.hpp"

namespace argosy::indicators {

/// Sums of squared and of joint deviations from the means of two series.
struct Comoments {
    double mean_x = 0, mean_y = 0;
    double xx = 0, yy = 0;  ///< never negative
    double xy = 0;
};

/// Rolling Comoments of the last n pairs, built as RollingMoments (moments.hpp): no drift, no cancellation.
class RollingComoments {
public:
    /// Requires: length >= 1 (asserted).
    explicit RollingComoments(std::size_t length)
        : values_(length), tails_(length + 1), inverse_(1.0 / static_cast<double>(length)) {
        ARGOSY_ASSERT(length >= 1, "a window needs at least one value");
    }

    /// Only meaningful once full().
    Comoments update(const Pair& p) noexcept {
        values_[used_] = p;
        if (++used_ == values_.size()) [[unlikely]]
            return turn();
        newer_ = newer_ + terms(p);
        return moments(tails_[used_] + newer_);
    }

    [[nodiscard]] std::size_t length() const noexcept { return values_.size(); }
    [[nodiscard]] bool full() const noexcept { return turned_; }

private:
    /// Sums of distances from the reference, of their squares and of their products.
    struct Sums {
        double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
        friend Sums operator+(const Sums& a, const Sums& b) noexcept {
            return {a.x + b.x, a.y + b.y, a.xx + b.xx, a.yy + b.yy, a.xy + b.xy};
        }
    };
    [[nodiscard]] Sums terms(const Pair& p) const noexcept {
        const double x = p.x - reference_.x, y = p.y - reference_.y;
        return {x, y, x * x, y * y, x * y};
    }
    [[nodiscard]] Comoments moments(const Sums& s) const noexcept {
        const double shift_x = s.x * inverse_, shift_y = s.y * inverse_;
        const double xx = s.xx - s.x * shift_x, yy = s.yy - s.y * shift_y;
        return {reference_.x + shift_x, reference_.y + shift_y, xx > 0 ? xx : 0, yy > 0 ? yy : 0, s.xy - s.x * shift_y};
    }
    Comoments turn() noexcept {
        reference_ = values_.back();
        Sums tail;
        for (std::size_t i = values_.size(); i-- > 0;) tails_[i] = tail = tail + terms(values_[i]);
        newer_ = {};
        used_ = 0;
        turned_ = true;
        return moments(tail);
    }

    std::vector<Pair> values_;
    std::vector<Sums> tails_;
    Sums newer_;
    Pair reference_;
    double inverse_;
    std::size_t used_ = 0;
    bool turned_ = false;
};

}  // namespace argosy::indicators
