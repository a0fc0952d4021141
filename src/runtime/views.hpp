#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/simulation.hpp"

/// The JSON that the API and the live stream give (docs/api.md), read from a simulation.
namespace argosy::runtime {

struct StatusInfo {
    std::string version;
    Time wall_time{};
    Time started_at{};  ///< wall time
};

[[nodiscard]] std::string status_json(const Simulation& s, const StatusInfo& info);
[[nodiscard]] std::string portfolio_json(const Simulation& s);
[[nodiscard]] std::string positions_json(const Simulation& s);
[[nodiscard]] std::string position_json(const Simulation& s, InstrumentId id);
[[nodiscard]] std::string orders_json(const Simulation& s, std::size_t limit);
[[nodiscard]] std::string trades_json(const Simulation& s, std::size_t limit);
[[nodiscard]] std::string equity_json(const Simulation& s, std::size_t limit);
[[nodiscard]] std::string signals_json(const Simulation& s, std::size_t limit, InstrumentId only);
/// None: no such interval.
[[nodiscard]] std::optional<std::string> bars_json(const Simulation& s, InstrumentId id, Duration interval,
                                                   std::size_t limit);
[[nodiscard]] std::string risk_json(Simulation& s);
[[nodiscard]] std::string alerts_json(const Simulation& s, std::size_t limit);

// Payloads of the live stream.
[[nodiscard]] std::string snapshot_json(Simulation& s, const StatusInfo& info);
[[nodiscard]] std::string portfolio_update_json(const Simulation& s);
[[nodiscard]] std::string order_json(const Simulation& s, const domain::Order& order);
[[nodiscard]] std::string fill_json(const Simulation& s, const domain::Fill& fill);
[[nodiscard]] std::string ballot_json(const Simulation& s, const domain::Ballot& ballot);
[[nodiscard]] std::string trade_update_json(const Simulation& s, const domain::RoundTrip& trade,
                                            std::string_view status);
[[nodiscard]] std::string equity_point_json(const EquityPoint& point);
[[nodiscard]] std::string bar_json(const Simulation& s, const domain::BarClosed& bar);
[[nodiscard]] std::string alert_json(const Simulation& s, const domain::Alert& alert);

}  // namespace argosy::runtime
