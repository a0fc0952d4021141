#pragma once

#include <algorithm>
#include <vector>

#include "base/prng.hpp"
#include "domain/bar.hpp"

namespace argosy::testing {

/// A random walk in cents around 30,000; the same for the same arguments.
inline std::vector<domain::Bar> random_bars(std::size_t count, Duration interval, std::uint64_t seed = 7) {
    Prng random(seed);
    std::vector<domain::Bar> bars(count);
    std::int64_t price = 3'000'000;
    Time t = *parse_iso8601("2020-01-01");
    for (auto& b : bars) {
        const auto cents = [&](std::uint64_t n) { return static_cast<std::int64_t>(random.below(n)); };
        const std::int64_t open = price + cents(41) - 20,
                           close = std::max<std::int64_t>(100'000, open + cents(4001) - 2000);
        const std::int64_t high = std::max(open, close) + cents(500), low = std::min(open, close) - cents(500);
        const auto px = [](std::int64_t c) { return Price::from_raw(c * 100'000'000); };
        b = {.open_time = t,
             .open = px(open),
             .high = px(high),
             .low = px(low),
             .close = px(close),
             .volume = Qty::from_int(100 + cents(900))};
        price = close;
        t += interval;
    }
    return bars;
}

}  // namespace argosy::testing
