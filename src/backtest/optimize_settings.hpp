#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/describe_fwd.hpp"
#include "base/time.hpp"

/// What an optimisation searches and how it is judged: the `optimize:` section of a run (docs/optimize.md).
namespace argosy::backtest {

/// min, min + step, ... up to max.
struct SearchRange {
    double min = 0, max = 0, step = 1;
};

enum class SamplerKind : std::uint8_t {
    grid,    ///< every combination
    random,  ///< uniform draws
    tpe,     ///< tree-structured Parzen estimator
};

enum class WindowKind : std::uint8_t {
    rolling,   ///< train on the last `train`
    anchored,  ///< train on everything from the start, at least `train`
    folds,     ///< purged cross-validation: test each of `folds` parts, train on all others
};

/// Parameters chosen on one span are judged on another that the search has not seen.
struct WalkForwardSettings {
    WindowKind kind = WindowKind::rolling;
    Duration train = 24h * 365;
    Duration test = 24h * 90;
    std::uint32_t folds = 5;
    Duration purge{};    ///< left out of the training span where a test span follows it
    Duration embargo{};  ///< folds: left out of the training span after a test span
};

struct MonteCarloSettings {
    std::uint32_t resamples = 1000;
    std::uint64_t seed = 1;
};

struct OptimizeSettings {
    std::map<std::string, SearchRange> parameters;  ///< "ema_cross.fast", "exits.stop"
    std::string objective = "sharpe";               ///< name of a metric
    std::uint64_t trades_min = 30;                  ///< fewer trades in the whole range: the candidate does not count
    SamplerKind sampler = SamplerKind::grid;
    std::uint64_t trials = 0;  ///< at most; zero: the whole grid, 1,000 of the other samplers
    std::uint64_t seed = 1;
    std::uint32_t keep = 20;  ///< candidates in the report
    bool exact = false;       ///< every candidate in the event-driven engine, also where the sweep can do it
    std::optional<WalkForwardSettings> walk_forward;
    MonteCarloSettings monte_carlo;
};

[[nodiscard]] std::string_view to_string(SamplerKind) noexcept;
[[nodiscard]] std::string_view to_string(WindowKind) noexcept;

void describe(Described<SearchRange>& d);
void describe(Described<WalkForwardSettings>& d);
void describe(Described<MonteCarloSettings>& d);
void describe(Described<OptimizeSettings>& d);

}  // namespace argosy::backtest
