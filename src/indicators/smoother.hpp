#pragma once

#include <cstddef>
#include <span>

#include "indicators/decaying_sum.hpp"

namespace argosy::indicators {

/// Exponential smoothing, e += alpha × (x - e).
///
/// Kept is not e but its distance from the newest value, which is a DecayingSum of the changes. So a constant input is
/// reproduced exactly, once the past has faded, and two averages of a flat series are equal and do not cross in the
/// last bit.
class Smoother {
public:
    explicit Smoother(double alpha) noexcept : distance_(1 - alpha), decay_(1 - alpha) {}

    /// Starts from a smoothed value; x is the input that belongs to it.
    void seed(double x, double smoothed) noexcept {
        distance_.seed(smoothed - x);
        previous_ = x;
    }
    double update(double x) noexcept {
        const double distance = distance_.update(decay_ * (previous_ - x));
        previous_ = x;
        return x + distance;
    }

    /// update() for many values. Requires: out is as long as in; it may be the same memory.
    void update_all(std::span<const double> in, std::span<double> out) noexcept;
    /// The same for inputs that are made on the way: one(i) gives input i, two(i) inputs i and i + 1 as lanes, and both
    /// are asked for in order. out may be the memory they come from.
    template <class One, class Two>
    void update_all(std::size_t count, One one, Two two, double* out) noexcept {
        for (std::size_t i = 0; i < count;) {
            const std::size_t run = distance_.run_length(count - i);
            if (run > 0)
                update_run(run, [&](std::size_t j) { return two(i + j); }, out + i);
            else
                out[i] = update(one(i));
            i += run > 0 ? run : 1;
        }
    }

private:
    template <class Two>
    void update_run(std::size_t count, Two two, double* out) noexcept {
        using detail::Lanes;
        const Lanes decay = detail::both(decay_);
        Lanes x = detail::both(previous_);
        distance_.run(
            count,
            [&](std::size_t i) {
                const Lanes next = two(i), change = Lanes{x[1], next[0]} - next;
                x = next;
                return decay * change;
            },
            [&](std::size_t i, Lanes distance) { detail::store(out + i, x + distance); });
        distance_.advance(count);
        previous_ = x[1];
    }

    DecayingSum<double> distance_;
    double decay_, previous_ = 0;
};

}  // namespace argosy::indicators
