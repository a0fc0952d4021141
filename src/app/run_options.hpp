#pragma once

#include <optional>
#include <string>
#include <vector>

#include "backtest/config.hpp"
#include "base/error.hpp"
#include "strategy/catalogue.hpp"

namespace CLI {
class App;
}

/// What every command that runs strategies accepts: a file, and flags for the common cases.
namespace argosy::app {

struct RunOptions {
    std::string file;
    std::vector<std::string> symbols, strategies, sets, parameters;
    std::string venue, timeframe, from, to, balance, currency;
    std::optional<double> leverage, stop_percent, fraction;

    /// Nothing was said.
    [[nodiscard]] bool is_empty() const { return *this == RunOptions{}; }
    friend bool operator==(const RunOptions&, const RunOptions&) = default;
};
void add_run_options(CLI::App& command, RunOptions& options);

/// Puts what the flags say over a configuration. Errors: parse, invalid_argument and not_found, naming the flag.
[[nodiscard]] Result<> apply_run_options(backtest::RunConfig& config, const RunOptions& options);

/// A run, and every strategy that it may name.
struct Run {
    backtest::RunConfig config;
    strategy::Catalogue strategies;
    std::vector<std::string> notes;  ///< for the report: what the flags changed of the file
};

/// Whether an engine can be made of the run: names, parameters, quorum, limits. Instruments may be missing: flags name
/// them. Requires: settled voters (rule_files.hpp). Errors: invalid_argument, parse and not_found, naming the key.
[[nodiscard]] Result<> check_run(backtest::RunConfig config, const strategy::Catalogue& strategies);

/// The run that file, environment, --set and flags describe; flags win. Where the file names no instruments or books,
/// those of the flags are what --set changes. Rule files are read, and its voters settled (rule_files.hpp).
/// Errors: invalid_argument for whatever is wrong with file or flags, check_run included; unavailable for a file that
/// cannot be read.
[[nodiscard]] Result<Run> read_run(const RunOptions& options);
/// The same of a run whose parameters are searched: without check_run, because candidates may be sound where the values
/// that they replace are not.
[[nodiscard]] Result<Run> read_search(const RunOptions& options);

}  // namespace argosy::app
