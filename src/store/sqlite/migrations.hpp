#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/error.hpp"

namespace argosy::store::sqlite {

namespace detail {
class Connection;
}

/// One step from one version of the tables to the next: a file of migrations/. Once released, it is never edited.
struct Migration {
    std::string_view name;  ///< "0001_ledger"
    std::string_view sql;
};

/// All of this program, in order; migration i (from 1) leads to version i.
[[nodiscard]] std::span<const Migration> migrations();

/// Brings the tables to the last version, each step whole or not at all, together with its name and the SHA-256 of its
/// text. Errors: corrupt, when a step that was applied has another text now; unavailable, when the database is
/// newer than this program; whatever a step itself meets (the database then has the version before it).
[[nodiscard]] Result<> migrate(detail::Connection& connection, std::span<const Migration> steps = migrations());

/// The version of the tables; 0: none yet.
[[nodiscard]] Result<std::uint64_t> schema_version(detail::Connection& connection);
/// Whether the steps applied are the first ones of `steps`, all of them. Errors: as migrate; unavailable, when some are
/// missing.
[[nodiscard]] Result<> check_schema(detail::Connection& connection, std::span<const Migration> steps = migrations());

}  // namespace argosy::store::sqlite
