#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "data/detail/file.hpp"
#include "data/detail/format.hpp"
#include "data/series_file.hpp"

namespace argosy::data::detail {

/// Adds rows to a series file, or makes a new one; nothing counts before commit(), and without it nothing is left.
///
/// A new file is written beside its place and renamed by commit(); an existing one grows behind its committed part.
template <class Row>
class SeriesWriter {
public:
    /// Errors: unavailable.
    [[nodiscard]] static Result<SeriesWriter> create(const std::filesystem::path& path, const FileHead& head);
    /// Goes on behind the rows of `file`, which was opened from the same path. Errors: unavailable, corrupt.
    [[nodiscard]] static Result<SeriesWriter> extend(const SeriesFile& file);
    SeriesWriter(SeriesWriter&&) noexcept = default;
    SeriesWriter& operator=(SeriesWriter&&) = delete;
    /// Undoes what was not committed.
    ~SeriesWriter();

    /// Requires: rows that ascend, behind those written before.
    [[nodiscard]] Result<> append(std::span<const Row> rows);
    /// Block i of another file with the same head, as it is; false when the rows so far do not fill whole blocks.
    [[nodiscard]] Result<bool> copy_block(const SeriesFile& from, std::size_t i);
    /// On disk and the state of the series from now on. Errors: unavailable; then nothing has changed.
    [[nodiscard]] Result<> commit();

private:
    SeriesWriter(File file, const FileHead& head) : file_(std::move(file)), encoding_(head.encoding) {}
    [[nodiscard]] Result<> write_block(std::span<const Row> rows);
    [[nodiscard]] Digest packed_digest(std::span<const Row> rows);
    [[nodiscard]] Result<> store(BlockEntry entry, std::span<const std::byte> bytes);
    [[nodiscard]] Result<> flush();
    void align();

    File file_;
    Encoding encoding_;
    std::filesystem::path rename_to_;  ///< of a new file; empty when it grows in place
    std::uint64_t committed_ = 0;      ///< bytes that count already
    std::uint64_t sequence_ = 0;
    Index index_;
    std::vector<Row> partial_;  ///< rows of the last block, not full yet
    Bytes out_;                 ///< bytes to be written at out_offset_
    std::uint64_t out_offset_ = 0;
    Bytes packed_, raw_;  ///< kept for their memory
    bool is_done_ = false;
};

/// Temporary files of writers end so; Store removes what a crash left.
inline constexpr std::string_view temporary_suffix = ".new";

}  // namespace argosy::data::detail
