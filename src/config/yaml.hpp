#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "config/node.hpp"
#include "config/problems.hpp"

namespace argosy::config {

/// What hostile text may cost at most.
struct TextLimits {
    std::size_t bytes = 4u << 20;
    std::size_t depth = 64;
    std::size_t nodes = 200'000;  ///< after aliases are replaced by copies
};

/// Composes one YAML document into a tree. Stricter than YAML: refused are duplicate keys, tabs,
/// tags, merge keys, keys that are no text, anchors defined twice, unknown aliases and a second
/// document. Whether `no` or `1e3` means anything is left to the type that reads it. Comments and
/// empty text give a null node.
///
/// Problems: everything that was refused; with a syntax error, that one is the last. The tree is
/// only meaningful when
///           nothing was added.
[[nodiscard]] Node parse_yaml(std::string_view text, std::string source, Problems& problems, const TextLimits& = {});

/// The tree as YAML, in the order it has. Parsing it again gives an equal tree.
[[nodiscard]] std::string print_yaml(const Node& node);

}  // namespace argosy::config
