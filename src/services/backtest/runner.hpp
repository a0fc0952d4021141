#pragma once

#include <filesystem>
#include <functional>

#include "services/backtest/plan.hpp"

/// Runs a plan and writes what came out into a folder.
namespace argosy::services::backtest {

/// What the owner of a run sees and says while it runs; called on the run's thread.
struct Watch {
    /// False: stop as soon as possible.
    std::function<bool()> goes_on;
    /// Share done, and what an optimisation has found so far.
    std::function<void(double share, const std::string& best)> on_progress;
    std::uint64_t memory_max = UINT64_MAX;  ///< of the whole process, in bytes; beyond it the run fails
};

struct Outcome {
    std::map<std::string, double> metrics;
    std::vector<std::string> warnings;
    std::vector<std::string> files;  ///< in the folder
    std::string digest;
};

/// Everything that a run is made from; outlives it.
struct RunnerParts {
    const argosy::strategy::Catalogue& strategies;
    const data::Catalogue& stored;
    std::string version;  ///< for the report
};

/// Errors: those of make_market, backtest::run and backtest::optimize; unavailable when it was stopped, needs too much
///         memory, or the folder cannot be written.
[[nodiscard]] Result<Outcome> run_plan(const Plan& plan, const RunnerParts& parts, const std::filesystem::path& folder,
                                       const Watch& watch);

/// Makes the calling thread yield to others: 0 as any other thread, 19 only what nobody else wants.
void set_niceness(int niceness) noexcept;
/// Resident memory of this process. Zero when the system does not say.
[[nodiscard]] std::uint64_t resident_bytes();

}  // namespace argosy::services::backtest
