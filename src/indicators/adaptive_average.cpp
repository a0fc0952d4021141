#include "indicators/adaptive_average.hpp"

#include <algorithm>

namespace argosy::indicators {

void Dema::update_all(std::span<const double> in, std::span<double> out) noexcept {
    std::size_t i = 0;
    for (; i < in.size() && !ready(); ++i) out[i] = update(in[i]);
    double a[detail::chunk], b[detail::chunk];
    while (i < in.size()) {
        const std::size_t count = std::min(detail::chunk, in.size() - i);
        once_.update_all(in.subspan(i, count), {a, count});
        twice_.update_all({a, count}, {b, count});
        detail::write(&out[i], count, [&](std::size_t j) { return 2 * a[j] - b[j]; });
        i += count;
    }
    if (!out.empty()) value_ = out.back();
}

void Tema::update_all(std::span<const double> in, std::span<double> out) noexcept {
    std::size_t i = 0;
    for (; i < in.size() && !ready(); ++i) out[i] = update(in[i]);
    double a[detail::chunk], b[detail::chunk], c[detail::chunk];
    while (i < in.size()) {
        const std::size_t count = std::min(detail::chunk, in.size() - i);
        once_.update_all(in.subspan(i, count), {a, count});
        twice_.update_all({a, count}, {b, count});
        thrice_.update_all({b, count}, {c, count});
        detail::write(&out[i], count, [&](std::size_t j) { return 3 * (a[j] - b[j]) + c[j]; });
        i += count;
    }
    if (!out.empty()) value_ = out.back();
}

}  // namespace argosy::indicators
