// Which exact representation of money is fast enough on the fill path? (docs/adr/0001-money.md)
#include <cmath>
#include <cstdio>
#include <vector>

#include "base/decimal.hpp"
#include "base/prng.hpp"
#include "support/bench.hpp"

namespace {

using namespace argosy;

constexpr std::size_t n = 1'000'000;

struct Fill {
    std::int64_t price;  // × 1e-2
    std::int64_t qty;    // × 1e-3, signed
};

std::vector<Fill> make_fills() {
    Prng random(1);
    std::vector<Fill> fills;
    for (std::size_t i = 0; i < n; ++i)
        fills.push_back({static_cast<std::int64_t>(2'000'000 + random.below(4'000'000)),
                         static_cast<std::int64_t>(1 + random.below(500)) * (random.below(2) ? 1 : -1)});
    return fills;
}

/// Position, cost and fees after all fills: notional, fee and book-keeping for each, in three representations.
struct Decimals {
    Qty qty;
    Money cost, fees;
    void add(Price price, Qty amount) {
        const Money notional = price * amount;
        qty += amount;
        cost += notional;
        fees += scale(notional.abs(), Ratio::from_raw(4'000'000));
    }
};

/// int64 mantissas with the instrument's scales; products are brought to 8 decimals at once.
struct ScaledInts {
    std::int64_t qty = 0, cost = 0, fees = 0;
    std::int64_t to_money;  // 10^8 / (price scale × quantity scale)
    void add(std::int64_t price, std::int64_t amount) {
        const int128 notional = int128{price} * amount * to_money;
        qty += amount;
        cost += static_cast<std::int64_t>(notional);
        fees +=
            static_cast<std::int64_t>(divide((notional < 0 ? -notional : notional) * 4, 10'000, Rounding::half_even));
    }
};

struct Doubles {
    double qty = 0, cost = 0, fees = 0;
    void add(double price, double amount) {
        const double notional = price * amount;
        qty += amount;
        cost += notional;
        fees += std::abs(notional) * 0.0004;
    }
};

}  // namespace

int main() {
    const auto fills = make_fills();
    Decimals exact;
    ScaledInts scaled{.to_money = 1'000};
    Doubles approximate;
    const auto run_exact = [&] {
        exact = {};
        for (const auto& f : fills) exact.add(Price::from_raw(f.price * 100'000'000), Qty::from_raw(f.qty * 100'000));
        bench::keep(exact);
    };
    const auto run_scaled = [&] {
        scaled = {.to_money = 1'000};
        for (const auto& f : fills) scaled.add(f.price, f.qty);
        bench::keep(scaled);
    };
    const auto run_double = [&] {
        approximate = {};
        for (const auto& f : fills)
            approximate.add(static_cast<double>(f.price) * 0.01, static_cast<double>(f.qty) * 0.001);
        bench::keep(approximate);
    };
    run_exact();
    run_scaled();
    if (exact.cost.raw() != int128{scaled.cost} * 10'000'000'000) return std::puts("money: the costs differ"), 1;
    const auto t = bench::race({{"decimals", run_exact}, {"scaled", run_scaled}, {"double", run_double}}, n);
    bench::print({.row = "money",
                  .what = "book a fill: price 64 bit, quantity and money 128 bit",
                  .ours = t[0].median_ns,
                  .peer = "int64 with a scale per instrument",
                  .peer_value = t[1].median_ns,
                  .goal = 40});
    bench::print({.row = "money",
                  .what = "book a fill against double",
                  .ours = t[0].median_ns,
                  .peer = "double, not exact",
                  .peer_value = t[2].median_ns});
}
