#include "indicators/moments.hpp"

#include <algorithm>

namespace argosy::indicators {
namespace {

/// Means of windows of `before` + 1 values. The length is a constant, so that two windows can go side by side.
template <std::size_t before>
void mean_windows(const double* history, double inverse, std::size_t count, double* out) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        const double x = history[i + before];
        double sum = 0;
        for (std::size_t j = 0; j < before; ++j) sum += history[i + j] - x;
        out[i] = x + sum * inverse;
    }
}
constexpr decltype(&mean_windows<0>) passes[RollingMean::direct_max] = {
    mean_windows<0>, mean_windows<1>, mean_windows<2>, mean_windows<3>,
    mean_windows<4>, mean_windows<5>, mean_windows<6>, mean_windows<7>};

}  // namespace

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
    if (length_ <= direct_max)
        direct_all(in, out);
    else
        blocked_all(in, out);
}

void RollingMean::direct_all(std::span<const double> in, std::span<double> out) noexcept {
    double history[detail::chunk + direct_max];
    const std::size_t before = length_ - 1;
    while (!in.empty()) {
        // The chunk behind the values before it, so that every window is in one piece and in may be out.
        const std::size_t count = std::min(in.size(), detail::chunk);
        for (std::size_t i = 0; i < before; ++i) history[i] = slots_[used_ + 1 + i];
        std::copy_n(in.begin(), count, history + before);
        passes[before](history, inverse_, count, out.data());
        for (std::size_t i = count - std::min(count, length_); i < count; ++i) direct(history[before + i]);
        in = in.subspan(count);
        out = out.subspan(count);
    }
}

void RollingMean::blocked_all(std::span<const double> in, std::span<double> out) noexcept {
    for (std::size_t i = 0; i < in.size(); ++i) {
        const std::size_t run = std::min(in.size() - i, length_ - used_ - 1);
        double* const slots = &slots_[used_];
        const double reference = reference_, inverse = inverse_;  // locals, which out cannot alias
        double newer = newer_;
        for (std::size_t j = 0; j < run; ++j) {
            const double x = in[i + j];
            newer += x - reference;
            slots[j] = x;
            out[i + j] = reference + (slots[j + 1] + newer) * inverse;
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
