#pragma once

#include <string_view>

#include "base/describe.hpp"
#include "base/error.hpp"
#include "config/node.hpp"
#include "config/problems.hpp"

namespace argosy::config {

/// Fills the value of type `type` at `out` from the tree; keys that are absent keep what is there
/// (the default). path names the node in messages.
///
/// Problems: unknown keys (with the nearest known one), wrong types, values out of range, missing
/// required keys and
///           broken rules, each with its place and key path.
void read_into(const Node& node, const TypeInfo& type, void* out, std::string_view path, Problems& problems);

/// The settings that the tree describes; absent keys have their defaults.
/// Errors: parse, with all problems, one per line. path names the node in messages ("risk").
template <class T>
[[nodiscard]] Result<T> read(const Node& node, std::string_view path = {}) {
    T value{};
    Problems problems;
    read_into(node, type_of<T>(), &value, path, problems);
    if (!problems.empty()) return std::unexpected(problems.to_error());
    return value;
}

/// The same from a text, for tests and small tools.
[[nodiscard]] Result<Node> yaml_tree(std::string_view text, std::string source);
[[nodiscard]] Result<Node> json_tree(std::string_view text, std::string source);
template <class T>
[[nodiscard]] Result<T> read_yaml(std::string_view text, std::string source = "yaml") {
    auto node = yaml_tree(text, std::move(source));
    if (!node) return std::unexpected(std::move(node).error());
    return read<T>(*node);
}
template <class T>
[[nodiscard]] Result<T> read_json(std::string_view text, std::string source = "json") {
    auto node = json_tree(text, std::move(source));
    if (!node) return std::unexpected(std::move(node).error());
    return read<T>(*node);
}

}  // namespace argosy::config
