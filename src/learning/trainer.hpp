#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/describe_fwd.hpp"
#include "base/error.hpp"
#include "learning/booster.hpp"
#include "learning/model.hpp"

/// Training with a walk-forward: each step learns from the past and is judged on what comes next; the model that is
/// kept learns from everything, and carries the mean of the steps' metrics.
namespace argosy::learning {

struct TrainSettings {
    LabelRule label;
    BoostSettings boost;
    std::size_t steps = 5;   ///< of the walk-forward
    double train_min = 0.4;  ///< share of rows before the first test
    Duration embargo{};      ///< between the last label of training and the first test row, beside the horizon
};
void describe(Described<TrainSettings>& d);

/// Rows [0, train_end) to learn from, [test_begin, test_end) to judge on.
struct TrainStep {
    std::size_t train_end = 0, test_begin = 0, test_end = 0;
};

/// The steps' test rows follow each other without a gap. A row is trained on only when its label was known an embargo
/// before the first test row: labels never overlap the test.
/// Errors: invalid_argument when a step has no rows to train or test on.
[[nodiscard]] Result<std::vector<TrainStep>> make_steps(const Dataset& data, const TrainSettings& settings);

struct StepReport {
    TrainStep step;
    Time test_from{}, test_to{};
    Metrics metrics;
};

struct Trained {
    ModelInfo info;
    std::string text;  ///< the model file
    std::vector<StepReport> steps;
};

struct TrainTask {
    std::string name, symbol;
    std::uint32_t version = 1;
    features::FeatureSet features;
};

/// Called after each fit with how many of all are done; false stops the training.
using Progress = std::function<bool(std::size_t done, std::size_t all)>;

/// The same table, settings and fit give the same text.
/// Errors: those of make_dataset, make_steps and fit; invalid_argument for a table that is not of the task's features;
///         unavailable when progress or `stop`, which reaches into a fit, stopped it.
[[nodiscard]] Result<Trained> train(const TrainTask& task, const features::Table& table, const TrainSettings& settings,
                                    const Fit& fit, const Progress& progress = {}, const std::stop_token& stop = {});

}  // namespace argosy::learning
