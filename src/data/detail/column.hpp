#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.hpp"

/// One column of a block: up to 1024 whole numbers as offsets from their minimum, bit-packed at the width that makes
/// the column smallest; the few that need more bits keep their upper bits in a list (patched frame of reference).
///
/// Bytes: base (8), width (1), patch width (1), patch count (2), zero (4); packed words; patch positions (2 each,
/// filled up to 8 bytes); the upper bits of the patches, packed from the lowest bit up in 64-bit words.
namespace argosy::data::detail {

inline constexpr std::size_t block_rows = 1024;
using ColumnBuffer = std::array<std::uint64_t, block_rows>;
using Bytes = std::vector<std::byte>;

/// Signed differences around zero as small unsigned numbers: 0, -1, 1, -2 ...
[[nodiscard]] constexpr std::uint64_t zigzag(std::uint64_t v) noexcept {
    return (v << 1) ^ (std::uint64_t{0} - (v >> 63));
}
[[nodiscard]] constexpr std::uint64_t unzigzag(std::uint64_t v) noexcept {
    return (v >> 1) ^ (std::uint64_t{0} - (v & 1));
}

/// Appends the column to out. Numbers are compared as unsigned. Requires: 1 to block_rows numbers.
void encode_column(std::span<const std::uint64_t> numbers, Bytes& out);

/// Reads a column of n numbers off the front of bytes. Requires: n <= block_rows.
/// Errors: corrupt when the bytes are no column of n numbers.
[[nodiscard]] Result<> decode_column(std::span<const std::byte>& bytes, std::size_t n, ColumnBuffer& out);

}  // namespace argosy::data::detail
