#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"

/// What `argosy store check` and `argosy store backup` do, which also work while another process owns the store, and
/// how a new store takes the place of an old one.
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

/// Puts the store `by` in the place of `file`, which is kept as `kept`: with its log folded into it, or, when it is
/// damaged, with the log beside it. There is a whole store under the name `file` at every moment.
/// Requires: `by` and `kept` lie in the folder of `file`; nobody has `by` open, and nothing is called `kept`.
/// Errors: unavailable (a process has the store or is reading it, the disk): then nothing was moved.
[[nodiscard]] Result<> replace(const std::filesystem::path& file, const std::filesystem::path& by,
                               const std::filesystem::path& kept);

}  // namespace argosy::store::sqlite
