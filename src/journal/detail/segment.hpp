#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "journal/detail/disk.hpp"
#include "journal/detail/frame.hpp"
#include "journal/record.hpp"

namespace argosy::journal::detail {

/// A segment file by its name: 20 digits of its first sequence number and ".journal".
struct SegmentName {
    std::uint64_t first_sequence = 0;
    std::filesystem::path path;
};
[[nodiscard]] std::filesystem::path segment_path(const std::filesystem::path& folder, std::uint64_t first_sequence);
/// The segments of a folder, or the one file named; ascending. Errors: unavailable, not_found (path does not exist).
[[nodiscard]] Result<std::vector<SegmentName>> list_segments(const std::filesystem::path& path);

/// Walks the frames of one segment and judges what it cannot read.
class SegmentReader {
public:
    /// is_last: only the last segment may end in a torn frame.
    /// Errors: unavailable, corrupt (header).
    [[nodiscard]] static Result<SegmentReader> open(const std::filesystem::path& path, bool is_last);

    [[nodiscard]] const SegmentHeader& header() const noexcept { return header_; }
    /// The next frame; false at the end, torn or not. Errors: corrupt.
    [[nodiscard]] Result<bool> next(Record& record);

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }  ///< behind the last whole frame
    [[nodiscard]] std::uint64_t next_sequence() const noexcept { return sequence_; }
    [[nodiscard]] std::uint64_t previous() const noexcept { return previous_; }  ///< trailer of the last whole frame
    [[nodiscard]] std::uint64_t torn_bytes() const noexcept { return torn_bytes_; }  ///< once next() returned false

private:
    [[nodiscard]] Result<bool> judge();
    [[nodiscard]] bool is_cut(std::size_t data_end) const;
    [[nodiscard]] bool has_hole(std::size_t data_end) const;
    [[nodiscard]] bool later_frame_proves_durable(std::size_t data_end) const;
    [[nodiscard]] std::unexpected<Error> damaged(const std::string& what) const;

    std::filesystem::path path_;
    Mapping mapping_;
    SegmentHeader header_;
    bool is_last_ = false;
    std::uint64_t offset_ = segment_header_size;
    std::uint64_t sequence_ = 0;
    std::uint64_t previous_ = 0;
    std::uint64_t torn_bytes_ = 0;
};

}  // namespace argosy::journal::detail
