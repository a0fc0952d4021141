#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace argosy::learning {

/// Gradient-boosted trees as XGBoost saves them in JSON, walked without the library and with its numbers.
///
/// Thread safety: predict is safe from many threads.
/// Known limits:  one output; numeric splits; booster gbtree; objectives reg:squarederror and binary:logistic.
class TreeModel {
public:
    /// Errors: parse for what is no such model, with what is missing or wrong; a tree with a loop or an index outside.
    /// Source: XGBoost 1.7, doc/model.schema.
    [[nodiscard]] static Result<TreeModel> parse(std::string_view json);

    /// The prediction for one row: a probability for binary:logistic. NaN is a missing value and goes where training
    /// has sent missing ones. Requires: row.size() == width() (asserted).
    [[nodiscard]] float predict(std::span<const float> row) const noexcept;
    [[nodiscard]] std::size_t width() const noexcept { return width_; }
    [[nodiscard]] std::size_t trees() const noexcept { return roots_.size(); }
    [[nodiscard]] bool is_logistic() const noexcept { return logistic_; }

private:
    friend class TreeReader;
    /// The right child of a node stands behind its left one, so that a step needs no branch.
    struct Node {
        float value = 0;         ///< smaller goes left; of a leaf: what it adds
        std::int32_t left = -1;  ///< index into nodes_; below zero: a leaf
        std::uint32_t feature : 31 = 0;
        std::uint32_t missing_left : 1 = 0;
    };
    [[nodiscard]] float walk(std::uint32_t root, const float* row) const noexcept;

    std::vector<Node> nodes_;
    std::vector<std::uint32_t> roots_;
    std::size_t width_ = 0;
    float base_ = 0;  ///< margin that the trees add to
    bool logistic_ = false;
};

}  // namespace argosy::learning
