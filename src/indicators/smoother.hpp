#pragma once

#include <array>
#include <cstddef>

namespace argosy::indicators {

/// Exponential smoothing, e += alpha × (x - e), arranged so that it is not bound by the latency of
/// that chain.
///
/// Within blocks of four values the smoothed value is ref + b^j × e + s, where ref is the first
/// value of the block, e the smoothed value before the block relative to ref, s the smoothing of
/// the block's own values relative to ref, and b = 1 - alpha. The blocks overlap in the processor;
/// a constant input is reproduced exactly, so that two averages of a flat series are equal and do
/// not cross in the last bit.
class Smoother {
public:
    explicit Smoother(double alpha) noexcept
        : alpha_(alpha),
          decay_{1 - alpha, (1 - alpha) * (1 - alpha), (1 - alpha) * (1 - alpha) * (1 - alpha),
                 (1 - alpha) * (1 - alpha) * ((1 - alpha) * (1 - alpha))} {}

    /// The smoothed value to start from.
    void seed(double value) noexcept {
        reference_ = value;
        carried_ = 0;
        phase_ = 0;
    }

    double update(double x) noexcept {
        if (phase_ == 0) {
            carried_ += reference_ - x;
            reference_ = x;
            inside_ = 0;
        }
        inside_ = decay_[0] * inside_ + alpha_ * (x - reference_);
        const double relative = decay_[phase_] * carried_ + inside_;
        if (++phase_ == decay_.size()) {
            phase_ = 0;
            carried_ = relative;
        }
        return reference_ + relative;
    }

private:
    double alpha_;
    std::array<double, 4> decay_;  ///< powers 1 to 4 of 1 - alpha
    double reference_ = 0, carried_ = 0, inside_ = 0;
    std::size_t phase_ = 0;
};

/// Wilder's running sum, sum = (1 - 1/period) × sum + x, with the same arrangement and without the
/// reference: for sums of non-negative terms of which only ratios are used (RSI, ADX).
class DecayingSum {
public:
    explicit DecayingSum(double decay) noexcept
        : decay_{decay, decay * decay, decay * decay * decay, decay * decay * (decay * decay)} {}

    void seed(double sum) noexcept {
        carried_ = sum;
        phase_ = 0;
    }

    double update(double x) noexcept {
        if (phase_ == 0) inside_ = 0;
        inside_ = decay_[0] * inside_ + x;
        const double sum = decay_[phase_] * carried_ + inside_;
        if (++phase_ == decay_.size()) {
            phase_ = 0;
            carried_ = sum;
        }
        return sum;
    }

private:
    std::array<double, 4> decay_;
    double carried_ = 0, inside_ = 0;
    std::size_t phase_ = 0;
};

}  // namespace argosy::indicators
