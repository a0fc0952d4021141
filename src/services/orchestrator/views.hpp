#pragma once

#include "base/describe_fwd.hpp"
#include "messages/facts.hpp"
#include "runtime/views.hpp"
#include "services/orchestrator/cycles.hpp"
#include "services/orchestrator/pairs.hpp"

/// What the orchestrator's routes take and answer.
namespace argosy::services::orchestrator {

/// TradingStatus of the requirement documents, and docs/api.md `Status`.
struct TradingStatus : runtime::Status {
    std::uint64_t cycle_count = 0, active_trades = 0;
    double total_pnl = 0;
    std::optional<Time> last_cycle;
    double uptime = 0;  ///< seconds
    std::optional<std::string> cause;
};
void describe(Described<TradingStatus>& d);

/// An open trade, in the fields of the documents' Trade.
struct ActiveTrade {
    std::string trade_id, pair, exchange, side, status, strategy;
    double entry_price = 0, position_size = 0, current_pnl = 0;
    Time entry_time{};
};
void describe(Described<ActiveTrade>& d);
struct ActiveTrades {
    std::vector<ActiveTrade> trades;
};
void describe(Described<ActiveTrades>& d);
[[nodiscard]] ActiveTrades active_trades(const runtime::Simulation& core);

struct CycleStats {
    std::uint64_t cycle_count = 0, entry = 0, exit = 0, maintenance = 0;
    std::uint64_t trades_processed = 0, signals_generated = 0, errors = 0;
    std::optional<messages::Cycle> last_cycle;
    std::vector<messages::Cycle> cycles;
};
void describe(Described<CycleStats>& d);
[[nodiscard]] CycleStats stats_of(const Cycles& cycles);

struct PairList {
    std::vector<Candidate> pairs;
    bool all = true;
};
void describe(Described<PairList>& d);
struct CandidateList {
    std::vector<Candidate> candidates;
};
void describe(Described<CandidateList>& d);

/// One of: pairs by name, criteria, or all.
struct PairChoice : PairCriteria {
    std::vector<std::string> pairs, symbols;
    bool all = false;
};
void describe(Described<PairChoice>& d);

struct ServiceRow {
    std::string name, state, condition, detail, error;
    Time since{};
};
void describe(Described<ServiceRow>& d);
struct ServiceRows {
    std::vector<ServiceRow> services;
};
void describe(Described<ServiceRows>& d);

struct ReportRow {
    std::uint64_t sequence = 0;
    Time time{};
    std::string key;
};
void describe(Described<ReportRow>& d);
struct ReportRows {
    std::vector<ReportRow> reports;
};
void describe(Described<ReportRows>& d);

struct StopInput {
    std::string reason;
    bool flatten = false;
};
void describe(Described<StopInput>& d);
struct ResetInput {
    std::string confirm;
};
void describe(Described<ResetInput>& d);
struct CrisisInput {
    std::string cause;
};
void describe(Described<CrisisInput>& d);
struct CycleInput {
    domain::CycleType cycle_type = domain::CycleType::entry;
};
void describe(Described<CycleInput>& d);
struct CyclesQuery {
    std::int64_t limit = 100;
    std::string cursor;
};
void describe(Described<CyclesQuery>& d);
struct CyclesPage {
    std::vector<messages::Cycle> cycles;
    std::string next_cursor;
};
void describe(Described<CyclesPage>& d);

}  // namespace argosy::services::orchestrator
