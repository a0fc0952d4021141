#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "data/detail/column.hpp"
#include "data/series.hpp"

/// The bytes of a series file (docs/data.md, "File layout").
///
///     header (256 bytes) | commit (256 bytes) | block, block ... index | block ... index | tail
///
/// Blocks and indexes are only ever added behind the committed part. The commit record says how far the file counts:
/// it is written last, so that a crash leaves either the old or the new state. What lies behind is ignored by readers
/// and cut off by the next writer.
namespace argosy::data::detail {

inline constexpr std::size_t header_bytes = 256, commit_bytes = 256, blocks_begin = header_bytes + commit_bytes;
inline constexpr std::size_t block_alignment = 64;

/// Rows of a full block. Raw columns are longer, so that a scan runs through many pages in a row.
inline constexpr std::size_t raw_block_rows = 16 * block_rows;
[[nodiscard]] constexpr std::size_t rows_per_block(Encoding encoding) noexcept {
    return encoding == Encoding::raw ? raw_block_rows : block_rows;
}

/// SHA-256: of a packed block's bytes; of a raw block, over the digests of its rows as packed blocks.
using Digest = std::array<std::byte, 32>;
[[nodiscard]] Digest digest_of(std::span<const std::byte> bytes);
[[nodiscard]] Digest digest_of(std::span<const Digest> parts);

/// Where a block lies and what it holds.
struct BlockEntry {
    std::uint64_t offset = 0;
    std::uint32_t size = 0;
    std::uint32_t rows = 0;
    std::int64_t first_time = 0, last_time = 0;  ///< ns
    std::uint64_t checksum = 0;                  ///< XXH3 of the stored bytes
    Digest digest{};
};
static_assert(sizeof(BlockEntry) == 72);

/// What never changes in a file.
struct FileHead {
    SeriesKey key;
    Encoding encoding = Encoding::packed;
    bool has_aggressor = true;
};

/// How far a file counts.
struct Commit {
    std::uint64_t sequence = 0;  ///< counts the commits of the file from 1
    std::uint64_t rows = 0;
    std::uint64_t index_offset = 0, index_size = 0;

    [[nodiscard]] std::uint64_t end() const noexcept { return index_offset + index_size; }
};

using Index = std::vector<BlockEntry>;

/// Requires: symbol of at most 95 and venue of at most 63 bytes (Store checks).
[[nodiscard]] Bytes encode_head(const FileHead& head);
/// Errors: corrupt; invalid_argument for a file of a later version.
[[nodiscard]] Result<FileHead> decode_head(std::span<const std::byte> bytes);

[[nodiscard]] Bytes encode_commit(const Commit& commit);
/// Errors: corrupt.
[[nodiscard]] Result<Commit> decode_commit(std::span<const std::byte> bytes);

/// The index of all blocks, with the commit it belongs to; `offset` is where it will lie.
[[nodiscard]] Bytes encode_index(const Index& index, std::uint64_t sequence, std::uint64_t offset);
/// Errors: corrupt, also when the entries contradict each other or the commit.
[[nodiscard]] Result<Index> decode_index(std::span<const std::byte> bytes, const Commit& commit, Encoding encoding);
/// The commit that an index at the end of a file proves, when the commit record itself is damaged.
[[nodiscard]] Result<Commit> commit_from_end(std::span<const std::byte> file, Encoding encoding);

/// SHA-256 over the digests of the rows, 16384 rows at a time: names the rows, whatever their encoding.
[[nodiscard]] std::string checksum_of(const Index& index, Encoding encoding);

}  // namespace argosy::data::detail
