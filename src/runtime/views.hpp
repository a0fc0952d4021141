#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/describe_fwd.hpp"
#include "codec/json.hpp"
#include "messages/facts.hpp"
#include "runtime/simulation.hpp"

/// What a running simulation shows of itself: facts as services tell them, and the JSON of the live stream
/// (docs/api.md).
namespace argosy::runtime {

struct StatusInfo {
    std::string version;
    Time wall_time{};
    Time started_at{};  ///< wall time
};

struct InstrumentStatus {
    std::string instrument, venue;
    std::int64_t price_decimals = 0, qty_decimals = 0;
    std::vector<std::string> intervals;  ///< of the bars that are kept
};
struct StrategyStatus {
    std::string name;
    bool enabled = true;
};
/// What runs, and how.
struct Status {
    std::string status;  ///< "running", "stopped" or "emergency_stop"
    std::string mode, source, speed;
    Time time{}, wall_time{}, started_at{};
    std::string version, currency;
    std::vector<InstrumentStatus> instruments;
    std::vector<StrategyStatus> strategies;
};
void describe(Described<InstrumentStatus>& d);
void describe(Described<StrategyStatus>& d);
void describe(Described<Status>& d);

/// Names for the ids of this simulation. The result points into it.
[[nodiscard]] codec::Names names_of(const Simulation& s);
[[nodiscard]] Status status_of(const Simulation& s, const StatusInfo& info);
[[nodiscard]] messages::Portfolio portfolio_of(const Simulation& s);
[[nodiscard]] messages::Position position_of(const Simulation& s, InstrumentId id);
/// Those that are not flat.
[[nodiscard]] std::vector<messages::Position> open_positions_of(const Simulation& s);
/// What lies at each venue. The simulated venue is one account, so its whole balance is shown at each name it plays.
[[nodiscard]] std::vector<messages::Balance> balances_of(const Simulation& s);
[[nodiscard]] messages::RiskState risk_of(const Simulation& s);
[[nodiscard]] messages::Alert alert_of(const Simulation& s, const domain::Alert& alert);
/// The same trade has the same id, open and closed, also after a restart.
[[nodiscard]] std::string trade_id_of(const domain::RoundTrip& trade);

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
[[nodiscard]] std::string risk_json(const Simulation& s);
[[nodiscard]] std::string alerts_json(const Simulation& s, std::size_t limit);

// Payloads of the live stream.
[[nodiscard]] std::string snapshot_json(const Simulation& s, const StatusInfo& info);
[[nodiscard]] std::string portfolio_update_json(const Simulation& s);
[[nodiscard]] std::string order_json(const Simulation& s, const domain::Order& order);
[[nodiscard]] std::string fill_json(const Simulation& s, const domain::Fill& fill);
[[nodiscard]] std::string ballot_json(const Simulation& s, const domain::Ballot& ballot);
[[nodiscard]] std::string trade_update_json(const Simulation& s, const domain::RoundTrip& trade,
                                            std::string_view status);
[[nodiscard]] std::string equity_point_json(const EquityPoint& point);
[[nodiscard]] std::string bar_json(const Simulation& s, const domain::BarClosed& bar);
[[nodiscard]] std::string alert_update_json(const messages::Alert& alert);

}  // namespace argosy::runtime
