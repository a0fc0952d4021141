#include "indicators/stoch_rsi.hpp"

#include <algorithm>

namespace argosy::indicators {

void StochRsi::update_all(std::span<const double> in, std::span<StochRsiValue> out) noexcept {
    std::size_t i = 0;
    for (; i < in.size() && !ready(); ++i) out[i] = update(in[i]);
    double rsi[detail::chunk], above[detail::chunk], k[detail::chunk];
    while (i < in.size()) {
        const std::size_t count = std::min(detail::chunk, in.size() - i);
        rsi_.update_all(in.subspan(i, count), {rsi, count});
        range_.update_all(
            count, [&](std::size_t j) { return Extent{rsi[j], rsi[j]}; },
            [&](std::size_t j, const Extent& e) {
                k[j] = e.highest - e.lowest;
                above[j] = rsi[j] - e.lowest;
            });
        detail::ratios(100, above, k, k, count);
        k_.update_all({k, count}, {k, count});
        d_.update_all({k, count}, {rsi, count});
        detail::write(&out[i], count, [&](std::size_t j) { return StochRsiValue{k[j], rsi[j]}; });
        i += count;
    }
    if (!out.empty()) value_ = out.back();
}

}  // namespace argosy::indicators
