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

void RollingMean::update_all(std::span<const double> in, std::span<double> out) noexcept {
    if (window_.length() <= direct_max)
        direct_all(in, out);
    else
        blocked_all(in, out);
}

void RollingMean::direct_all(std::span<const double> in, std::span<double> out) noexcept {
    double history[detail::chunk + direct_max];
    const std::size_t before = window_.length() - 1;
    while (!in.empty()) {
        // The chunk behind the values before it, so that every window is in one piece and in may be out.
        const std::size_t count = std::min(in.size(), detail::chunk);
        for (std::size_t i = 0; i < before; ++i) history[i] = recent_[(seen_ - before + i) % direct_max];
        std::copy_n(in.begin(), count, history + before);
        passes[before](history, inverse_, count, out.data());
        for (std::size_t i = count - std::min(count, direct_max); i < count; ++i)
            recent_[(seen_ + i) % direct_max] = history[before + i];
        seen_ += count;
        in = in.subspan(count);
        out = out.subspan(count);
    }
}

void RollingMean::blocked_all(std::span<const double> in, std::span<double> out) noexcept {
    window_.update_all(
        in.size(), [x = in.data()](auto at) { return std::array{at.load(x)}; },
        [to = out.data(), inverse = inverse_](auto at, const auto& sum, const auto& reference) {
            using T = std::remove_cvref_t<decltype(sum[0])>;
            at.store(to, reference[0] + sum[0] * detail::spread<T>(inverse));
        },
        [x = in.data(), to = out.data()](std::size_t i) { detail::will_read(x + i), detail::will_write(to + i); });
}

}  // namespace argosy::indicators
