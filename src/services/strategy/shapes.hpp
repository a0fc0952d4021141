#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/decimal.hpp"
#include "base/describe_fwd.hpp"
#include "base/time.hpp"
#include "domain/instrument.hpp"
#include "domain/signal.hpp"

/// What the strategy service answers, with the field names of docs/api.md.
namespace argosy::services::strategy {

/// A declared parameter and the value in force.
struct ParameterInfo {
    std::string name, type, unit, doc;
    double value = 0, default_value = 0, min = 0, max = 0;
};

struct StrategyInfo {
    std::string name;      ///< what the run calls it
    std::string strategy;  ///< its name in the catalogue
    std::string title, summary;
    bool active = false;   ///< it is a voter of this run
    bool enabled = false;  ///< and its vote counts
    std::optional<std::string> book;
    std::optional<Duration> timeframe;
    std::optional<double> weight;
    bool veto = false;
    std::vector<std::string> instruments;
    std::vector<ParameterInfo> parameters;
};

struct StrategySignal {
    std::string strategy_name, pair, exchange;
    std::string signal;  ///< "buy", "sell" or "hold"
    double confidence = 0, strength = 0;
    Time timestamp{};
    std::string market_regime;
    std::string reason;
    std::optional<Price> stop_price;
    std::optional<Time> expires_at;
};

struct VoteInfo {
    std::string strategy_name, signal;
    double weight = 0, strength = 0;
    bool counted = false, veto = false;
    std::string reason;
};

struct StrategyConsensus {
    std::string pair, exchange, consensus_signal;
    double agreement_percentage = 0;
    std::int64_t participating_strategies = 0;
    std::vector<StrategySignal> signals;
    Time timestamp{};
    std::string reason, market_regime;
    std::vector<VoteInfo> votes;
};

struct StrategyPerformance {
    std::string strategy_name;
    std::int64_t total_trades = 0, winning_trades = 0;
    double win_rate = 0, total_pnl = 0;
    std::optional<double> sharpe_ratio;
    double max_drawdown = 0;
    std::string period;
    std::optional<double> profit_factor, average_pnl;
    std::string basis;     ///< which trades are counted
    std::string interval;  ///< of the returns that sharpe_ratio is made of
    Time from{}, timestamp{};
};

void describe(Described<ParameterInfo>& d);
void describe(Described<StrategyInfo>& d);
void describe(Described<StrategySignal>& d);
void describe(Described<VoteInfo>& d);
void describe(Described<StrategyConsensus>& d);
void describe(Described<StrategyPerformance>& d);

[[nodiscard]] StrategySignal to_signal(const domain::Signal& signal, std::string_view strategy,
                                       const domain::Instrument& instrument);

}  // namespace argosy::services::strategy
