#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/assert.hpp"
#include "indicators/detail/lanes.hpp"

/// Mean and variance of the last n values, without drift (window.hpp) and without cancellation.
///
/// Sums are of distances from one of the values in the window, the last one of the previous block. So equal values have
/// exactly that mean and no variance at all, and since Σ(x - ref)² is at most n + 1 times the sum of squared deviations
/// when ref is itself in the window, the subtraction that gives the variance loses little.
namespace argosy::indicators {

/// Mean of the last n values.
///
/// Up to `direct_max` values it is summed afresh each time, from the oldest on and relative to the newest.
class RollingMean {
public:
    static constexpr std::size_t direct_max = 8;

    /// Requires: length >= 1 (asserted).
    explicit RollingMean(std::size_t length)
        : slots_(2 * length, 0.0), length_(length), inverse_(1.0 / static_cast<double>(length)) {
        ARGOSY_ASSERT(length >= 1, "a window needs at least one value");
    }

    /// The mean; only meaningful once full().
    double update(double x) noexcept { return length_ <= direct_max ? direct(x) : blocked(x); }
    /// update() for many values. Requires: out is as long as in; it may be the same memory.
    void update_all(std::span<const double> in, std::span<double> out) noexcept;

    [[nodiscard]] std::size_t length() const noexcept { return length_; }
    [[nodiscard]] bool full() const noexcept { return turned_; }

private:
    double direct(double x) noexcept {
        // Each value is kept twice, a window apart, so that the window is always in one piece.
        slots_[used_] = slots_[used_ + length_] = x;
        const std::size_t next = used_ + 1;
        const bool turns = next == length_;
        used_ = turns ? 0 : next;
        turned_ |= turns;
        const double* const window = &slots_[used_];
        if (length_ == 3) return x + ((window[0] - x) + (window[1] - x)) * inverse_;  // what %K and %D use
        double sum = 0;
        for (std::size_t i = 0; i + 1 < length_; ++i) sum += window[i] - x;
        return x + sum * inverse_;
    }
    double blocked(double x) noexcept {
        double* const slot = &slots_[used_];
        slot[0] = x;
        if (++used_ == length_) [[unlikely]]
            return turn();
        newer_ += x - reference_;
        return reference_ + (slot[1] + newer_) * inverse_;
    }
    void direct_all(std::span<const double> in, std::span<double> out) noexcept;
    void blocked_all(std::span<const double> in, std::span<double> out) noexcept;
    /// Ends the block; gives its mean.
    double turn() noexcept;

    std::vector<double> slots_;  ///< values of the current block, then tails of the previous one
    std::size_t length_;
    double inverse_, reference_ = 0;
    std::size_t used_ = 0;
    double newer_ = 0;
    bool turned_ = false;
};

/// Mean and sum of squared deviations of the last n values.
struct Moments {
    double mean = 0;
    double squares = 0;  ///< sum of (x - mean)², never negative
};

class RollingMoments {
public:
    /// Requires: length >= 1 (asserted).
    explicit RollingMoments(std::size_t length)
        : values_(length), tails_(length + 1), inverse_(1.0 / static_cast<double>(length)) {
        ARGOSY_ASSERT(length >= 1, "a window needs at least one value");
    }

    /// The moments; only meaningful once full().
    Moments update(double x) noexcept {
        values_[used_] = x;
        if (++used_ == values_.size()) [[unlikely]]
            return turn();
        newer_ += terms(x - reference_);
        return moments(tails_[used_] + newer_);
    }
    /// update() for many values. Requires: in.size() <= detail::chunk; the arrays are as long as in.
    void update_all(std::span<const double> in, double* means, double* squares) noexcept;

    [[nodiscard]] std::size_t length() const noexcept { return values_.size(); }
    [[nodiscard]] bool full() const noexcept { return turned_; }

private:
    using Lanes = detail::Lanes;
    /// The distance and its square.
    [[nodiscard]] static Lanes terms(double distance) noexcept { return Lanes{distance, distance * distance}; }
    [[nodiscard]] Moments moments(Lanes sums) const noexcept {
        const double shift = sums[0] * inverse_;
        const double squares = sums[1] - sums[0] * shift;
        return {reference_ + shift, squares > 0 ? squares : 0};
    }
    void update_run(std::span<const double> in, double* means, double* squares) noexcept;
    /// Ends the block; gives its moments.
    Moments turn() noexcept;

    std::vector<double> values_;
    std::vector<Lanes> tails_;  ///< sums of distances and of their squares
    Lanes newer_{0, 0};
    double inverse_, reference_ = 0;
    std::size_t used_ = 0;
    bool turned_ = false;
};

}  // namespace argosy::indicators
