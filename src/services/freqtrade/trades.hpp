#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json_writer.hpp"
#include "domain/round_trip.hpp"
#include "runtime/simulation.hpp"

namespace argosy::services::freqtrade {

/// A trade's number, the same while it is open, after it has closed and after a restart, growing with the time of its
/// entry, and exact in a JavaScript number. Two trades of one strategy in one instrument never share one.
[[nodiscard]] std::int64_t trade_number(const domain::RoundTrip& trade) noexcept;

/// Open trades as if closed now.
[[nodiscard]] std::vector<domain::RoundTrip> open_trades(const runtime::Simulation& core);
/// Closed trades, by the time of their exit; those that are kept.
[[nodiscard]] const std::vector<domain::RoundTrip>& closed_trades(const runtime::Simulation& core);

/// What was put into a trade, in the currency it settles in.
[[nodiscard]] double stake_of(const runtime::Simulation& core, const domain::RoundTrip& trade);
/// Net result as a fraction of the stake.
[[nodiscard]] double gain_of(const runtime::Simulation& core, const domain::RoundTrip& trade);

/// The object of a trade.
void write_trade(JsonWriter& w, const runtime::Simulation& core, const domain::RoundTrip& trade, bool is_open);

/// "2024-08-08 23:54:15", UTC.
[[nodiscard]] std::string date_text(Time t);
[[nodiscard]] std::int64_t milliseconds(Time t) noexcept;

}  // namespace argosy::services::freqtrade
