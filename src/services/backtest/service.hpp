#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "api/router.hpp"
#include "bus/bus.hpp"
#include "host/service.hpp"
#include "messages/subjects.hpp"
#include "net/loop.hpp"
#include "services/backtest/queue.hpp"

/// backtest: runs and optimisations as jobs beside trading, with progress, results and comparisons.
namespace argosy::services::backtest {

/// How others in this process hand in a job: the body of POST /api/v1/backtests and who asks; the job as JSON.
/// Empty while the service does not run.
struct Port {
    std::function<Result<std::string>(std::string_view request, std::string_view owner)> submit;
};

struct Parts {
    api::Router& router;
    net::Loop& loop;
    store::Store& store;
    bus::Bus& bus;
    const messages::Subjects& subjects;
    const argosy::strategy::Catalogue& strategies;
    runtime::SimulationConfig base;  ///< what the platform itself trades: what a request leaves out
    std::filesystem::path data_dir;  ///< recorded data; need not exist
    std::filesystem::path results;   ///< a folder for each job
    std::string version;             ///< for reports
    QueueSettings settings;
    Port* port = nullptr;
};

/// The parts outlive the service.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::backtest
