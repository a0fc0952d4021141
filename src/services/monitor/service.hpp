#pragma once

#include <filesystem>
#include <functional>

#include "api/router.hpp"
#include "bus/bus.hpp"
#include "host/host.hpp"
#include "host/service.hpp"
#include "messages/subjects.hpp"
#include "net/loop.hpp"
#include "observe/log.hpp"
#include "observe/metrics.hpp"
#include "platform/applier.hpp"
#include "platform/config.hpp"
#include "runtime/simulation.hpp"
#include "services/monitor/api_meter.hpp"
#include "store/writer.hpp"

/// monitor: how everything is. Health of every service, figures for Prometheus, alert rules, the tail of the log,
/// spans.
///
/// Known limits: knows the services of its own process, and those of others by their heartbeats alone.
namespace argosy::services::monitor {

struct Parts {
    net::Loop& loop;
    api::Router& router;
    store::Store& store;
    store::Writer& writer;
    bus::Bus& bus;
    const messages::Subjects& subjects;
    runtime::Simulation& core;
    observe::Metrics& metrics;
    ApiMeter& api;                                               ///< fed by the gate
    std::function<std::vector<host::ServiceStatus>()> services;  ///< host::Host::status
    observe::Log* log = nullptr;
    std::filesystem::path data_folder = ".";  ///< whose disk is watched
    std::string version;
    platform::MonitoringConfig settings = {};
    platform::TracingConfig tracing = {};
    platform::Appliers* appliers = nullptr;  ///< where changes of the two settings are heard of; none: at a restart
    std::function<Time()> clock = net::wall_time;
};

/// The parts outlive the service.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::monitor
