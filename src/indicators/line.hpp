#pragma once

#include <cstddef>
#include <vector>

#include "base/assert.hpp"

namespace argosy::indicators {

/// Plain and linearly weighted sums of the last n values, as distances from a reference value.
struct LineSums {
    double reference = 0;
    double sum = 0;       ///< Σ (x - reference)
    double weighted = 0;  ///< Σ i × (x - reference), i = 1 for the oldest to n for the newest
};

/// Rolling LineSums, drift-free as window.hpp tells: what weighted averages and regression lines
/// are made of.
class RollingLine {
public:
    /// Requires: length >= 1 (asserted).
    explicit RollingLine(std::size_t length) : values_(length), tails_(length + 1) {
        ARGOSY_ASSERT(length >= 1, "a window needs at least one value");
    }

    /// The sums; only meaningful once full().
    LineSums update(double x) noexcept {
        if (!turned_ && used_ == 0) reference_ = x;
        values_[used_++] = x;
        const double distance = x - reference_;
        newer_.sum += distance;
        newer_.weighted += static_cast<double>(used_) * distance;
        const Sums& tail = tails_[used_];
        const auto older = static_cast<double>(values_.size() - used_);
        const LineSums all{reference_, tail.sum + newer_.sum, tail.weighted + newer_.weighted + older * newer_.sum};
        if (used_ == values_.size()) turn();
        return all;
    }

    [[nodiscard]] std::size_t length() const noexcept { return values_.size(); }
    [[nodiscard]] bool full() const noexcept { return turned_; }

private:
    struct Sums {
        double sum = 0, weighted = 0;
    };
    void turn() noexcept {
        reference_ = values_.back();
        Sums tail;
        for (std::size_t i = values_.size(); i-- > 0;) {
            tail.sum += values_[i] - reference_;
            tail.weighted += tail.sum;
            tails_[i] = tail;
        }
        newer_ = {};
        used_ = 0;
        turned_ = true;
    }

    std::vector<double> values_;
    std::vector<Sums> tails_;
    Sums newer_;
    double reference_ = 0;
    std::size_t used_ = 0;
    bool turned_ = false;
};

}  // namespace argosy::indicators
