#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "base/hash.hpp"
#include "base/time.hpp"

// The bytes of a segment: a header of 64, then frames, then zeros (reserved space) until the writer closes it.
// All numbers are little-endian.

namespace argosy::journal::detail {

inline constexpr std::size_t segment_header_size = 64;
inline constexpr std::size_t frame_header_size = 32;
inline constexpr std::size_t frame_trailer_size = 8;
inline constexpr std::size_t frame_overhead = frame_header_size + frame_trailer_size;
inline constexpr std::size_t payload_max = 16u << 20;
inline constexpr std::uint32_t format_version = 1;

/// The first 64 bytes: whose file it is and where it stands in the chain.
struct SegmentHeader {
    std::array<char, 8> magic{'A', 'R', 'G', 'O', 'J', 'N', 'L', '1'};
    std::uint32_t version = format_version;
    std::uint32_t zero = 0;
    std::uint64_t first_sequence = 1;
    std::uint64_t previous = 0;  ///< checksum of the last frame of the segment before
    std::array<std::uint64_t, 3> reserved{};
    std::uint64_t checksum = 0;  ///< over the bytes before it

    [[nodiscard]] std::uint64_t expected_checksum() const noexcept {
        return checksum64(std::as_bytes(std::span(this, 1)).first(56));
    }
};
static_assert(sizeof(SegmentHeader) == segment_header_size);

/// What stands before a payload. It has a checksum of its own, so that a damaged length is never believed.
struct FrameHeader {
    std::uint32_t length = 0;  ///< of the payload
    std::uint16_t type = 0;
    std::uint16_t zero = 0;
    std::uint64_t sequence = 0;
    std::int64_t time = 0;
    std::uint32_t unsynced = 0;  ///< how many records before this one were not known to be on the disk
    std::uint32_t check = 0;     ///< low half of the checksum over the bytes before it

    [[nodiscard]] std::uint32_t expected_check() const noexcept {
        return static_cast<std::uint32_t>(checksum64(std::as_bytes(std::span(this, 1)).first(28)));
    }
    [[nodiscard]] std::size_t frame_size() const noexcept { return frame_overhead + length; }
};
static_assert(sizeof(FrameHeader) == frame_header_size);

inline constexpr std::uint64_t end_mark = 0xE7;  ///< last byte of a frame: never zero, so that a cut frame shows

/// The trailer: 56 bits of the checksum over header and payload, chained with the trailer before, and the end mark.
/// bytes: header and payload.
[[nodiscard]] inline std::uint64_t trailer_of(std::span<const std::byte> bytes, std::uint64_t previous) noexcept {
    return (checksum64(bytes, previous) & 0x00FF'FFFF'FFFF'FFFF) | (end_mark << 56);
}

/// Writes a frame to `to`, which has room for frame_overhead + payload.size() bytes. Returns the trailer.
inline std::uint64_t put_frame(std::byte* to, FrameHeader header, std::span<const std::byte> payload,
                               std::uint64_t previous) noexcept {
    header.length = static_cast<std::uint32_t>(payload.size());
    header.check = header.expected_check();
    std::memcpy(to, &header, frame_header_size);
    if (!payload.empty()) std::memcpy(to + frame_header_size, payload.data(), payload.size());
    const std::uint64_t trailer = trailer_of({to, frame_header_size + payload.size()}, previous);
    std::memcpy(to + frame_header_size + payload.size(), &trailer, frame_trailer_size);
    return trailer;
}

template <class T>
[[nodiscard]] T load(const std::byte* from) noexcept {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

}  // namespace argosy::journal::detail
