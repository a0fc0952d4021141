#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/time.hpp"
#include "features/definition.hpp"
#include "learning/booster.hpp"
#include "learning/dataset.hpp"
#include "learning/metrics.hpp"
#include "learning/tree_model.hpp"

namespace argosy::learning {

/// When a model was made, in terms of the market: what it knows ends with the last label.
struct TrainSpan {
    Time from{};      ///< features of the first row
    Time known_to{};  ///< the label of the last row: a later bar is the first that the model has not seen
    std::size_t rows = 0;
};

/// Everything about a model but its trees.
struct ModelInfo {
    std::string name;           ///< snake_case
    std::uint32_t version = 1;  ///< of this name; counts up
    std::string symbol;         ///< what it was trained on; for people
    features::FeatureSet features;
    LabelRule label;
    BoostSettings boost;
    TrainSpan span;
    Metrics metrics;  ///< out of sample: mean over the steps of the walk-forward
};

struct Model {
    ModelInfo info;
    TreeModel trees;
    std::string checksum;  ///< SHA-256 of the file: another text is another model
};

/// A model file: our metadata and, under "booster", XGBoost's own JSON. The same model gives the same text.
/// Requires: booster is JSON.
[[nodiscard]] std::string write_model(const ModelInfo& info, std::string_view booster);

/// Errors: parse for what is no model file; invalid_argument for one of another feature set than it names (its
///         features are computed otherwise in this version), or whose trees take another number of columns.
[[nodiscard]] Result<Model> read_model(std::string_view text);

/// The model may be used on features of this set. Errors: invalid_argument, naming both hashes.
[[nodiscard]] Result<> check_features(const ModelInfo& info, const features::FeatureSet& set);

/// The model knows nothing of bars from `first_bar` on. Errors: invalid_argument, naming both times.
[[nodiscard]] Result<> check_unseen(const ModelInfo& info, Time first_bar);

}  // namespace argosy::learning
