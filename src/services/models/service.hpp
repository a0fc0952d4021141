#pragma once

#include <filesystem>

#include "api/router.hpp"
#include "host/service.hpp"
#include "learning/booster.hpp"
#include "net/loop.hpp"
#include "runtime/simulation.hpp"

/// models: trains, versions and serves gradient-boosted trees. Nothing is trained unless somebody asks; one model at a
/// time, on a thread of low priority.
///
/// Known limits: jobs are forgotten at a restart; versions of models are not. The Q-learning agent is not served.
namespace argosy::services::models {

struct Parts {
    api::Router& router;
    net::Loop& loop;
    const runtime::Simulation& core;
    std::filesystem::path folder;    ///< of model files; made when the first model is trained
    std::filesystem::path data_dir;  ///< the market data catalogue; need not exist
    learning::Fit fit;               ///< grows the trees: learning::xgboost::fit
};

/// The parts outlive the service.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::models
