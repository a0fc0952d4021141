#include "journal/detail/segment.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace argosy::journal::detail {
namespace {

constexpr std::string_view suffix = ".journal";
constexpr std::size_t sector = 512;  ///< what a disk writes whole or not at all

bool is_zero(std::span<const std::byte> bytes) {
    return std::ranges::all_of(bytes, [](std::byte b) { return b == std::byte{0}; });
}

/// Behind the last byte that is not zero.
std::size_t data_end(std::span<const std::byte> bytes) {
    std::size_t n = bytes.size();
    while (n >= 8 && load<std::uint64_t>(bytes.data() + n - 8) == 0) n -= 8;
    while (n > 0 && bytes[n - 1] == std::byte{0}) --n;
    return n;
}

/// The sequence number in a file's name; 0 when it is no segment.
std::uint64_t sequence_of(const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    std::uint64_t n = 0;
    if (name.size() != 20 + suffix.size() || !name.ends_with(suffix)) return 0;
    const auto [end, ec] = std::from_chars(name.data(), name.data() + 20, n);
    return ec == std::errc{} && end == name.data() + 20 ? n : 0;
}

}  // namespace

std::filesystem::path segment_path(const std::filesystem::path& folder, std::uint64_t first_sequence) {
    return folder / fmt::format("{:020}{}", first_sequence, suffix);
}

Result<std::vector<SegmentName>> list_segments(const std::filesystem::path& path) {
    std::error_code ec;
    std::vector<SegmentName> out;
    if (!std::filesystem::exists(path, ec))
        return fail(Errc::not_found, "no journal at " + path.string(), "name the folder or one file of a journal");
    if (!std::filesystem::is_directory(path, ec)) {
        out.push_back({sequence_of(path), path});
        return out;
    }
    for (std::filesystem::directory_iterator it(path, ec), end; !ec && it != end; it.increment(ec))
        if (const auto n = sequence_of(it->path()); n != 0) out.push_back({n, it->path()});
    if (ec) return fail(Errc::unavailable, "cannot list " + path.string() + ": " + ec.message());
    std::ranges::sort(out, {}, &SegmentName::first_sequence);
    return out;
}

Result<SegmentReader> SegmentReader::open(const std::filesystem::path& path, bool is_last) {
    SegmentReader r;
    r.path_ = path;
    r.is_last_ = is_last;
    ARGOSY_LET(r.mapping_, Mapping::open(path), "");
    const auto bytes = r.mapping_.bytes();
    r.offset_ = 0;
    if (bytes.size() < segment_header_size) return r.damaged("it is shorter than a header");
    r.header_ = load<SegmentHeader>(bytes.data());
    const SegmentHeader expected;
    if (r.header_.magic != expected.magic) return r.damaged("it does not begin like a journal");
    if (r.header_.checksum != r.header_.expected_checksum()) return r.damaged("the header does not carry its checksum");
    if (r.header_.version != format_version)
        return fail(Errc::invalid_argument,
                    path.string() + " has version " + std::to_string(r.header_.version) +
                        ", this program reads version " + std::to_string(format_version),
                    "use the program that wrote it, or a newer one");
    r.offset_ = segment_header_size;
    r.sequence_ = r.header_.first_sequence;
    r.previous_ = r.header_.previous;
    return r;
}

Result<bool> SegmentReader::next(Record& record) {
    const auto bytes = mapping_.bytes();
    const std::byte* const at = bytes.data() + offset_;
    const std::size_t rest = bytes.size() - offset_;
    if (rest < frame_overhead) return judge();
    const auto h = load<FrameHeader>(at);
    if (h.check != h.expected_check() || h.length > payload_max || rest < h.frame_size()) return judge();
    const std::size_t covered = frame_header_size + h.length;
    const auto trailer = load<std::uint64_t>(at + covered);
    if (trailer != trailer_of({at, covered}, previous_)) return judge();
    if (h.sequence != sequence_)
        return damaged(fmt::format("record {} stands where {} belongs", h.sequence, sequence_));
    record = {h.sequence, time_from_ns(h.time), h.type, {at + frame_header_size, h.length}};
    offset_ += h.frame_size();
    previous_ = trailer;
    ++sequence_;
    return true;
}

/// What stands at offset_ is no whole frame: reserved space, a torn tail, or damage.
///
/// A frame is torn when its end is missing (a crash or a power cut while it was written), or when whole sectors of it
/// are missing (a power cut, the disk wrote them out of order) and no later frame knew it to be on the disk. Only what
/// was never acknowledged as durable can be in that state. Everything else, such as a flipped bit, is damage.
Result<bool> SegmentReader::judge() {
    const std::size_t end = data_end(mapping_.bytes());
    torn_bytes_ = 0;
    if (end <= offset_) return false;
    if (!is_last_) return damaged("the record there does not carry its checksum");
    if (!is_cut(end) && (!has_hole(end) || later_frame_proves_durable(end)))
        return damaged("the record there does not carry its checksum");
    torn_bytes_ = end - offset_;
    return false;
}

bool SegmentReader::is_cut(std::size_t end) const {
    if (end < offset_ + frame_header_size) return true;
    const auto h = load<FrameHeader>(mapping_.bytes().data() + offset_);
    return h.check == h.expected_check() && h.length <= payload_max && end < offset_ + h.frame_size();
}

bool SegmentReader::has_hole(std::size_t end) const {
    const auto bytes = mapping_.bytes();
    for (std::size_t at = offset_; at < end; at = (at / sector + 1) * sector) {
        const std::size_t n = std::min((at / sector + 1) * sector, end) - at;
        if (n >= 16 && is_zero(bytes.subspan(at, n))) return true;
    }
    return false;
}

bool SegmentReader::later_frame_proves_durable(std::size_t end) const {
    const std::byte* const data = mapping_.bytes().data();
    for (std::size_t at = offset_ + 1; at + frame_overhead <= end; ++at) {
        const auto h = load<FrameHeader>(data + at);
        const bool is_plausible = h.zero == 0 && h.length <= payload_max && h.sequence > sequence_ &&
                                  h.sequence - sequence_ < (std::uint64_t{1} << 32) && h.unsynced < h.sequence;
        if (is_plausible && h.check == h.expected_check() && h.sequence - h.unsynced > sequence_) return true;
    }
    return false;
}

std::unexpected<Error> SegmentReader::damaged(const std::string& what) const {
    return fail(Errc::corrupt, fmt::format("{} is damaged at offset {}: {}", path_.string(), offset_, what),
                "restore the file from a copy, then run: argosy journal verify " + path_.parent_path().string() +
                    "; nothing was changed, and trading must not go on from a journal with a hole");
}

}  // namespace argosy::journal::detail
