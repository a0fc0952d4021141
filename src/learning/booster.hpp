#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>

#include "base/describe_fwd.hpp"
#include "base/error.hpp"
#include "learning/dataset.hpp"

/// The port to whatever grows the trees: learning/xgboost is the adapter.
namespace argosy::learning {

/// Careful defaults for noisy labels: shallow trees, small steps.
struct BoostSettings {
    std::uint32_t rounds = 150;
    std::uint32_t depth = 4;
    double eta = 0.05;             ///< step
    double subsample = 0.8;        ///< share of rows for each tree
    double columns = 0.8;          ///< share of columns for each tree
    double min_child_weight = 20;  ///< of a leaf
    double lambda = 2;             ///< L2 on leaves
    std::uint64_t seed = 1;
};
void describe(Described<BoostSettings>& d);

/// Rows to grow trees on.
struct BoostTask {
    std::span<const float> values;  ///< rows of `width` numbers, NaN: missing
    std::size_t width = 0;
    std::span<const float> labels;
    Target target = Target::up;
    std::stop_token stop{};  ///< asked before each tree
};

/// Grows trees and gives them as XGBoost's JSON. The same task and settings give the same text.
/// Errors: unavailable when the library is not installed, or when the task was stopped;
///         invalid_argument for a task without rows; internal.
using Fit = std::function<Result<std::string>(const BoostTask&, const BoostSettings&)>;

}  // namespace argosy::learning
