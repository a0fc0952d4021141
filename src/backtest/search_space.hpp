#pragma once

#include <string>
#include <vector>

#include "backtest/config.hpp"
#include "backtest/sampler.hpp"
#include "strategy/catalogue.hpp"

/// From the names of a search to the settings of a run.
namespace argosy::backtest {

/// Everything of this run that can be searched: "ema_cross.fast" for every number that a strategy declares,
/// "exits.stop" and the like (fractions of the price, or multiples of the ATR where the run says so).
[[nodiscard]] std::vector<std::string> searchable_names(const RunConfig& config, const strategy::Catalogue& catalogue);

/// The dimensions of config.optimize, in order of their names. A parameter may leave out its strategy when the run has
/// one only.
/// Errors: invalid_argument with the nearest name, or for a range that the parameter does not allow.
[[nodiscard]] Result<std::vector<Dimension>> make_space(const RunConfig& config, const strategy::Catalogue& catalogue);

/// The run with a candidate's values. Requires: a space of make_space for this run; candidate as long as it.
[[nodiscard]] RunConfig with_candidate(const RunConfig& config, const std::vector<Dimension>& space,
                                       const Candidate& candidate);

/// "ema_cross.fast=12 ema_cross.slow=26"
[[nodiscard]] std::string describe_candidate(const std::vector<Dimension>& space, const Candidate& candidate);

}  // namespace argosy::backtest
