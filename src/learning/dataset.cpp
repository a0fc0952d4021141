#include "learning/dataset.hpp"

#include <cmath>
#include <fmt/format.h>

#include "base/describe.hpp"

namespace argosy::learning {

std::string_view to_string(Target target) noexcept { return target == Target::up ? "up" : "change"; }

void describe(Described<LabelRule>& d) {
    using S = LabelRule;
    d.name("label").doc("What a model predicts.");
    d.field("target", &S::target, {.doc = "The probability of a rise, or the log return."});
    d.field("horizon", &S::horizon, {.min = 1, .max = 10'000, .unit = "bars", .doc = "How far ahead."});
    d.field("threshold", &S::threshold,
            {.min = 0.0, .max = 1.0, .unit = "log return", .doc = "A rise must be larger than this."});
}

Result<Dataset> make_dataset(const features::Table& table, const LabelRule& rule) {
    const std::size_t first = table.warm_up - 1, width = table.columns.size();
    if (table.rows() <= first + rule.horizon)
        return fail(Errc::invalid_argument,
                    fmt::format("{} bars leave no row to learn from: the features need {} and the label {} more",
                                table.rows(), table.warm_up, rule.horizon),
                    "give more bars, or shorter features");
    Dataset data{.columns = table.columns};
    data.values.reserve((table.rows() - first) * width);
    for (std::size_t i = first; i + rule.horizon < table.rows(); ++i) {
        const double change = std::log(table.closes[i + rule.horizon] / table.closes[i]);
        for (const double v : table.row(i)) data.values.push_back(static_cast<float>(v));
        data.labels.push_back(rule.target == Target::change ? static_cast<float>(change)
                                                            : static_cast<float>(change > rule.threshold));
        data.changes.push_back(change);
        data.times.push_back(table.times[i]);
        data.labels_known.push_back(table.times[i + rule.horizon]);
    }
    return data;
}

}  // namespace argosy::learning
