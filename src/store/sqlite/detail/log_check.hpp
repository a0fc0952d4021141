#pragma once

#include <filesystem>

#include "base/error.hpp"

namespace argosy::store::sqlite::detail {

/// Looks for damage within the log that lies beside the database after a crash. SQLite takes a damaged frame for the
/// end of the log and drops everything behind it without a word, committed or not. Here a bad frame is an end only if
/// no transaction that was synced can lie behind it: each is synced before the next one is written, so that only the
/// last one can be torn. Requires: nobody has the database open. Errors: corrupt, naming the frame; unavailable.
/// Source: https://www.sqlite.org/fileformat.html#the_write_ahead_log
[[nodiscard]] Result<> check_log(const std::filesystem::path& database);

}  // namespace argosy::store::sqlite::detail
