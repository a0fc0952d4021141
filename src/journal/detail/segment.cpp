#include "journal/detail/segment.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <thread>

namespace argosy::journal::detail {
namespace {

constexpr std::string_view suffix = ".journal";
constexpr std::size_t sector = 512;  ///< what a disk writes whole or not at all

bool is_zero(std::span<const std::byte> bytes) {
    return std::ranges::all_of(bytes, [](std::byte b) { return b == std::byte{0}; });
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

Result<SegmentReader> SegmentReader::open(const std::filesystem::path& path, Place place) {
    SegmentReader r;
    r.path_ = path;
    r.place_ = place;
    ARGOSY_LET(r.input_, Input::open(path), "");
    ARGOSY_LET(const auto bytes, r.input_.read(0, segment_header_size), "");
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
    auto found = read_frame(record);
    if (!found || *found) [[likely]]
        return found;
    return judge(record);
}

/// False when no whole frame stands at offset_.
Result<bool> SegmentReader::read_frame(Record& record) {
    ARGOSY_LET(auto bytes, input_.read(offset_, frame_header_size), "");
    if (bytes.size() < frame_header_size) return false;
    const auto h = load<FrameHeader>(bytes.data());
    if (h.check != h.expected_check() || h.length > payload_max) return false;
    ARGOSY_LET(bytes, input_.read(offset_, h.frame_size()), "");
    if (bytes.size() < h.frame_size()) return false;
    const std::size_t covered = frame_header_size + h.length;
    const auto trailer = load<std::uint64_t>(bytes.data() + covered);
    if (trailer != trailer_of(bytes.first(covered), previous_)) return false;
    if (h.sequence != sequence_)
        return damaged(fmt::format("record {} stands where {} belongs", h.sequence, sequence_));
    record = {h.sequence, time_from_ns(h.time), h.type, bytes.subspan(frame_header_size, h.length), trailer};
    offset_ += h.frame_size();
    previous_ = trailer;
    ++sequence_;
    return true;
}

/// A writer may be at work on the very place: what looks damaged is looked at again, and believed when it stays so.
Result<bool> SegmentReader::judge(Record& record) {
    constexpr int looks = 3;
    for (int look = 1;; ++look) {
        auto verdict = judge_once(record);
        if (verdict || verdict.error().code() != Errc::corrupt || look == looks || !is_live()) return verdict;
        std::this_thread::sleep_for(2ms);
    }
}

/// What stands at offset_ is no whole frame: one that was completed since, reserved space, a torn tail, or damage.
///
/// A frame is torn when its end is missing (a crash, a power cut or simply now while it is being written), or when
/// whole sectors of it are missing (a power cut, the disk wrote them out of order) and no later frame knew it to be on
/// the disk. Only what was never acknowledged as durable can be in that state. Everything else, such as a flipped bit,
/// is damage.
///
/// A live writer writes front to back: once a byte behind the frame was seen (`end`), reading again shows it whole.
Result<bool> SegmentReader::judge_once(Record& record) {
    torn_bytes_ = 0;
    input_.forget();
    ARGOSY_LET(const auto end, input_.data_end(offset_), "");
    input_.forget();
    auto found = read_frame(record);
    if (!found || *found) return found;
    if (end <= offset_) return false;
    ARGOSY_LET(const bool torn, is_torn(end), "");
    if (!torn) return damaged("the record there does not carry its checksum");
    torn_bytes_ = end - offset_;
    return false;
}

Result<bool> SegmentReader::is_torn(std::uint64_t end) {
    if (place_ == Place::inner) return false;
    ARGOSY_LET(const bool cut, is_cut(end), "");
    if (cut) return true;
    ARGOSY_LET(const bool hole, has_hole(end), "");
    if (!hole) return false;
    ARGOSY_LET(const bool was_durable, later_frame_proves_durable(end), "");
    return !was_durable;
}

Result<bool> SegmentReader::is_cut(std::uint64_t end) {
    if (end < offset_ + frame_header_size) return true;
    ARGOSY_LET(const auto bytes, input_.read(offset_, frame_header_size), "");
    if (bytes.size() < frame_header_size) return true;
    const auto h = load<FrameHeader>(bytes.data());
    return h.check == h.expected_check() && h.length <= payload_max && end < offset_ + h.frame_size();
}

Result<bool> SegmentReader::has_hole(std::uint64_t end) {
    for (std::uint64_t at = offset_; at < end; at = (at / sector + 1) * sector) {
        const auto n = static_cast<std::size_t>(std::min((at / sector + 1) * sector, end) - at);
        ARGOSY_LET(const auto bytes, input_.read(at, n), "");
        if (n >= 16 && is_zero(bytes)) return true;
    }
    return false;
}

Result<bool> SegmentReader::later_frame_proves_durable(std::uint64_t end) {
    for (std::uint64_t at = offset_ + 1; at + frame_overhead <= end; ++at) {
        ARGOSY_LET(const auto bytes, input_.read(at, frame_header_size), "");
        if (bytes.size() < frame_header_size) return false;
        const auto h = load<FrameHeader>(bytes.data());
        const bool is_plausible = h.zero == 0 && h.length <= payload_max && h.sequence > sequence_ &&
                                  h.sequence - sequence_ < (std::uint64_t{1} << 32) && h.unsynced < h.sequence;
        if (is_plausible && h.check == h.expected_check() && h.sequence - h.unsynced > sequence_) return true;
    }
    return false;
}

bool SegmentReader::is_live() const { return place_ == Place::last && Lock::is_held(path_.parent_path()); }

std::unexpected<Error> SegmentReader::damaged(const std::string& what) const {
    return fail(Errc::corrupt, fmt::format("{} is damaged at offset {}: {}", path_.string(), offset_, what),
                "restore the file from a copy, then run: argosy journal verify " + path_.parent_path().string() +
                    "; nothing was changed, and trading must not go on from a journal with a hole");
}

}  // namespace argosy::journal::detail
