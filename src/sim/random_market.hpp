#pragma once

#include <vector>

#include "base/prng.hpp"
#include "domain/instrument.hpp"
#include "domain/market_data.hpp"

namespace argosy::sim {

/// How one simulated instrument moves.
struct RandomInstrument {
    InstrumentId id;
    double start_price = 100;
    double volatility = 0.6;     ///< per year, of log returns
    double correlation = 0.6;    ///< with the factor that all instruments share
    double volume_per_bar = 10;  ///< median, in base units
    double spread_fraction = 2e-4;
};

struct RandomMarketSettings {
    std::uint64_t seed = 1;
    Time start{};
    Duration interval = 1min;
    std::vector<RandomInstrument> instruments;
};

/// An endless, reproducible market for trying things without a network: bars
/// with volatility clustering, fat tails, trending and ranging phases, volume
/// that follows the size of moves, and a spread.
///
/// Model:  log returns r = drift(phase) + √h·t₅; h follows GARCH(1,1) with α
/// 0.09, β 0.90 around the configured
///         volatility; phases (up, flat, down) switch at random, on average
///         every 4 hours of one-minute bars; a shared factor correlates the
///         instruments. A bar's path has 12 steps.
/// Invariants: the same settings give the same bars; prices are on the tick and
/// at most 4 × 10^8, a bar opens at the last close. Known limits: not a forecast of anything;
/// strategies that earn here prove nothing about real markets.
class RandomMarket {
public:
    /// Requires: at least one instrument, prices and volatilities positive, table
    /// outlives the market.
    RandomMarket(const domain::InstrumentTable& table, RandomMarketSettings settings);

    /// The next interval's bars, one for each instrument in the order of the
    /// settings. The reference is valid until the next call.
    [[nodiscard]] const std::vector<domain::BarClosed>& next();
    /// Best bid and ask around the last close.
    [[nodiscard]] domain::Quote quote(std::size_t index) const;
    [[nodiscard]] Time now() const noexcept { return now_; }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.random_, self.states_, self.bars_, self.now_); }

private:
    struct State {
        double log_price = 0;
        double variance = 0;  // per bar, moves around long_variance
        double long_variance = 0;
        int phase = 0;  // -1 down, 0 flat, 1 up
        Price last;
    };
    [[nodiscard]] double fat_tail() noexcept;
    void switch_phase(State& state) noexcept;
    [[nodiscard]] domain::Bar make_bar(const RandomInstrument& instrument, State& state, double shared);

    const domain::InstrumentTable* table_;
    RandomMarketSettings settings_;
    Prng random_;
    std::vector<State> states_;
    std::vector<domain::BarClosed> bars_;
    Time now_;
};

}  // namespace argosy::sim
