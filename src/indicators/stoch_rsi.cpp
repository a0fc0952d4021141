#include "indicators/stoch_rsi.hpp"

#include <algorithm>

namespace argosy::indicators {

void StochRsi::update_all(std::span<const double> in, std::span<StochRsiValue> out) noexcept {
    std::size_t i = 0;
    for (; i < in.size() && !ready(); ++i) out[i] = update(in[i]);
    double rsi[detail::chunk], k[detail::chunk];
    const auto at_rsi = [&rsi](auto at) { return at.load(rsi); };
    const auto position = [&]<class T>(auto at, T highest, T lowest) {
        at.store(k, detail::ratio(100, at.load(rsi) - lowest, highest - lowest));
    };
    while (i < in.size()) {
        const std::size_t count = std::min(detail::chunk, in.size() - i);
        rsi_.update_all(in.subspan(i, count), {rsi, count});
        range_.update_all(count, at_rsi, at_rsi, position, detail::not_ahead);
        k_.update_all({k, count}, {k, count});
        d_.update_all({k, count}, {rsi, count});
        detail::write(&out[i], count, [&](std::size_t j) { return StochRsiValue{k[j], rsi[j]}; });
        i += count;
    }
    if (!out.empty()) value_ = out.back();
}

}  // namespace argosy::indicators
