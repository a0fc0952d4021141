#pragma once

#include <functional>
#include <string>

#include "api/router.hpp"
#include "host/service.hpp"
#include "runtime/simulation.hpp"
#include "store/writer.hpp"
#include "strategy/catalogue.hpp"

/// strategy: what the strategies are, what they say, what they agree on, and how well they have done.
namespace argosy::services::strategy {

/// Hands a backtest to the backtest service: the request as POST /api/v1/backtests takes it, and who asks. The job as
/// JSON. Errors: those of that route.
using BacktestPort = std::function<Result<std::string>(std::string_view request, std::string_view owner)>;

struct Parts {
    api::Router& router;
    runtime::Simulation& core;
    const argosy::strategy::Catalogue& catalogue;
    store::Store& store;
    store::Writer& writer;
    BacktestPort backtest = nullptr;  ///< none: there is no backtest service in this process
};

/// The parts outlive the service.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::strategy
