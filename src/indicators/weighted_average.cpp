#include "indicators/weighted_average.hpp"

#include <algorithm>

namespace argosy::indicators {

void Hma::update_all(std::span<const double> in, std::span<double> out) noexcept {
    std::size_t i = 0;
    for (; i < in.size() && !ready(); ++i) out[i] = update(in[i]);
    double half[detail::chunk], whole[detail::chunk];
    while (i < in.size()) {
        const std::size_t count = std::min(detail::chunk, in.size() - i);
        half_.update_all(in.subspan(i, count), {half, count});
        whole_.update_all(in.subspan(i, count), {whole, count});
        for (std::size_t j = 0; j < count; ++j) half[j] = 2 * half[j] - whole[j];
        smooth_.update_all({half, count}, out.subspan(i, count));
        i += count;
    }
    if (!out.empty()) value_ = out.back();
}

}  // namespace argosy::indicators
