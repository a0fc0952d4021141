#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "backtest/config.hpp"
#include "base/describe_fwd.hpp"

/// What `argosy up` runs; docs/simulation.md.
namespace argosy::runtime {

enum class SourceKind : std::uint8_t {
    synthetic,  ///< a seeded random market, endless
    replay,     ///< recorded bars
};
[[nodiscard]] std::string_view to_string(SourceKind) noexcept;

/// How one instrument of the synthetic market moves.
struct SyntheticInstrument {
    std::string symbol;
    double start_price = 100;
    double volatility = 0.6;  ///< per year
    double volume_per_bar = 10;
};

struct SimulationConfig {
    backtest::RunConfig run;
    SourceKind source = SourceKind::synthetic;
    std::uint64_t seed = 42;
    Time start{};              ///< of the synthetic market
    Duration interval = 1min;  ///< of its bars
    std::vector<SyntheticInstrument> synthetic;
    std::uint64_t history = 1440;  ///< bars traded at once at the first start, so that the page has a past
    double speed = 60;             ///< simulated seconds in a second; 0: as fast as possible
};

void describe(Described<SyntheticInstrument>& d);
void describe(Described<SimulationConfig>& d);

/// Three perpetuals, three voting strategies, stops, protections and risk limits: runs without any file.
[[nodiscard]] SimulationConfig default_simulation();

/// Names what decides: how fast it is played and from when a page is there changes no decision. A journal begins with
/// it.
[[nodiscard]] std::string decisive_hash(SimulationConfig config);

}  // namespace argosy::runtime
