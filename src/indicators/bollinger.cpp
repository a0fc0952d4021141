#include "indicators/bollinger.hpp"

#include <algorithm>

namespace argosy::indicators {
namespace {

/// x becomes factor × √x, two at a time.
void roots(std::span<double> x, double factor) noexcept {
    std::size_t j = 0;
    for (; j + 2 <= x.size(); j += 2) detail::store(&x[j], detail::both(factor) * detail::root(detail::load(&x[j])));
    if (j < x.size()) x[j] = factor * std::sqrt(x[j]);
}

}  // namespace

void Variance::update_all(std::span<const double> in, std::span<double> out) noexcept {
    std::size_t i = 0;
    for (; i < in.size() && !moments_.full(); ++i) out[i] = update(in[i]);
    double means[detail::chunk];
    while (i < in.size()) {
        const std::size_t count = std::min(detail::chunk, in.size() - i);
        moments_.update_all(in.subspan(i, count), means, &out[i]);
        for (const double inverse = inverse_; double& x : out.subspan(i, count)) x *= inverse;
        i += count;
    }
    if (!out.empty()) value_ = out.back();
}

void StdDev::update_all(std::span<const double> in, std::span<double> out) noexcept {
    for (std::size_t i = 0; i < in.size(); i += detail::chunk) {
        const std::size_t count = std::min(detail::chunk, in.size() - i);
        variance_.update_all(in.subspan(i, count), out.subspan(i, count));
        roots(out.subspan(i, count), 1);
    }
    if (!out.empty()) value_ = out.back();
}

void BollingerBands::update_all(std::span<const double> in, std::span<BandsValue> out) noexcept {
    std::size_t i = 0;
    for (; i < in.size() && !ready(); ++i) out[i] = update(in[i]);
    double means[detail::chunk], reach[detail::chunk];
    while (i < in.size()) {
        const std::size_t count = std::min(detail::chunk, in.size() - i);
        moments_.update_all(in.subspan(i, count), means, reach);
        for (std::size_t j = 0; j < count; ++j) reach[j] *= inverse_;
        roots({reach, count}, deviations_);
        detail::write(&out[i], count,
                      [&](std::size_t j) { return BandsValue{means[j], means[j] + reach[j], means[j] - reach[j]}; });
        i += count;
    }
    if (!out.empty()) value_ = out.back();
}

}  // namespace argosy::indicators
