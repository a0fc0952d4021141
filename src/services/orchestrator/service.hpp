#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "api/router.hpp"
#include "audit/trail.hpp"
#include "bus/bus.hpp"
#include "host/host.hpp"
#include "messages/subjects.hpp"
#include "net/loop.hpp"
#include "runtime/simulation.hpp"
#include "services/orchestrator/cycles.hpp"
#include "store/writer.hpp"

/// orchestrator: start, stop and emergency stop, the trading cycles, which pairs are traded, and the operations API.
///
/// The emergency stop is reached by HTTP (also over the Unix socket of the same router), by SIGUSR1 and by the flag
/// file; see Emergency. SIGUSR1 before the service has started: HoldStopSignal.
namespace argosy::services::orchestrator {

/// The way to the emergency stop for what is not HTTP; empty while the service does not run.
struct StopDoor {
    /// Stops, and tells what it did: a StopReport as JSON. `actor` as the audit log names it, where the caller writes
    /// the line. `key`: see Emergency::trip.
    std::function<std::string(std::string_view actor, std::string_view reason, bool flatten, std::string_view key)>
        trip;
};

/// What is told of emergency stops once they hold; empty ones are not.
struct StopWitness {
    audit::Record record;                            ///< the audit log, of a stop that came by no request
    std::function<void(std::string_view line)> log;  ///< of each: who or what it was
};

struct Parts {
    api::Router& router;
    runtime::Simulation& core;
    net::Loop& loop;
    bus::Bus& bus;
    const messages::Subjects& subjects;
    store::Store& store;
    store::Writer& writer;
    std::filesystem::path state;  ///< folder of the flag file; empty: none
    std::string version;
    std::function<std::vector<host::ServiceStatus>()> services;  ///< of this process; empty: none are shown
    CycleSettings cycles;
    StopDoor* door = nullptr;  ///< null: HTTP, the signal and the flag file are the only ways
    StopWitness witness{};
};

/// The parts outlive the service.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::orchestrator
