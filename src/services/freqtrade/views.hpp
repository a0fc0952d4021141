#pragma once

#include <string>

#include "runtime/simulation.hpp"

/// What runs, what it trades and what it said, as the objects of that API.
namespace argosy::services::freqtrade {

/// What the bot is set to. `version` is ours.
[[nodiscard]] std::string show_config_json(const runtime::Simulation& core, const std::string& version);
[[nodiscard]] std::string whitelist_json(const runtime::Simulation& core);
[[nodiscard]] std::string blacklist_json();
/// Rests that protections imposed.
[[nodiscard]] std::string locks_json(const runtime::Simulation& core);
/// The newest alerts of the core, the oldest of them first.
[[nodiscard]] std::string logs_json(const runtime::Simulation& core, std::size_t limit);
/// Bars of a pair. Errors: not_found for the pair or the timeframe, naming those there are.
[[nodiscard]] Result<std::string> candles_json(const runtime::Simulation& core, const std::string& pair,
                                               const std::string& timeframe, std::size_t limit);
[[nodiscard]] std::string strategies_json(const runtime::Simulation& core);

}  // namespace argosy::services::freqtrade
