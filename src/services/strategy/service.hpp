#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/router.hpp"
#include "domain/command.hpp"
#include "host/service.hpp"
#include "runtime/simulation.hpp"
#include "store/writer.hpp"
#include "strategy/catalogue.hpp"

/// strategy: what the strategies are, what they say, what they agree on, and how well they have done.
namespace argosy::services::strategy {

/// Hands a backtest to the backtest service: the request as POST /api/v1/backtests takes it, and who asks. The job as
/// JSON. Errors: those of that route.
using BacktestPort = std::function<Result<std::string>(std::string_view request, std::string_view owner)>;

/// What somebody wants of one strategy of the run, and who.
struct Wish {
    std::string label;
    std::optional<bool> enabled;                 ///< none: as it is
    std::vector<domain::NamedValue> parameters;  ///< those that change
    std::string author, reason, trace;
};
/// Makes a wish true as a version of the settings, and says when it is in force, or why it is not. Errors: not_found,
/// rejected, invalid_argument, unavailable.
using SettingsPort = std::function<void(const Wish&, std::move_only_function<void(Result<>)>)>;

struct Parts {
    api::Router& router;
    runtime::Simulation& core;
    const argosy::strategy::Catalogue& catalogue;
    store::Store& store;
    store::Writer& writer;
    BacktestPort backtest = nullptr;  ///< none: there is no backtest service in this process
    SettingsPort settings = nullptr;  ///< none: the core's journal alone knows of switches and parameters
};

/// The parts outlive the service.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::strategy
