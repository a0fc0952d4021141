#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "learning/booster.hpp"

/// XGBoost (libxgboost.so.0, Debian's libxgboost0), opened when it is first needed: linked, it would make every start
/// of the program slower (docs/adr/0009-models.md).
///
/// Thread safety: safe.
namespace argosy::learning::xgboost {

/// A learning::Fit. One thread, so that the same task gives the same trees.
[[nodiscard]] Result<std::string> fit(const BoostTask& task, const BoostSettings& settings);

/// The library's own predictions, which hold TreeModel to its numbers.
[[nodiscard]] Result<std::vector<float>> predict(std::string_view booster, std::span<const float> values,
                                                 std::size_t width);

}  // namespace argosy::learning::xgboost
