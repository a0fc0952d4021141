#pragma once

#include <optional>
#include <string>
#include <vector>

#include "backtest/evaluate.hpp"
#include "backtest/monte_carlo.hpp"
#include "backtest/splits.hpp"

/// A whole optimisation: the search, the best run again in full, what the search did with data it had not seen, and
/// reasons to doubt it.
namespace argosy::backtest {

/// One step of the walk-forward.
struct WindowResult {
    Split split;
    std::uint64_t tried = 0;
    std::optional<Trial> chosen;     ///< none: no candidate counted, so nothing was traded in the test
    double train_growth = 0;         ///< of the chosen one on its training spans, per year
    performance::Metric test_value;  ///< the objective in the test span
    double test_return = 0;
    std::uint64_t test_trades = 0;
};

/// How much one parameter moved from window to window.
struct Stability {
    std::string parameter;
    double smallest = 0, largest = 0, mean = 0, deviation = 0;
    double of_range = 0;  ///< (largest - smallest) / width of the search; 0 is a parameter that stays
};

struct WalkForwardResult {
    std::vector<WindowResult> windows;
    std::vector<Time> times;           ///< ends of the days of `returns`
    std::vector<double> returns;       ///< daily, of the test spans one after the other
    double total_return = 0;           ///< of `returns`
    double growth = 0;                 ///< the same per year
    double max_drawdown = 0;           ///< of daily equity, positive fraction
    std::optional<double> sharpe;      ///< annualised
    double train_growth = 0;           ///< mean over the windows, per year
    std::optional<double> efficiency;  ///< growth / train_growth; none when nothing was gained in training
    std::vector<Stability> stability;
};

/// A candidate one step beside the winner.
struct Neighbour {
    Candidate candidate;
    Outcome outcome;
};

struct OptimizeResult {
    std::vector<Dimension> space;
    std::uint64_t candidates = 0;  ///< of the search over the whole range, at most
    bool swept = false;            ///< most candidates were evaluated by the sweep
    std::string not_swept;         ///< why not; empty when it was, or was not wanted
    SearchResult search;
    std::optional<RunResult> winner;  ///< the best candidate in full; none when the search was stopped
    RunConfig winner_config;
    std::vector<Neighbour> neighbours;
    std::optional<double> plateau;  ///< mean score of the neighbours / score of the winner
    std::optional<WalkForwardResult> walk_forward;
    std::optional<TradeShuffle> trade_shuffle;
    std::optional<DayBootstrap> day_bootstrap;
    std::vector<performance::Warning> warnings;
    bool is_complete = true;
};

struct OptimizeProgress {
    std::size_t step = 0, steps = 1;    ///< 0: the search over the whole range, then the windows
    std::uint64_t done = 0, total = 0;  ///< candidates over all steps
    const Trial* best = nullptr;
};

struct OptimizeParts {
    const RunConfig& config;  ///< with its `optimize`
    const domain::InstrumentTable& instruments;
    const strategy::Catalogue& catalogue;
    const Market& market;
    Executor executor = run_in_turn;
    TrialLog* log = nullptr;
    std::function<Result<bool>(const OptimizeProgress&)> progress = nullptr;  ///< false stops
};

/// Errors: invalid_argument for the space, the splits and the settings; not_found when no candidate counts; those of
///         search.
/// Invariants: the result does not depend on the executor or on interruptions.
[[nodiscard]] Result<OptimizeResult> optimize(const OptimizeParts& parts);

}  // namespace argosy::backtest
