#pragma once

#include <cstdint>
#include <string>

namespace argosy::store::sqlite::detail {

/// A layer below SQLite that makes damage of the disk visible; SQLite itself does not notice a flipped bit in a row.
///
/// - Every page of the database ends with 8 bytes: XXH3 of the others, chained with the page's place. A page that does
///   not carry its checksum is never given to SQLite: SQLITE_IOERR_DATA.
/// - After a sync of a file failed, every later write and sync of it fails too: the kernel may have dropped the pages,
///   and a second sync would succeed without them (what PostgreSQL learned in 2018).
///
/// The log (-wal) carries SQLite's own checksums. The name under which SQLite knows this layer:
[[nodiscard]] const char* checksum_vfs();

inline constexpr int page_size = 4096, reserved_bytes = 8;

/// What the last read of this thread that failed in the layer found: "page 17 does not carry its checksum".
[[nodiscard]] std::string take_damage();

}  // namespace argosy::store::sqlite::detail
