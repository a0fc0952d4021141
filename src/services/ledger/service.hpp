#pragma once

#include <functional>

#include "api/router.hpp"
#include "bus/bus.hpp"
#include "host/service.hpp"
#include "messages/subjects.hpp"
#include "net/loop.hpp"
#include "net/worker.hpp"
#include "outbox/relay.hpp"
#include "runtime/simulation.hpp"
#include "store/writer.hpp"

/// ledger: what happened to the money, in the store: trades, balances, alerts, performance, a cache of market data, and
/// the audit log.
///
/// Invariants:   a trade and an alert are kept once, however often the bus tells them; a change by a person and its
/// line
///               in the audit log are one transaction.
/// Failure:      when the store cannot keep up or fails, the service is degraded; what was missed is folded again from
///               the core as soon as writing works.
/// Known limits: that catches up with what the core still knows (runtime::History).
namespace argosy::services::ledger {

struct Parts {
    api::Router& router;
    runtime::Simulation& core;
    store::Store& store;
    store::Writer& writer;
    bus::Bus& bus;
    const messages::Subjects& subjects;
    net::Loop& loop;
    net::Worker& worker;  ///< for large reads
    outbox::Relay& outbox;
    /// The version of the settings in force at a time of the core; empty: trades are not tagged.
    std::function<std::uint64_t(Time)> config_version = {};
};

/// The parts outlive the service; the writer's works end before the loop does.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::ledger
