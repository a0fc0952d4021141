#pragma once

#include <string>
#include <vector>

#include "backtest/market_data.hpp"
#include "backtest/optimize.hpp"

/// A finished (or stopped) optimisation in every form that people and programs read.
///
/// Invariants: the same optimisation gives the same bytes, interrupted or not, on any number of threads.
namespace argosy::report {

struct Optimization {
    backtest::RunConfig config;
    std::vector<backtest::Source> sources;
    std::vector<std::string> notes;
    backtest::OptimizeResult result;
    std::string version;
    std::string config_hash;
};

/// What a person reads in a terminal: doubts first, then the best candidates, unseen data, and luck.
[[nodiscard]] std::string text(const Optimization& o);
/// One JSON document: everything, heat maps included.
[[nodiscard]] std::string json(const Optimization& o);
/// rank,trial,<parameters>,objective,daily_sharpe,trades
[[nodiscard]] std::string candidates_csv(const Optimization& o);
/// x,y,x_value,y_value,count,mean,best: a line for each cell of each pair of parameters.
[[nodiscard]] std::string heat_map_csv(const Optimization& o);
/// A line for each window of the walk-forward.
[[nodiscard]] std::string windows_csv(const Optimization& o);
/// time,daily_return,equity: the test spans one after the other, from 1.
[[nodiscard]] std::string out_of_sample_csv(const Optimization& o);

}  // namespace argosy::report
