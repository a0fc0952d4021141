#include "indicators/rsi.hpp"

#include <algorithm>

namespace argosy::indicators {

void Rsi::update_all(std::span<const double> in, std::span<double> out) noexcept {
    using detail::both, detail::load, detail::Lanes;
    std::size_t i = 0;
    for (; i < in.size() && (i == 0 || seen_ <= period_ || !sums_.at_block_start()); ++i) out[i] = update(in[i]);
    while (in.size() - i >= 16) {
        const std::size_t count = std::min(detail::chunk, (in.size() - i) / 16 * 16);
        const auto moves = [x = &in[i]](std::size_t j) {
            const Lanes change = load(x + j) - load(x + j - 1);
            return std::array{detail::larger(change, both(0)), detail::size_of(change)};
        };
        sums_.update_blocks(count, moves, [to = &out[i]](std::size_t j, Lanes ups, Lanes all) {
            detail::store(to + j, all > both(DecayingSums::faded) ? both(100) * (ups / all) : both(50));
        });
        i += count;
        previous_ = in[i - 1];
    }
    for (; i < in.size(); ++i) out[i] = update(in[i]);
    if (!out.empty()) value_ = out.back();
}

}  // namespace argosy::indicators
