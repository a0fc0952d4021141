#pragma once

#include "api/router.hpp"
#include "bus/bus.hpp"
#include "host/service.hpp"
#include "messages/subjects.hpp"
#include "net/loop.hpp"
#include "runtime/simulation.hpp"
#include "runtime/views.hpp"
#include "services/dashboard/multiplex.hpp"

/// dashboard: the live streams of the pages, all over /ws/v1 and each at its own path, /ws/dashboard, /ws/trades,
/// /ws/portfolio, /ws/alerts, and the first as server-sent events. It holds nothing: what it sends it heard on the bus.
namespace argosy::services::dashboard {

struct Parts {
    net::Loop& loop;
    api::Router& router;
    const runtime::Simulation& core;  ///< for snapshots
    bus::Bus& bus;
    const messages::Subjects& subjects;
    std::function<runtime::StatusInfo()> info;
    /// What /ws/dashboard and /ws/v1 do with {"type": "emergency_stop"}; empty: nothing. It decides who may.
    Channel::Stop stop = {};
};

/// The parts outlive the service.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::dashboard
