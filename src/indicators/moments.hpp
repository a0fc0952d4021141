#pragma once

#include <cstddef>
#include <vector>

#include "base/assert.hpp"

namespace argosy::indicators {

/// Mean of the last n values, drift-free as window.hpp tells. Sums are of distances from the last
/// value of the previous block, so the mean of equal values is that value exactly.
class RollingMean {
public:
    /// Requires: length >= 1 (asserted).
    explicit RollingMean(std::size_t length) : slots_(length + 1, 0.0), inverse_(1.0 / static_cast<double>(length)) {
        ARGOSY_ASSERT(length >= 1, "a window needs at least one value");
    }

    /// The mean; only meaningful once full().
    double update(double x) noexcept {
        if (!turned_ && used_ == 0) reference_ = x;
        slots_[used_] = x;
        newer_ += x - reference_;
        ++used_;
        const double mean = reference_ + (slots_[used_] + newer_) * inverse_;
        if (used_ == length()) turn();
        return mean;
    }

    [[nodiscard]] std::size_t length() const noexcept { return slots_.size() - 1; }
    [[nodiscard]] bool full() const noexcept { return turned_; }

private:
    void turn() noexcept {
        reference_ = slots_[length() - 1];
        double tail = 0;
        for (std::size_t i = length(); i-- > 0;) slots_[i] = tail += slots_[i] - reference_;
        newer_ = 0;
        used_ = 0;
        turned_ = true;
    }

    std::vector<double> slots_;  ///< as in Window
    double inverse_, reference_ = 0, newer_ = 0;
    std::size_t used_ = 0;
    bool turned_ = false;
};

/// Mean and sum of squared deviations of the last n values.
struct Moments {
    double mean = 0;
    double squares = 0;  ///< sum of (x - mean)², never negative
};

/// Rolling Moments that neither drift nor cancel.
///
/// Each part of the window (window.hpp) is measured from one of its own values, where Σ(x - ref)²
/// is at most k + 1 times the sum that is wanted, and the parts are joined by the formula of Chan,
/// Golub and LeVeque (1979).
class RollingMoments {
public:
    /// Requires: length >= 1 (asserted).
    explicit RollingMoments(std::size_t length);

    Moments update(double x) noexcept {
        if (used_ == 0) reference_ = x;
        values_[used_] = x;
        const double distance = x - reference_;
        sum_ += distance;
        squares_ += distance * distance;
        const Weights& w = weights_[used_];
        const Moments& tail = tails_[++used_];
        const double shift = sum_ * w.inverse;
        const double gap = (reference_ - tail.mean) + shift;
        const double own = squares_ - sum_ * shift;
        const Moments all{tail.mean + gap * w.share, tail.squares + (own > 0 ? own : 0) + gap * gap * w.joint};
        if (used_ == values_.size()) turn();
        return all;
    }

    [[nodiscard]] std::size_t length() const noexcept { return values_.size(); }
    [[nodiscard]] bool full() const noexcept { return turned_; }

private:
    /// For k values in the newer part: 1/k, k/n and k(n-k)/n.
    struct Weights {
        double inverse, share, joint;
    };
    void turn() noexcept;

    std::vector<double> values_;
    std::vector<Moments> tails_;
    std::vector<Weights> weights_;
    double reference_ = 0, sum_ = 0, squares_ = 0;
    std::size_t used_ = 0;
    bool turned_ = false;
};

}  // namespace argosy::indicators
