#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "runtime/tape.hpp"

namespace argosy::runtime {

/// A state of a run, beside the journal: a restart need only repeat what came after it. It is never needed: without
/// one, or with one that is damaged or somebody else's, the journal is repeated from its first record and gives the
/// same.
struct Snapshot {
    std::string program;  ///< build_id() of who wrote it
    std::string config;   ///< hash of what decides
    Tape::Place place;    ///< the journal that leads to it
    std::vector<std::byte> state;
};

/// What the linker calls this very program: another one has another. Empty when it was linked without.
[[nodiscard]] std::string build_id();

/// Replaces the snapshot in this folder. Errors: unavailable.
[[nodiscard]] Result<> write_snapshot(const std::filesystem::path& folder, const Snapshot& snapshot);
/// None when there is none, or none that is whole.
[[nodiscard]] std::optional<Snapshot> read_snapshot(const std::filesystem::path& folder);

}  // namespace argosy::runtime
