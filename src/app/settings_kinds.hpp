#pragma once

#include <memory>
#include <span>
#include <string>

#include "base/describe.hpp"
#include "base/error.hpp"

/// The kinds of settings files that the program reads.
namespace argosy::app {

struct SettingsKind {
    std::string name;
    std::string reader;  ///< who takes such a file: "argosy up"
    const TypeInfo& (*type)();
    std::shared_ptr<void> (*make)();  ///< the value that a file begins with
};
[[nodiscard]] std::span<const SettingsKind> settings_kinds();
/// Requires: one of settings_kinds().
[[nodiscard]] const SettingsKind& settings_kind(const std::string& name);

/// The result, and for a file of another kind than was expected a hint that names its kind and who reads it.
[[nodiscard]] Result<> with_kind_hint(Result<> result, const std::string& file, const std::string& expected);

}  // namespace argosy::app
