#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/prng.hpp"
#include "base/time.hpp"
#include "sim/settings.hpp"

namespace argosy::sim::detail {

/// Draws how long one message takes. Draw n depends on the seed and n alone, so a restart goes on where it was.
class LatencyDraw {
public:
    LatencyDraw(const LatencyModel& model, std::uint64_t seed, std::uint64_t stream)
        : model_(model), source_(Prng(seed).split(stream)) {}

    [[nodiscard]] Duration next() {
        switch (model_.kind) {
            case LatencyKind::constant: return model_.mean;
            case LatencyKind::normal: return normal();
            case LatencyKind::samples: return model_.samples[draws++ % model_.samples.size()];
        }
        std::unreachable();
    }

    std::uint64_t draws = 0;

private:
    [[nodiscard]] Duration normal() {
        const double z = source_.split(draws++).normal();
        const double ns = static_cast<double>(model_.mean.count()) + z * static_cast<double>(model_.deviation.count());
        return std::max({Duration{std::llround(ns)}, model_.minimum, Duration::zero()});
    }

    LatencyModel model_;
    Prng source_;
};

}  // namespace argosy::sim::detail
