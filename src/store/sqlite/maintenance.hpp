#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"

/// What `argosy store check` and `argosy store backup` do. Both also work while another process owns the store.
namespace argosy::store::sqlite {

struct CheckReport {
    std::uint64_t version = 0;  ///< of the tables
    std::uint64_t bytes = 0;    ///< of the database
    std::uint64_t log_bytes = 0;
    std::vector<std::pair<std::string, std::uint64_t>> rows;  ///< of every table that could be read
    std::vector<std::string> problems;                        ///< empty: every page, index and row is right
};

/// Reads every page (each carries a checksum), follows every index and every rule of the tables.
/// Errors: not_found, unavailable; damage is no error but a problem in the report.
[[nodiscard]] Result<CheckReport> check(const std::filesystem::path& file);

struct BackupReport {
    std::uint64_t bytes = 0;
};

/// Copies one consistent state into `target` (0600), checks the copy and only then gives it its name; writers go on
/// meanwhile. Errors: invalid_argument, when the target is there; not_found, unavailable, corrupt.
[[nodiscard]] Result<BackupReport> backup(const std::filesystem::path& file, const std::filesystem::path& target);

}  // namespace argosy::store::sqlite
