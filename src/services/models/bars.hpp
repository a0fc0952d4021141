#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "runtime/simulation.hpp"
#include "services/models/shapes.hpp"

namespace argosy::services::models {

/// Bars to train on.
struct TrainBars {
    std::string symbol;
    Duration interval{};
    std::vector<domain::Bar> bars;
};

/// Those that the running market keeps; copied, because the core belongs to its thread.
/// Errors: not_found for an unknown symbol or interval.
[[nodiscard]] Result<TrainBars> kept_bars(const runtime::Simulation& core, const TrainInput& in);
/// Those of the catalogue; reads files. The interval is an hour when the request names none.
/// Errors: those of data::Catalogue.
[[nodiscard]] Result<TrainBars> recorded_bars(const std::filesystem::path& dir, const TrainInput& in);

/// Cleans them and trains: the file's text and what it says of itself.
/// Errors: invalid_argument for features of another interval; those of learning::train.
[[nodiscard]] Result<learning::Trained> train_on(const TrainBars& from, const TrainInput& in, std::uint32_t version,
                                                 const learning::Fit& fit, const learning::Progress& progress,
                                                 const std::stop_token& stop);

}  // namespace argosy::services::models
