#pragma once

#include <span>
#include <string>
#include <vector>

#include "domain/instrument.hpp"
#include "domain/market_data.hpp"
#include "strategy/consensus.hpp"
#include "strategy/parameters.hpp"
#include "strategy/strategy.hpp"

/// Strategies on a stage of their own: bars in, opinions out. Nothing is sized, checked or traded, and the running
/// engine does not notice.
namespace argosy::services::strategy {

/// One instrument's closed bars, oldest first.
struct StageMarket {
    const domain::InstrumentTable& table;
    InstrumentId instrument;
    Duration interval{};
    std::span<const domain::Bar> bars;
    argosy::strategy::RegimeSettings regime;
};

/// A strategy that is to speak.
struct Player {
    std::string name;
    const argosy::strategy::Descriptor* descriptor = nullptr;
    argosy::strategy::Parameters parameters;
    double weight = 1;
};

/// Why a strategy cannot say anything on a single instrument's bars; empty when it can.
[[nodiscard]] std::string_view why_silent(const argosy::strategy::Descriptor& descriptor) noexcept;

/// Every signal that the strategy gives on these bars, but for those before it is warm: as the engine would hear it.
/// Errors: those of the strategy's factory; invalid_argument when it needs more than bars of one instrument.
[[nodiscard]] Result<std::vector<domain::Signal>> listen_to(const Player& player, StrategyId id,
                                                            const StageMarket& market);

/// The regime at the end of the bars.
[[nodiscard]] domain::Regime regime_at_end(const StageMarket& market);

/// The vote on what each player said last. Requires: signals carry the player's index as their strategy; players is
/// not empty.
[[nodiscard]] domain::Ballot vote(std::span<const Player> players, std::span<const domain::Signal> last,
                                  const StageMarket& market, const argosy::strategy::ConsensusSettings& settings);

}  // namespace argosy::services::strategy
