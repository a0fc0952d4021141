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

/// Rolling Comoments of the last n pairs, built as RollingMoments (moments.hpp): no drift, no
/// cancellation.
class RollingComoments {
public:
    /// Requires: length >= 1 (asserted).
    explicit RollingComoments(std::size_t length);

    /// Only meaningful once full().
    Comoments update(const Pair& p) noexcept {
        if (used_ == 0) newer_ = {.reference = p};
        values_[used_] = p;
        newer_.add(p);
        const double inverse = inverses_[used_], share = shares_[used_];
        const Comoments own = newer_.moments(inverse), &tail = tails_[++used_];
        const double gap_x = own.mean_x - tail.mean_x, gap_y = own.mean_y - tail.mean_y;
        const double joint = share * static_cast<double>(values_.size() - used_);
        const Comoments all{tail.mean_x + gap_x * share, tail.mean_y + gap_y * share,
                            own.xx + tail.xx + gap_x * gap_x * joint, own.yy + tail.yy + gap_y * gap_y * joint,
                            own.xy + tail.xy + gap_x * gap_y * joint};
        if (used_ == values_.size()) turn();
        return all;
    }

    [[nodiscard]] std::size_t length() const noexcept { return values_.size(); }
    [[nodiscard]] bool full() const noexcept { return turned_; }

private:
    /// Sums of distances from one of the values themselves.
    struct Sums {
        Pair reference;
        double x = 0, y = 0, xx = 0, yy = 0, xy = 0;

        void add(const Pair& p) noexcept {
            const double dx = p.x - reference.x, dy = p.y - reference.y;
            x += dx;
            y += dy;
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }
        [[nodiscard]] Comoments moments(double inverse) const noexcept {
            const double shift_x = x * inverse, shift_y = y * inverse;
            const double own_xx = xx - x * shift_x, own_yy = yy - y * shift_y;
            return {reference.x + shift_x, reference.y + shift_y, own_xx > 0 ? own_xx : 0, own_yy > 0 ? own_yy : 0,
                    xy - x * shift_y};
        }
    };
    void turn() noexcept;

    std::vector<Pair> values_;
    std::vector<Comoments> tails_;
    std::vector<double> inverses_, shares_;  ///< 1/k and k/n for k values in the newer part
    Sums newer_;
    std::size_t used_ = 0;
    bool turned_ = false;
};

}  // namespace argosy::indicators
