#pragma once

#include <filesystem>
#include <memory>

#include "store/store.hpp"

namespace argosy::store::sqlite {

struct Settings {
    std::filesystem::path file;  ///< made when it is missing, 0600; beside it lie FILE-wal, FILE-shm and FILE.lock
    Duration patience{};  ///< how long to wait for another process that has it: one that was killed needs a moment
};

/// Opens the store and makes it this process's own, brings its tables up to date, and checks that nothing of the log is
/// damaged.
///
/// Known limits: not on a network file system (SQLite's log needs shared memory of one machine).
/// Errors: unavailable (another process has it, the disk, a newer program wrote it), corrupt (damage; the file of
///         somebody else).
[[nodiscard]] Result<std::unique_ptr<Store>> open(const Settings& settings);

/// Opens it for reading, also while another process owns it. Writing is `unavailable`.
[[nodiscard]] Result<std::unique_ptr<Store>> open_for_reading(const std::filesystem::path& file);

}  // namespace argosy::store::sqlite
