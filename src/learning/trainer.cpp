#include "learning/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "base/describe.hpp"

namespace argosy::learning {
namespace {

BoostTask task_of(const Dataset& data, std::size_t rows, Target target, const std::stop_token& stop) {
    return {.values = data.values_of(0, rows),
            .width = data.columns.size(),
            .labels = std::span(data.labels).first(rows),
            .target = target,
            .stop = stop};
}

Result<StepReport> run_step(const Dataset& data, const TrainStep& step, const TrainSettings& settings, const Fit& fit,
                            const std::stop_token& stop) {
    const Target target = settings.label.target;
    ARGOSY_LET(const auto booster, fit(task_of(data, step.train_end, target, stop), settings.boost), "fit");
    ARGOSY_LET(const auto trees, TreeModel::parse(booster), "fit");
    const std::size_t count = step.test_end - step.test_begin;
    std::vector<float> predictions;
    for (std::size_t i = step.test_begin; i < step.test_end; ++i)
        predictions.push_back(trees.predict(data.values_of(i, i + 1)));
    return StepReport{.step = step,
                      .test_from = data.times[step.test_begin],
                      .test_to = data.labels_known[step.test_end - 1],
                      .metrics = judge(target, predictions, std::span(data.labels).subspan(step.test_begin, count),
                                       std::span(data.changes).subspan(step.test_begin, count))};
}

/// The mean over the steps, which are equally long but for the last.
Metrics mean_of(const std::vector<StepReport>& steps) {
    Metrics out;
    for (const auto& step : steps)
        for (const auto& [name, value] : step.metrics) out[name] += value / static_cast<double>(steps.size());
    double rows = 0;
    for (const auto& step : steps) rows += step.metrics.at("rows");
    out["rows"] = rows;
    return out;
}

Result<> report(const Progress& progress, std::size_t done, std::size_t all) {
    if (!progress || progress(done, all)) return {};
    return fail(Errc::unavailable, fmt::format("training was stopped after {} of {} fits", done, all));
}

Result<> check_table(const TrainTask& task, const features::Table& table) {
    ARGOSY_LET(const auto computer, features::Computer::make(task.features), "feature set");
    if (computer.columns() == table.columns) return {};
    return fail(Errc::invalid_argument, "the table was not computed from the feature set of the task");
}

}  // namespace

void describe(Described<TrainSettings>& d) {
    using S = TrainSettings;
    d.name("training").doc("How a model is trained and judged.");
    d.field("label", &S::label, {.doc = "What it predicts."});
    d.field("boost", &S::boost, {.doc = "How its trees are grown."});
    d.field("steps", &S::steps, {.min = 1, .max = 100, .doc = "Of the walk-forward."});
    d.field("train_min", &S::train_min, {.above = 0.0, .below = 1.0, .doc = "Share of rows before the first test."});
    d.field("embargo", &S::embargo, {.min = Duration{0}, .doc = "Between training and test, beside the horizon."});
}

Result<std::vector<TrainStep>> make_steps(const Dataset& data, const TrainSettings& settings) {
    const std::size_t rows = data.rows();
    const auto first = static_cast<std::size_t>(std::ceil(static_cast<double>(rows) * settings.train_min));
    std::vector<TrainStep> steps;
    for (std::size_t i = 0; i < settings.steps; ++i) {
        const auto bound = [&](std::size_t k) { return first + (rows - first) * k / settings.steps; };
        TrainStep step{.test_begin = bound(i), .test_end = bound(i + 1)};
        if (step.test_begin < step.test_end) {
            const Time latest = data.times[step.test_begin] - settings.embargo;
            step.train_end = static_cast<std::size_t>(std::ranges::upper_bound(data.labels_known, latest) -
                                                      data.labels_known.begin());
        }
        if (step.train_end == 0)
            return fail(Errc::invalid_argument,
                        fmt::format("{} rows are too few for {} steps with this embargo", rows, settings.steps),
                        "give more bars, fewer steps or a shorter embargo");
        steps.push_back(step);
    }
    return steps;
}

Result<Trained> train(const TrainTask& task, const features::Table& table, const TrainSettings& settings,
                      const Fit& fit, const Progress& progress, const std::stop_token& stop) {
    ARGOSY_TRY(check_table(task, table), "train");
    ARGOSY_LET(const auto data, make_dataset(table, settings.label), "train");
    ARGOSY_LET(const auto steps, make_steps(data, settings), "train");
    Trained out;
    for (const auto& step : steps) {
        ARGOSY_LET(auto done, run_step(data, step, settings, fit, stop), fmt::format("step {}", out.steps.size() + 1));
        out.steps.push_back(std::move(done));
        ARGOSY_TRY(report(progress, out.steps.size(), steps.size() + 1), "train");
    }
    ARGOSY_LET(const auto booster, fit(task_of(data, data.rows(), settings.label.target, stop), settings.boost),
               "last fit");
    ARGOSY_TRY(report(progress, steps.size() + 1, steps.size() + 1), "train");
    out.info = {.name = task.name,
                .version = task.version,
                .symbol = task.symbol,
                .features = task.features,
                .label = settings.label,
                .boost = settings.boost,
                .span = {.from = data.times.front(), .known_to = data.labels_known.back(), .rows = data.rows()},
                .metrics = mean_of(out.steps)};
    out.text = write_model(out.info, booster);
    return out;
}

}  // namespace argosy::learning
