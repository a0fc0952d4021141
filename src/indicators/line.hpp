#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "base/assert.hpp"
#include "indicators/detail/lanes.hpp"

namespace argosy::indicators {

/// Plain and linearly weighted sums of the last n values, as distances from one of them.
struct LineSums {
    double reference = 0;
    double sum = 0;       ///< Σ (x - reference)
    double weighted = 0;  ///< Σ i × (x - reference), i = 1 for the oldest to n for the newest
};

/// Rolling LineSums, drift-free as window.hpp tells: what weighted averages and regression lines are made of.
class RollingLine {
public:
    /// Requires: length >= 1 (asserted).
    explicit RollingLine(std::size_t length)
        : values_(length), tails_(length + 1), length_(static_cast<double>(length)) {
        ARGOSY_ASSERT(length >= 1, "a window needs at least one value");
    }

    /// The sums; only meaningful once full().
    LineSums update(double x) noexcept {
        values_[used_] = x;
        if (++used_ == values_.size()) [[unlikely]]
            return turn();
        return next(x, static_cast<double>(used_), tails_[used_], newer_);
    }
    /// update() for many values: put(i, sums) takes the results.
    template <class Get, class Put>
    void update_all(std::size_t count, Get get, Put put) noexcept {
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t run = std::min(count - i, values_.size() - used_ - 1);
            double* const values = &values_[used_];
            const Lanes* const tails = &tails_[used_ + 1];
            Lanes newer = newer_;
            auto k = static_cast<double>(used_);
            for (std::size_t j = 0; j < run; ++j) {
                k += 1;
                values[j] = get(i + j);
                put(i + j, next(values[j], k, tails[j], newer));
            }
            newer_ = newer;
            used_ += run;
            i += run;
            if (i < count) put(i, update(get(i)));
        }
    }

    [[nodiscard]] std::size_t length() const noexcept { return values_.size(); }
    [[nodiscard]] bool full() const noexcept { return turned_; }

private:
    using Lanes = detail::Lanes;
    /// Takes x in as number k of the block. Within the block it weighs k; ahead of it stand length - k older values.
    LineSums next(double x, double k, Lanes tail, Lanes& newer) const noexcept {
        const double distance = x - reference_;
        newer += Lanes{distance, k * distance};
        const Lanes all = tail + newer;
        return {reference_, all[0], all[1] + (length_ - k) * newer[0]};
    }
    LineSums turn() noexcept {
        reference_ = values_.back();
        Lanes tail{0, 0};
        for (std::size_t i = values_.size(); i-- > 0;) {
            const double sum = tail[0] + (values_[i] - reference_);
            tails_[i] = tail = Lanes{sum, tail[1] + sum};
        }
        newer_ = Lanes{0, 0};
        used_ = 0;
        turned_ = true;
        return {reference_, tail[0], tail[1]};
    }

    std::vector<double> values_;
    std::vector<Lanes> tails_;  ///< plain and weighted sums
    Lanes newer_{0, 0};
    double length_, reference_ = 0;
    std::size_t used_ = 0;
    bool turned_ = false;
};

}  // namespace argosy::indicators
