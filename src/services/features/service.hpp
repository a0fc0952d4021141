#pragma once

#include "api/router.hpp"
#include "bus/bus.hpp"
#include "host/service.hpp"
#include "messages/subjects.hpp"
#include "net/loop.hpp"
#include "runtime/simulation.hpp"
#include "store/store.hpp"

/// features: raw bars to clean bars and features, the newest features of the running market, definitions of feature
/// sets.
namespace argosy::services::features {

struct Parts {
    api::Router& router;
    net::Loop& loop;
    const runtime::Simulation& core;
    bus::Bus& bus;
    const messages::Subjects& subjects;
    store::Store& store;
};

/// The parts outlive the service.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::features
