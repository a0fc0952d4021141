#pragma once

#include <cstdint>
#include <string>

#include "app/running_process.hpp"

/// The versions of the settings of a state folder in which nothing runs: what the process would answer, read from its
/// store.
namespace argosy::app {

/// As GET /api/v1/config/versions. Errors: not_found without a store; those of the store.
[[nodiscard]] Result<Answered> stored_versions(const std::string& state, std::uint64_t limit);
/// As GET /api/v1/config/diff; to: 0 is the last version.
[[nodiscard]] Result<Answered> stored_differences(const std::string& state, std::uint64_t from, std::uint64_t to);
/// As POST /api/v1/config/rollback: the way back from settings with which no process starts.
/// Errors: also unavailable while a process has the store; what keeps the older settings from starting.
[[nodiscard]] Result<Answered> roll_back_stored(const std::string& state, std::uint64_t version,
                                                const std::string& reason);

}  // namespace argosy::app
