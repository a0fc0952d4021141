#include "indicators/moments.hpp"

#include <algorithm>

namespace argosy::indicators {

double RollingMean::turn() noexcept {
    reference_ = slots_[length_ - 1];
    double tail = 0;
    for (std::size_t i = length_; i-- > 0;) slots_[i] = tail += slots_[i] - reference_;
    newer_ = 0;
    used_ = 0;
    turned_ = true;
    return reference_ + tail * inverse_;
}

void RollingMean::update_all(std::span<const double> in, std::span<double> out) noexcept {
    for (std::size_t i = 0; i < in.size(); ++i) {
        const std::size_t run = std::min(in.size() - i, length_ - used_ - 1);
        double* const slots = &slots_[used_];
        double newer = newer_;
        for (std::size_t j = 0; j < run; ++j) {
            const double x = in[i + j];
            newer += x - reference_;
            slots[j] = x;
            out[i + j] = reference_ + (slots[j + 1] + newer) * inverse_;
        }
        newer_ = newer;
        used_ += run;
        i += run;
        if (i < in.size()) out[i] = update(in[i]);
    }
}

Moments RollingMoments::turn() noexcept {
    reference_ = values_.back();
    Lanes tail{0, 0};
    for (std::size_t i = values_.size(); i-- > 0;) tails_[i] = tail += terms(values_[i] - reference_);
    newer_ = Lanes{0, 0};
    used_ = 0;
    turned_ = true;
    return moments(tail);
}

void RollingMoments::update_all(std::span<const double> in, double* means, double* squares) noexcept {
    for (std::size_t i = 0; i < in.size(); ++i) {
        const std::size_t run = std::min(in.size() - i, values_.size() - used_ - 1);
        update_run(in.subspan(i, run), means + i, squares + i);
        i += run;
        if (i == in.size()) break;
        const Moments last = update(in[i]);
        means[i] = last.mean;
        squares[i] = last.squares;
    }
}

/// The part of a batch that stays within a block.
void RollingMoments::update_run(std::span<const double> in, double* means, double* squares) noexcept {
    double* const values = &values_[used_];
    const Lanes* const tails = &tails_[used_ + 1];
    const double reference = reference_, inverse = inverse_;
    Lanes newer = newer_;
    for (std::size_t j = 0; j < in.size(); ++j) {
        values[j] = in[j];
        newer += terms(in[j] - reference);
        const Lanes sums = tails[j] + newer;
        const double shift = sums[0] * inverse, rest = sums[1] - sums[0] * shift;
        means[j] = reference + shift;
        squares[j] = rest > 0 ? rest : 0;
    }
    newer_ = newer;
    used_ += in.size();
}

}  // namespace argosy::indicators
