#pragma once

#include <string>
#include <string_view>

#include "config/node.hpp"
#include "config/problems.hpp"
#include "config/yaml.hpp"

namespace argosy::config {

/// Reads one JSON text (RFC 8259, UTF-8 without BOM) into a tree with places. Refused are duplicate
/// keys, unpaired surrogates and anything behind the value.
///
/// Problems: as parse_yaml.
[[nodiscard]] Node parse_json(std::string_view text, std::string source, Problems& problems, const TextLimits& = {});

/// The text is a number by the grammar of JSON: no leading zero, no '+', digits on both sides of a
/// point.
[[nodiscard]] bool is_json_number(std::string_view text) noexcept;

/// The tree as JSON: two spaces a level, or on one line. Plain YAML scalars that look like JSON
/// numbers, true, false are written so; everything else is a string.
enum class JsonLayout : std::uint8_t { pretty, compact };
[[nodiscard]] std::string print_json(const Node& node, JsonLayout layout = JsonLayout::pretty);

}  // namespace argosy::config
