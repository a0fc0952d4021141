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

    /// update() for `count` values, in order: get.operator()<T>(i) gives value i for T = double, i and i + 1 for Lanes;
    /// put(i, smoothed) takes the results likewise. Returns the last one. Requires: count >= 1.
    template <class Get, class Put>
    double update_all(std::size_t count, Get get, Put put) noexcept {
        double last = 0;
        for (std::size_t i = 0; i < count;) {
            const std::size_t run = distance_.run_length(count - i);
            if (run > 0)
                last = update_run(i, i + run, get, put);
            else
                put(i, last = update(get.template operator()<double>(i)));
            i += run > 0 ? run : 1;
        }
        return last;
    }
    /// The same from and to memory, which may be the same.
    double update_all(std::span<const double> in, std::span<double> out) noexcept;
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.distance_, self.previous_); }

private:
    template <class Get, class Put>
    double update_run(std::size_t from, std::size_t to, Get get, Put put) noexcept {
        using detail::Lanes;
        const Lanes decay = detail::both(decay_);
        Lanes x = detail::both(previous_), smoothed{};
        distance_.run(
            to - from,
            [&](std::size_t i) {
                const Lanes next = get.template operator()<Lanes>(from + i), change = Lanes{x[1], next[0]} - next;
                x = next;
                return decay * change;
            },
            [&](std::size_t i, Lanes distance) { put(from + i, smoothed = x + distance); });
        distance_.advance(to - from);
        previous_ = x[1];
        return smoothed[1];
    }

    DecayingSum<double> distance_;
    double decay_, previous_ = 0;
};

}  // namespace argosy::indicators
