#pragma once

#include "api/router.hpp"
#include "bus/bus.hpp"
#include "host/service.hpp"
#include "messages/subjects.hpp"
#include "net/loop.hpp"
#include "runtime/simulation.hpp"

/// market-data: the newest prices and bars, whether markets are open, gaps of the feed, and all of it as a stream.
namespace argosy::services::market_data {

struct Parts {
    api::Router& router;
    net::Loop& loop;
    const runtime::Simulation& core;
    bus::Bus& bus;
    const messages::Subjects& subjects;
};

/// The parts outlive the service.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::market_data
