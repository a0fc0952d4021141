#include "store/sqlite/detail/log_check.hpp"

#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <fstream>
#include <span>
#include <vector>

#include "store/sqlite/detail/checksum_vfs.hpp"
#include "store/sqlite/detail/file_lock.hpp"

namespace argosy::store::sqlite::detail {
namespace {

constexpr std::size_t header_size = 32, frame_header_size = 24, frame_size = frame_header_size + page_size;

using Bytes = std::span<const unsigned char>;

std::uint32_t big_endian(Bytes b) {
    return std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | b[3];
}
std::uint32_t little_endian(Bytes b) {
    return std::uint32_t{b[3]} << 24 | std::uint32_t{b[2]} << 16 | std::uint32_t{b[1]} << 8 | b[0];
}

/// The running checksum over header and frames; the byte order of its words is in the header.
struct Checksum {
    bool is_big_endian = false;
    std::uint32_t a = 0, b = 0;

    void update(Bytes bytes) {
        const auto word = [&](std::size_t at) {
            return is_big_endian ? big_endian(bytes.subspan(at)) : little_endian(bytes.subspan(at));
        };
        for (std::size_t at = 0; at < bytes.size(); at += 8) {
            a += word(at) + b;
            b += word(at + 4) + a;
        }
    }
    [[nodiscard]] bool is(Bytes stored) const { return a == big_endian(stored) && b == big_endian(stored.subspan(4)); }
};

/// Reads frame by frame.
class Log {
public:
    explicit Log(std::ifstream file) : file_(std::move(file)) {}

    /// False: there is no log, or it has no whole header, as when a crash hit its making.
    bool read_header() {
        std::array<unsigned char, header_size> h;
        if (!read(h)) return false;
        const std::uint32_t magic = big_endian(h);
        if ((magic & ~1U) != 0x377f0682) return false;
        sum_.is_big_endian = (magic & 1) != 0;
        sum_.update(Bytes(h).first(24));
        std::ranges::copy(Bytes(h).subspan(16, 8), salts_.begin());
        return sum_.is(Bytes(h).subspan(24));
    }

    /// Frame by frame; false at the end of the file, or where an earlier use of the log shows through.
    bool next() {
        if (!read(frame_)) return false;
        ++number_;
        return std::ranges::equal(Bytes(frame_).subspan(8, 8), salts_);
    }
    [[nodiscard]] bool carries_its_checksum() {
        sum_.update(Bytes(frame_).first(8));
        sum_.update(Bytes(frame_).subspan(frame_header_size));
        return sum_.is(Bytes(frame_).subspan(16));
    }
    [[nodiscard]] bool ends_a_transaction() const { return big_endian(Bytes(frame_).subspan(4)) != 0; }
    [[nodiscard]] std::uint64_t number() const { return number_; }

private:
    bool read(std::span<unsigned char> to) {
        return static_cast<bool>(
            file_.read(reinterpret_cast<char*>(to.data()), static_cast<std::streamsize>(to.size())));
    }

    std::ifstream file_;
    Checksum sum_;
    std::array<unsigned char, 8> salts_{};
    std::array<unsigned char, frame_size> frame_{};
    std::uint64_t number_ = 0;
};

}  // namespace

Result<> check_log(const std::filesystem::path& database) {
    if (FileLock::is_held(database)) return {};
    const auto path = std::filesystem::path(database).concat("-wal");
    Log log(std::ifstream(path, std::ios::binary));
    if (!log.read_header()) return {};
    std::uint64_t bad = 0;
    bool ended = false;  // a transaction ended behind the bad frame, so that what follows was written after a sync
    while (log.next()) {
        if (ended)
            return fail(Errc::corrupt,
                        fmt::format("{}: frame {} is damaged, and committed changes lie behind it", path.string(), bad),
                        "keep both files and restore the newest backup (docs/store.md): opening would drop these "
                        "changes without a word");
        if (bad == 0 && !log.carries_its_checksum()) bad = log.number();
        ended = bad != 0 && log.ends_a_transaction();
    }
    return {};
}

}  // namespace argosy::store::sqlite::detail
