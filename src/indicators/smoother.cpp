#include "indicators/smoother.hpp"

#include <algorithm>

#include "indicators/detail/lanes.hpp"

namespace argosy::indicators {
namespace {

using detail::both;
using detail::Lanes;
using detail::load;
using detail::store;
constexpr std::size_t block = std::tuple_size_v<Powers>;

/// Calls step(j, a, b) with columns j and j + 1 of two neighbouring blocks, and stores what it makes of them.
template <class Step>
void two_blocks(const double* in, double* out, Step step) noexcept {
    for (std::size_t j = 0; j < block; j += 2) {
        const Lanes x = load(in + j), y = load(in + block + j);
        Lanes a = detail::firsts(x, y), b = detail::seconds(x, y);
        step(a, b);
        store(out + j, detail::firsts(a, b));
        store(out + block + j, detail::seconds(a, b));
    }
}

std::array<Lanes, block / 2> in_lanes(const Powers& powers) noexcept {
    std::array<Lanes, block / 2> lanes;
    for (std::size_t j = 0; j < block; j += 2) lanes[j / 2] = load(&powers[j]);
    return lanes;
}

}  // namespace

void Smoother::update_all(std::span<const double> in, std::span<double> out) noexcept {
    std::size_t i = 0;
    for (; i < in.size() && phase_ != 0; ++i) out[i] = update(in[i]);
    while (in.size() - i >= 2 * block) {
        const std::size_t count = std::min(detail::chunk, (in.size() - i) / (2 * block) * (2 * block));
        update_blocks(&in[i], &out[i], count);
        i += count;
    }
    for (; i < in.size(); ++i) out[i] = update(in[i]);
}

void Smoother::update_blocks(const double* in, double* out, std::size_t count) noexcept {
    double inside[detail::chunk];
    const Lanes alpha = both(alpha_), decay = both(decay_[0]);
    for (std::size_t i = 0; i < count; i += 2 * block) {
        const Lanes from = {in[i], in[i + block]};
        Lanes s = both(0);
        two_blocks(in + i, inside + i, [&](Lanes& a, Lanes& b) {
            a = decay * s + alpha * (a - from);
            s = b = decay * a + alpha * (b - from);
        });
    }
    const auto powers = in_lanes(decay_);
    double carried = carried_, last = inside_, reference = reference_;
    for (std::size_t i = 0; i < count; i += block) {
        carried = decay_.back() * carried + (last + (reference - in[i]));
        reference = in[i];
        last = inside[i + block - 1];
        for (std::size_t j = 0; j < block; j += 2)
            store(out + i + j, both(reference) + (powers[j / 2] * both(carried) + load(inside + i + j)));
    }
    carried_ = carried;
    inside_ = last;
    reference_ = reference;
}

}  // namespace argosy::indicators
