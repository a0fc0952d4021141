#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>

#include "learning/dataset.hpp"

namespace argosy::learning {

/// How good predictions were, by name. NaN where a number is not defined (one class only, no spread).
///
/// up:     auc (Mann-Whitney, ties half), log_loss, accuracy (at one half), base_rate (share of rises).
/// change: rmse, rmse_of_zero (of predicting no change), correlation (Pearson).
/// both:   rows; gain: mean log return per row of being long where a rise is predicted, short elsewhere, costs aside.
using Metrics = std::map<std::string, double>;

/// Requires: spans of one length (asserted).
[[nodiscard]] Metrics judge(Target target, std::span<const float> predictions, std::span<const float> labels,
                            std::span<const double> changes);

}  // namespace argosy::learning
