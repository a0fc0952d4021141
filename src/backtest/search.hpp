#pragma once

#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "backtest/heat_map.hpp"
#include "backtest/sampler.hpp"
#include "base/error.hpp"
#include "performance/metric.hpp"

/// The loop of an optimisation: draw a batch of candidates, evaluate it, tell the results in order, keep what matters.
///
/// Invariants: the result is a function of sampler, batch size and evaluation, not of threads or interruptions; memory
///             does not grow with the number of candidates.
namespace argosy::backtest {

enum class Verdict : std::uint8_t {
    counts,      ///< it has an objective and enough trades
    impossible,  ///< its parameters contradict each other
    few_trades,
    undefined,  ///< the objective is not defined for it
};
[[nodiscard]] std::string_view to_string(Verdict) noexcept;

/// What one candidate came to.
struct Outcome {
    Verdict verdict = Verdict::impossible;
    double objective = std::numeric_limits<double>::quiet_NaN();
    double daily_sharpe = std::numeric_limits<double>::quiet_NaN();  ///< not annualised
    std::uint64_t trades = 0;
};

struct Trial {
    std::uint64_t number = 0;  ///< in its search, from 0
    Candidate candidate;
    Outcome outcome;
};

/// Where trials are recorded and, after an interruption, read back.
class TrialLog {
public:
    virtual ~TrialLog() = default;
    /// The next recorded trial of search `phase`, if it is there. Errors: corrupt.
    [[nodiscard]] virtual Result<std::optional<Trial>> next_recorded(std::uint32_t phase) = 0;
    /// Errors: unavailable (disk full).
    [[nodiscard]] virtual Result<> append(std::uint32_t phase, const Trial& trial) = 0;
    /// What was appended is on its way to the disk when this returns.
    [[nodiscard]] virtual Result<> flush() = 0;
};

/// Fills outcomes[i] for candidates[i].
using Evaluate = std::function<Result<>(std::span<const Candidate> candidates, std::span<Outcome> outcomes)>;

struct SearchProgress {
    std::uint64_t done = 0;
    const Trial* best = nullptr;
};

struct SearchParts {
    const std::vector<Dimension>& space;
    Sampler& sampler;
    Evaluate evaluate;
    std::size_t batch = 16;
    std::uint64_t candidates_max = UINT64_MAX;  ///< of a grid; samplers count for themselves
    bool larger_is_better = true;
    std::size_t keep = 20;
    bool heat_maps = false;
    std::uint32_t phase = 0;
    TrialLog* log = nullptr;
    std::function<Result<bool>(const SearchProgress&)> progress = nullptr;  ///< after each batch; false stops
};

/// Everything that is kept of a search.
struct SearchResult {
    std::vector<Trial> best;  ///< that count, the best first; equal ones in the order tried
    std::uint64_t tried = 0, impossible = 0, few_trades = 0, undefined = 0;
    std::uint64_t resumed = 0;       ///< of tried: taken from the log
    std::uint64_t with_sharpe = 0;   ///< trials with a Sharpe ratio: N of the deflated Sharpe ratio
    double sharpe_mean = 0;          ///< of daily Sharpe ratios
    double sharpe_deviations = 0;    ///< Σ (SR - mean)²
    std::vector<HeatMap> heat_maps;  ///< one for each pair of dimensions
    bool is_complete = true;         ///< false: stopped

    /// With n - 1. None under two.
    [[nodiscard]] std::optional<double> sharpe_variance() const noexcept {
        if (with_sharpe < 2) return {};
        return sharpe_deviations / static_cast<double>(with_sharpe - 1);
    }
};

/// Errors: those of evaluate, of the log and of progress; corrupt when the log holds other candidates.
[[nodiscard]] Result<SearchResult> search(const SearchParts& parts);

/// Losses, risks and costs are to be small, everything else large.
[[nodiscard]] bool is_larger_better(performance::MetricId id) noexcept;

/// What a sampler maximises; NaN for a trial that does not count.
[[nodiscard]] inline double score_of(const Outcome& o, bool larger_is_better) noexcept {
    if (o.verdict != Verdict::counts) return std::numeric_limits<double>::quiet_NaN();
    return larger_is_better ? o.objective : -o.objective;
}

}  // namespace argosy::backtest
