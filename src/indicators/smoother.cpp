#include "indicators/smoother.hpp"

#include <algorithm>

namespace argosy::indicators {

void Smoother::update_all(std::span<const double> in, std::span<double> out) noexcept {
    std::size_t i = 0;
    for (; i < in.size() && !at_block_start(); ++i) out[i] = update(in[i]);
    while (in.size() - i >= 16) {
        const std::size_t count = std::min(detail::chunk, (in.size() - i) / 16 * 16);
        update_blocks(count, [x = &in[i]](std::size_t j) { return detail::load(x + j); }, &out[i]);
        i += count;
    }
    for (; i < in.size(); ++i) out[i] = update(in[i]);
}

}  // namespace argosy::indicators
