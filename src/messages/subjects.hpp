#pragma once

#include <variant>

#include "bus/subject.hpp"
#include "codec/json.hpp"
#include "domain/event.hpp"
#include "domain/fill.hpp"
#include "domain/order.hpp"
#include "domain/round_trip.hpp"
#include "domain/signal.hpp"
#include "messages/facts.hpp"

/// The subjects of the bus and what travels on each, as docs/messages.md lists them.
namespace argosy::messages {

using MarketData = domain::MarketEvent;                        ///< trade, quote, bar, book, mark_price, funding
using Signals = std::variant<domain::Signal, domain::Ballot>;  ///< signal, consensus
/// An order after a change of its state (order_accepted, order_rejected, order_canceled, order_expired, order_unknown,
/// order_updated), or a fill.
using Executions = std::variant<domain::Order, domain::Fill>;
using Positions = std::variant<Position, Balance, Portfolio>;             ///< position_update, balance_update, ...
using Performance = std::variant<domain::RoundTrip, EquityPoint, Cycle>;  ///< trade_closed, equity_point, cycle_done
using Alerts = std::variant<Alert, AlertResolved>;
using News = std::variant<Headline, Sentiment>;

/// How every subject is written for other processes.
///
/// Requires: names and what it points at outlive the subjects and their topics.
struct Subjects {
    explicit Subjects(const codec::Names& names);

    bus::Subject<MarketData> market_data;
    bus::Subject<News> news;
    bus::Subject<std::variant<FeatureVector>> features;
    bus::Subject<Signals> signals;
    bus::Subject<Executions> executions;
    bus::Subject<Positions> positions;
    bus::Subject<std::variant<RiskState>> risk_state;
    bus::Subject<Performance> performance;
    bus::Subject<std::variant<Report>> reports;
    bus::Subject<Alerts> alerts;
    bus::Subject<std::variant<ConfigVersion>> config;
    bus::Subject<std::variant<Heartbeat>> health;
};

}  // namespace argosy::messages
