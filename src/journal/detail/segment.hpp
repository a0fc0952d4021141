#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "journal/detail/disk.hpp"
#include "journal/detail/frame.hpp"
#include "journal/detail/input.hpp"
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

/// Where a segment stands in its journal, and who reads it.
enum class Place : std::uint8_t {
    inner,     ///< another one follows: it was finished and does not change
    last,      ///< may end in a torn frame; a writer may be appending to it
    own_last,  ///< the same, and the reader is the writer before it begins
};

/// Walks the frames of one segment and judges what it cannot read. A writer may append to it meanwhile.
class SegmentReader {
public:
    /// Errors: unavailable, corrupt (header).
    [[nodiscard]] static Result<SegmentReader> open(const std::filesystem::path& path, Place place);

    [[nodiscard]] const SegmentHeader& header() const noexcept { return header_; }
    /// The next frame; false at the end, torn or not. Errors: corrupt.
    [[nodiscard]] Result<bool> next(Record& record);

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }  ///< behind the last whole frame
    [[nodiscard]] std::uint64_t next_sequence() const noexcept { return sequence_; }
    [[nodiscard]] std::uint64_t previous() const noexcept { return previous_; }  ///< trailer of the last whole frame
    [[nodiscard]] std::uint64_t torn_bytes() const noexcept { return torn_bytes_; }  ///< once next() returned false

    /// Another one has this journal open for writing: what is torn is being written.
    [[nodiscard]] bool is_live() const;

private:
    [[nodiscard]] Result<bool> read_frame(Record& record);
    [[nodiscard]] Result<bool> judge(Record& record);
    [[nodiscard]] Result<bool> judge_once(Record& record);
    [[nodiscard]] Result<bool> is_torn(std::uint64_t data_end);
    [[nodiscard]] Result<bool> is_cut(std::uint64_t data_end);
    [[nodiscard]] Result<bool> has_hole(std::uint64_t data_end);
    [[nodiscard]] Result<bool> later_frame_proves_durable(std::uint64_t data_end);
    [[nodiscard]] std::unexpected<Error> damaged(const std::string& what) const;

    std::filesystem::path path_;
    Input input_;
    SegmentHeader header_;
    Place place_ = Place::inner;
    std::uint64_t offset_ = segment_header_size;
    std::uint64_t sequence_ = 0;
    std::uint64_t previous_ = 0;
    std::uint64_t torn_bytes_ = 0;
};

}  // namespace argosy::journal::detail
