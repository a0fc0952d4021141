#pragma once

#include <string>

#include "base/describe.hpp"
#include "config/json.hpp"
#include "config/node.hpp"

namespace argosy::config {

/// Whether fields marked secret show their value or ***.
enum class Secrets : std::uint8_t { hide, show };

/// The value as a tree, in declared order; an empty optional is null, because its default may not be.
[[nodiscard]] Node to_node(const TypeInfo& type, const void* value, Secrets secrets = Secrets::hide);

template <class T>
[[nodiscard]] Node to_node(const T& value, Secrets secrets = Secrets::hide) {
    return to_node(type_of<T>(), &value, secrets);
}
/// Canonical YAML: equal values give equal bytes, and reading it gives an equal value (secrets
/// aside).
template <class T>
[[nodiscard]] std::string to_yaml(const T& value, Secrets secrets = Secrets::hide) {
    return print_yaml(to_node(value, secrets));
}
template <class T>
[[nodiscard]] std::string to_json(const T& value, JsonLayout layout = JsonLayout::pretty,
                                  Secrets secrets = Secrets::hide) {
    return print_json(to_node(value, secrets), layout);
}

/// Appends the value as one line of JSON, straight from its description: what an API answers. Decimals are strings,
/// unset times, empty optionals and numbers that are not finite null.
void append_json(std::string& out, const TypeInfo& type, const void* value, Secrets secrets = Secrets::hide);
template <class T>
[[nodiscard]] std::string json_line(const T& value) {
    std::string out;
    append_json(out, type_of<T>(), &value);
    return out;
}

/// SHA-256 (hex) of the canonical compact JSON, defaults included, secrets hidden: two runs with
/// equal hashes had equal settings, however they were written.
[[nodiscard]] std::string hash_of(const Node& node);
template <class T>
[[nodiscard]] std::string config_hash(const T& value) {
    return hash_of(to_node(value));
}

}  // namespace argosy::config
