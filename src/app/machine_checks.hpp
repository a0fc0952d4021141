#pragma once

#include <cstdint>
#include <filesystem>

#include "app/finding.hpp"
#include "base/time.hpp"

/// What `argosy doctor` looks at of the machine. Each check says what it measured.
namespace argosy::app {

/// Room in the file system of the folder, or of the nearest folder above that exists.
[[nodiscard]] Finding look_at_space(const std::filesystem::path& folder);
/// How many records a second the disk can take one by one, each with its fdatasync, as the journal writes them. Takes a
/// quarter of a second and leaves nothing behind.
[[nodiscard]] Finding look_at_sync(const std::filesystem::path& folder);
/// Whether the process may have as many open files as connections are allowed, and some for itself.
[[nodiscard]] Finding look_at_files(std::uint64_t connections_max);
/// Whether there are rules for time zones, which sessions and imported times follow.
[[nodiscard]] Finding look_at_zones();
/// Whether the clock can be right, and is kept right.
[[nodiscard]] Finding look_at_clock(Time now);

}  // namespace argosy::app
