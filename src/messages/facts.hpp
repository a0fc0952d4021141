#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/decimal.hpp"
#include "base/describe_fwd.hpp"
#include "base/time.hpp"
#include "domain/state.hpp"

/// What services tell each other beside the domain's own types (orders, fills, bars, ballots ...), and what the API and
/// the live stream show of it: one form for all three. Instruments and strategies are named, money is in the reporting
/// currency unless a field says otherwise.
namespace argosy::messages {

/// One instrument's position. qty zero: it was closed.
struct Position {
    std::string instrument, exchange;
    std::string side;  ///< "long" or "short"
    Qty qty;           ///< positive
    Price entry_price, mark_price;
    Money exposure, unrealised, realised, fees, funding;
    std::optional<Price> stop_price, liquidation_price;
    Time opened_at{}, marked_at{};
};

/// What an account is worth.
struct Portfolio {
    std::string currency;
    Money equity, balance, unrealised, realised, fees, funding, daily_pnl, total_pnl;
    Ratio drawdown, max_drawdown;
    Money exposure_gross, exposure_net;
    std::uint64_t open_positions = 0, active_trades = 0, trades_today = 0;
    std::optional<double> win_rate;  ///< of the closed trades
    Time time{};
};

/// What lies at one venue, in its currency.
struct Balance {
    std::string exchange, currency;
    Money total, available, total_pnl, daily_pnl;
    Time time{};
};

/// A point of the equity curve.
struct EquityPoint {
    Time time{};
    Money equity, balance, unrealised, exposure;
    Ratio drawdown;
};

/// How far one limit is used.
struct Gauge {
    std::string name;
    std::string used, limit;
    std::string unit;  ///< "ratio", "money" or "count"
    std::string next;  ///< what happens when used reaches limit: a risk state, or "refuse"
};

/// A protection that refuses entries for a while.
struct Lock {
    std::string name;
    std::optional<std::string> instrument;  ///< none: all
    Time until{};
    std::string reason;
};

struct RiskState {
    domain::RiskState state = domain::RiskState::normal;
    Time since{};
    std::string cause;
    bool latched = false;
    bool emergency = false;  ///< the emergency stop is tripped
    std::vector<Gauge> gauges;
    std::vector<Lock> protections;
};

/// Something a person should know. Of the engine or of any service.
struct Alert {
    std::string alert_id;  ///< the same alert has the same id, also after a restart
    domain::AlertLevel level = domain::AlertLevel::info;
    std::string category, message;
    std::optional<std::string> exchange, instrument;
    std::map<std::string, std::string> details;
    Time timestamp{};
};
struct AlertResolved {
    std::string alert_id;
    std::string by;
    Time timestamp{};
};

/// One pass of the orchestrator.
struct Cycle {
    std::string cycle_id;
    std::string cycle_type;  ///< "entry", "exit" or "maintenance"
    Time start_time{};
    std::optional<Time> end_time;
    std::uint64_t trades_processed = 0, signals_generated = 0;
    std::vector<std::string> errors;
};

/// A new version of the configuration is in force.
struct ConfigVersion {
    std::uint64_t version = 0;
    std::string author, reason, hash;
    std::vector<std::string> changed;  ///< key paths
    Time time{};
};

/// A service is alive.
struct Heartbeat {
    std::string service, state, condition, detail;
    Time time{};
};

struct Headline {
    std::string id, source, title, url;
    std::vector<std::string> instruments;
    Time published{}, received{};
    double score = 0;  ///< compound sentiment, -1 to 1
};

/// The mood about an instrument at a moment, from the headlines that had arrived by then.
struct Sentiment {
    std::string instrument;
    double score = 0, dispersion = 0;
    std::uint64_t headlines = 0;
    Time time{};
};

struct FeatureVector {
    std::string instrument, feature_set;
    std::map<std::string, double> values;
    Time time{};
};

/// A finished report: where it can be read.
struct Report {
    std::string report_id, kind, title;
    Time time{};
};

void describe(Described<Position>& d);
void describe(Described<Portfolio>& d);
void describe(Described<Balance>& d);
void describe(Described<EquityPoint>& d);
void describe(Described<Gauge>& d);
void describe(Described<Lock>& d);
void describe(Described<RiskState>& d);
void describe(Described<Alert>& d);
void describe(Described<AlertResolved>& d);
void describe(Described<Cycle>& d);
void describe(Described<ConfigVersion>& d);
void describe(Described<Heartbeat>& d);
void describe(Described<Headline>& d);
void describe(Described<Sentiment>& d);
void describe(Described<FeatureVector>& d);
void describe(Described<Report>& d);

}  // namespace argosy::messages
