#pragma once

#include <string>

#include "runtime/simulation.hpp"

/// What the account and its trades come to, as the objects of that API. Figures about closed trades are about those
/// that are kept (runtime::History::trades_kept).
namespace argosy::services::freqtrade {

[[nodiscard]] std::string profit_json(const runtime::Simulation& core);
[[nodiscard]] std::string balance_json(const runtime::Simulation& core);
/// Results of each pair, the best first.
[[nodiscard]] std::string performance_json(const runtime::Simulation& core);
[[nodiscard]] std::string count_json(const runtime::Simulation& core);

enum class Period : std::uint8_t { day, week, month };
/// Results of the last `count` periods, the newest first, by the time of the exit (UTC).
[[nodiscard]] std::string periods_json(const runtime::Simulation& core, Period period, std::int64_t count);

}  // namespace argosy::services::freqtrade
