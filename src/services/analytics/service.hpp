#pragma once

#include "api/router.hpp"
#include "bus/bus.hpp"
#include "host/service.hpp"
#include "messages/subjects.hpp"
#include "net/loop.hpp"
#include "net/worker.hpp"
#include "outbox/relay.hpp"
#include "runtime/simulation.hpp"
#include "store/writer.hpp"

/// analytics: how the running account does: figures with their definitions, P&L over time, breakdowns, reports.
///
/// Invariants:   every figure comes from performance/, computed on the worker from one copy of the account, so that
///               trading waits for the copy only.
/// Known limits: equity and trades are those that the core keeps of its session (runtime::History); the list of trades
///               is the store's, of all sessions. Exposure is rebuilt from trades (performance/rebuild.hpp).
namespace argosy::services::analytics {

struct Parts {
    api::Router& router;
    const runtime::Simulation& core;
    store::Store& store;
    store::Writer& writer;
    bus::Bus& bus;
    const messages::Subjects& subjects;
    net::Loop& loop;
    net::Worker& worker;
    outbox::Relay& outbox;
    std::string version;  ///< of the program, for reports
};

/// The parts outlive the service; worker and writer end before the loop does.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::analytics
