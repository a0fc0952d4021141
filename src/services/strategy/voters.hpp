#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/simulation.hpp"
#include "services/strategy/shapes.hpp"
#include "services/strategy/stage.hpp"

/// The strategies of the running engine by their names, and those of the catalogue that do not run.
namespace argosy::services::strategy {

/// A voter of the run. The pointers live as long as the engine.
struct VoterRef {
    StrategyId id;
    std::size_t book = 0, voter = 0;
    const engine::StrategySettings* settings = nullptr;
    [[nodiscard]] const std::string& name() const noexcept {
        return settings->label.empty() ? settings->name : settings->label;
    }
};

[[nodiscard]] std::vector<VoterRef> voters_of(const runtime::Simulation& core);
/// Errors: not_found, for a strategy that does not vote in this run, with those that do.
[[nodiscard]] Result<VoterRef> find_voter(const runtime::Simulation& core, std::string_view name);

/// The voter as a player of the stage, with its parameters in force. Errors: not_found for what the catalogue lacks.
[[nodiscard]] Result<Player> player_of(const runtime::Simulation& core, const VoterRef& voter,
                                       const argosy::strategy::Catalogue& catalogue);
/// A voter, or else a strategy of the catalogue with its defaults. Errors: not_found with the nearest name.
[[nodiscard]] Result<Player> find_player(const runtime::Simulation& core, const argosy::strategy::Catalogue& catalogue,
                                         std::string_view name);

[[nodiscard]] std::vector<ParameterInfo> parameters_of(const argosy::strategy::Parameters& parameters);
/// The voters first, then the strategies that could be added.
[[nodiscard]] Result<std::vector<StrategyInfo>> strategies_of(const runtime::Simulation& core,
                                                              const argosy::strategy::Catalogue& catalogue);
/// Errors: not_found with the nearest name.
[[nodiscard]] Result<StrategyInfo> strategy_of(const runtime::Simulation& core,
                                               const argosy::strategy::Catalogue& catalogue, std::string_view name);

/// What the voters stand on now, the newest first. Ids that are none mean all.
[[nodiscard]] std::vector<StrategySignal> standing_signals(const runtime::Simulation& core, InstrumentId instrument);
/// The newest ballot of the instrument, told as a consensus; hold when there was none yet.
[[nodiscard]] StrategyConsensus consensus_of(const runtime::Simulation& core, InstrumentId instrument);
[[nodiscard]] StrategyConsensus to_consensus(const domain::Ballot& ballot, std::span<const std::string> names,
                                             const domain::Instrument& instrument);

}  // namespace argosy::services::strategy
