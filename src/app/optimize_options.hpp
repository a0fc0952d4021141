#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/run_options.hpp"
#include "backtest/config.hpp"

/// The search as the command line describes it, over what the file says.
namespace argosy::app {

struct OptimizeOptions {
    RunOptions run;
    std::string objective, sampler, walk_forward, purge, embargo;
    std::optional<std::uint64_t> trials, trades_min, seed;
    std::optional<std::uint32_t> keep, resamples;
    bool exact = false;

    std::string out, resume, memory_max = "4G";
    unsigned threads = 0;  ///< zero: one for each processor
};
void add_optimize_options(CLI::App& command, OptimizeOptions& options);

/// The run with its `optimize` section; ranges given by --param (name=min:max:step) are added to it.
/// Errors: those of read_run; invalid_argument for the flags.
[[nodiscard]] Result<Run> read_optimization(const OptimizeOptions& options);

/// "2G", "512M" in bytes. Errors: invalid_argument.
[[nodiscard]] Result<std::uint64_t> parse_bytes(std::string_view text);

}  // namespace argosy::app
