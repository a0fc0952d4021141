#pragma once

#include <string>
#include <string_view>

#include "base/describe.hpp"

/// What there is to set, from the same description that reads it. For `argosy config
/// schema|example` and docs/config.md.
namespace argosy::config {

/// A Markdown table per struct: key path, type, unit, default, allowed values, meaning.
[[nodiscard]] std::string reference_markdown(const TypeInfo& type);
/// JSON Schema (draft 2020-12) of the settings file; editors complete and check YAML with it.
[[nodiscard]] std::string json_schema(const TypeInfo& type);
/// A complete settings file with every default, each key under its doc line.
[[nodiscard]] std::string example_yaml(const TypeInfo& type);
/// The same with the values given instead of the defaults. Requires: value is of that type.
[[nodiscard]] std::string example_yaml(const TypeInfo& type, const void* value);

}  // namespace argosy::config
