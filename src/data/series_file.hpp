#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "data/detail/file.hpp"
#include "data/detail/format.hpp"
#include "data/series.hpp"

namespace argosy::data {

/// One series file, mapped and checked: header, commit and index when it is opened, each block when it is first read.
///
/// Thread safety: const members are safe to call from any thread.
class SeriesFile {
public:
    /// Errors: not_found; corrupt with the file, the offset and what to do.
    [[nodiscard]] static Result<std::shared_ptr<const SeriesFile>> open(const std::filesystem::path& path);

    [[nodiscard]] const SeriesInfo& info() const noexcept { return info_; }
    [[nodiscard]] const detail::Index& index() const noexcept { return index_; }
    [[nodiscard]] const detail::Commit& commit() const noexcept { return commit_; }
    /// Of every block but the last, which may have fewer.
    [[nodiscard]] std::size_t rows_per_block() const noexcept { return detail::rows_per_block(info_.encoding); }
    /// Bytes behind the committed part: what an interrupted import left.
    [[nodiscard]] std::uint64_t tail_bytes() const noexcept { return mapping_.bytes().size() - commit_.end(); }

    /// The stored bytes of a block. Errors: corrupt when they do not carry their checksum.
    [[nodiscard]] Result<std::span<const std::byte>> block(std::size_t i) const;
    /// Decodes block i. Requires: out.size() == index()[i].rows. Errors: corrupt.
    template <class Row>
    [[nodiscard]] Result<> read_block(std::size_t i, InstrumentId instrument, std::span<Row> out) const;
    /// This error with the file, the place and what to do about it.
    [[nodiscard]] Error at_block(Error error, std::size_t i) const;

private:
    SeriesFile(detail::Mapping mapping, detail::FileHead head, detail::Commit commit, detail::Index index,
               const std::filesystem::path& path);

    detail::Mapping mapping_;
    detail::Commit commit_;
    detail::Index index_;
    SeriesInfo info_;
    mutable std::vector<std::atomic<bool>> checked_;  ///< blocks whose checksum was found right
};

}  // namespace argosy::data
