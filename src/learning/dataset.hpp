#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/describe_fwd.hpp"
#include "base/error.hpp"
#include "base/time.hpp"
#include "features/computer.hpp"

namespace argosy::learning {

enum class Target : std::uint8_t { up, change };
[[nodiscard]] std::string_view to_string(Target) noexcept;

/// What a model predicts: up, the probability that the close `horizon` bars ahead is higher by more than `threshold`;
/// change, the log return to it.
struct LabelRule {
    Target target = Target::up;
    std::size_t horizon = 4;  ///< bars
    double threshold = 0;     ///< log return; what the move costs, say
};
void describe(Described<LabelRule>& d);

/// Rows of features with what came of them. Row i may be used for training only once labels_known[i] has passed.
struct Dataset {
    std::vector<std::string> columns;
    std::vector<float> values;  ///< rows of columns.size() numbers; NaN: missing
    std::vector<float> labels;
    std::vector<double> changes;     ///< log return over the horizon
    std::vector<Time> times;         ///< when the features of a row are known
    std::vector<Time> labels_known;  ///< when its label is

    [[nodiscard]] std::size_t rows() const noexcept { return labels.size(); }
    [[nodiscard]] std::span<const float> values_of(std::size_t first, std::size_t last) const noexcept {
        return std::span(values).subspan(first * columns.size(), (last - first) * columns.size());
    }
};

/// The rows from the warm-up on, without the last `horizon` ones, whose label nobody knows yet.
/// Errors: invalid_argument when no row is left.
[[nodiscard]] Result<Dataset> make_dataset(const features::Table& table, const LabelRule& rule);

}  // namespace argosy::learning
