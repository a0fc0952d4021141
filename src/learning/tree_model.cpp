#include "learning/tree_model.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <simdjson.h>
#include <string>

#include "base/assert.hpp"

namespace argosy::learning {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;

/// XGBoost's own: exp is kept from overflowing, and 1e-16 is added before the division.
float logistic(float margin) noexcept {
    const float bounded = std::min(-margin, 88.7f);
    return 1.0f / (std::exp(bounded) + 1.0f + 1e-16f);
}

template <class T>
Result<T> get(element parent, std::string_view key) {
    T value{};
    if (parent[key].get(value) == simdjson::SUCCESS) return value;
    return fail(Errc::parse, fmt::format("no usable \"{}\"", key));
}

/// XGBoost writes its parameters as texts.
template <class T>
Result<T> get_parameter(element parent, std::string_view key) {
    ARGOSY_LET(const auto text, get<std::string_view>(parent, key), "");
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && end == text.data() + text.size()) return value;
    return fail(Errc::parse, fmt::format("{} is \"{}\", expected a number", key, text));
}

Result<std::vector<double>> numbers(element tree, std::string_view key, std::size_t count) {
    ARGOSY_LET(const auto items, get<array>(tree, key), "");
    std::vector<double> out;
    for (const element item : items) {
        bool flag = false;  // default_left is of truth values in some versions
        double value = 0;
        if (item.get(flag) == simdjson::SUCCESS)
            value = flag;
        else if (item.get(value) != simdjson::SUCCESS)
            return fail(Errc::parse, fmt::format("{} holds something else than numbers", key));
        out.push_back(value);
    }
    if (out.size() == count) return out;
    return fail(Errc::parse, fmt::format("{} has {} values, expected {}", key, out.size(), count));
}

}  // namespace

class TreeReader {
public:
    Result<> read(element root) {
        ARGOSY_LET(const auto learner, get<element>(root, "learner"), "");
        ARGOSY_TRY(read_parameters(learner), "learner");
        ARGOSY_LET(const auto booster, get<element>(learner, "gradient_booster"), "");
        ARGOSY_LET(const auto name, get<std::string_view>(booster, "name"), "gradient_booster");
        if (name != "gbtree") return fail(Errc::parse, fmt::format("booster {} is not supported, only gbtree", name));
        ARGOSY_LET(const auto model, get<element>(booster, "model"), "gradient_booster");
        ARGOSY_LET(const auto trees, get<array>(model, "trees"), "gradient_booster");
        for (const element tree : trees) ARGOSY_TRY(read_tree(tree), fmt::format("tree {}", out_.roots_.size()));
        return {};
    }
    TreeModel take() { return std::move(out_); }

private:
    Result<> read_parameters(element learner) {
        ARGOSY_LET(const auto parameters, get<element>(learner, "learner_model_param"), "");
        ARGOSY_LET(out_.width_, get_parameter<std::uint32_t>(parameters, "num_feature"), "");
        ARGOSY_LET(const auto classes, get_parameter<std::uint32_t>(parameters, "num_class"), "");
        ARGOSY_LET(const float base, get_parameter<float>(parameters, "base_score"), "");
        ARGOSY_LET(const auto objective, get<element>(learner, "objective"), "");
        ARGOSY_LET(const auto name, get<std::string_view>(objective, "name"), "objective");
        if (classes > 1) return fail(Errc::parse, fmt::format("{} classes: only one output is supported", classes));
        out_.logistic_ = name == "binary:logistic";
        if (!out_.logistic_ && name != "reg:squarederror")
            return fail(Errc::parse, fmt::format("objective {} is not supported, only binary:logistic and "
                                                 "reg:squarederror",
                                                 name));
        if (out_.logistic_ && !(base > 0 && base < 1))
            return fail(Errc::parse, fmt::format("base_score {} is no probability", base));
        out_.base_ = out_.logistic_ ? -std::log(1.0f / base - 1.0f) : base;
        return {};
    }

    Result<> read_tree(element tree) {
        ARGOSY_LET(const auto parameters, get<element>(tree, "tree_param"), "");
        ARGOSY_LET(const auto count, get_parameter<std::uint32_t>(parameters, "num_nodes"), "");
        ARGOSY_LET(const auto left, numbers(tree, "left_children", count), "");
        ARGOSY_LET(const auto right, numbers(tree, "right_children", count), "");
        ARGOSY_LET(const auto feature, numbers(tree, "split_indices", count), "");
        ARGOSY_LET(const auto value, numbers(tree, "split_conditions", count), "");
        ARGOSY_LET(const auto missing, numbers(tree, "default_left", count), "");
        ARGOSY_TRY(refuse_categories(tree), "");
        if (count == 0) return fail(Errc::parse, "it has no nodes");
        std::vector<Raw> raw;
        for (std::size_t i = 0; i < count; ++i) {
            raw.push_back({left[i], right[i], feature[i], value[i], missing[i] != 0});
            if (!raw.back().is_sound(count, out_.width_))
                return fail(Errc::parse, fmt::format("node {} points outside", i));
        }
        return lay_out(raw);
    }

    /// A node as it is written.
    struct Raw {
        double left, right, feature, value;
        bool missing_left;

        [[nodiscard]] bool is_leaf() const noexcept { return left < 0; }
        [[nodiscard]] bool is_sound(double nodes, std::size_t width) const noexcept {
            return is_leaf() || (left < nodes && right >= 0 && right < nodes && feature >= 0 &&
                                 feature < static_cast<double>(width));
        }
    };

    /// Places children in pairs behind their parents. A node that is reached twice means a loop, in which a walk would
    /// not end.
    Result<> lay_out(const std::vector<Raw>& raw) {
        std::vector<bool> seen(raw.size());
        std::vector<std::size_t> source = {0};  // of the nodes that are placed
        const std::size_t root = out_.nodes_.size();
        out_.roots_.push_back(static_cast<std::uint32_t>(root));
        for (std::size_t i = 0; i < source.size(); ++i) {
            if (seen[source[i]]) return fail(Errc::parse, fmt::format("node {} is reached twice", source[i]));
            seen[source[i]] = true;
            const Raw& from = raw[source[i]];
            auto& node = out_.nodes_.emplace_back();
            node.value = static_cast<float>(from.value);
            if (from.is_leaf()) continue;
            node.left = static_cast<std::int32_t>(root + source.size());
            node.feature = static_cast<std::uint32_t>(from.feature) & 0x7FFF'FFFF;
            node.missing_left = from.missing_left;
            source.push_back(static_cast<std::size_t>(from.left));
            source.push_back(static_cast<std::size_t>(from.right));
        }
        return {};
    }

    static Result<> refuse_categories(element tree) {
        array categories;
        if (tree["categories_nodes"].get(categories) == simdjson::SUCCESS && categories.size() > 0)
            return fail(Errc::parse, "splits by category are not supported");
        return {};
    }

    TreeModel out_;
};

Result<TreeModel> TreeModel::parse(std::string_view json) {
    simdjson::dom::parser parser;
    element root;
    const auto error = parser.parse(simdjson::padded_string(json)).get(root);
    if (error != simdjson::SUCCESS)
        return fail(Errc::parse, fmt::format("booster: no JSON: {}", simdjson::error_message(error)));
    TreeReader reader;
    ARGOSY_TRY(reader.read(root), "booster");
    return reader.take();
}

float TreeModel::walk(std::uint32_t root, const float* row) const noexcept {
    const Node* node = &nodes_[root];
    while (node->left >= 0) {
        const float x = row[node->feature];
        // A missing value (NaN) is not below anything, so it goes right unless it is sent left.
        const bool right = !(x < node->value) & !(std::isnan(x) & (node->missing_left != 0));
        node = &nodes_[static_cast<std::size_t>(node->left) + right];
    }
    return node->value;
}

float TreeModel::predict(std::span<const float> row) const noexcept {
    ARGOSY_ASSERT(row.size() == width_, "a row must have the model's columns");
    float sum = base_;
    for (const std::uint32_t root : roots_) sum += walk(root, row.data());
    return logistic_ ? logistic(sum) : sum;
}

}  // namespace argosy::learning
