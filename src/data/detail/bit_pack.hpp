#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

/// Unsigned numbers of a fixed width, packed so that 16 of them are unpacked side by side.
///
/// Number i lies in lane i % 16, row i / 16. A lane is a stream of 64-bit words with its rows packed from the lowest
/// bit up; word k of lane l is words[16 k + l]. So a row of 16 numbers is loaded, shifted and masked as vectors, and
/// comes out in its natural order. (The idea of FastLanes: A. Afroozeh, P. Boncz, "The FastLanes Compression Layout",
/// VLDB 2023.)
namespace argosy::data::detail {

inline constexpr std::size_t lanes = 16;

/// Rows of 16 that hold n numbers.
[[nodiscard]] constexpr std::size_t pack_rows(std::size_t n) noexcept { return (n + lanes - 1) / lanes; }
/// 64-bit words that n numbers of this width take.
[[nodiscard]] constexpr std::size_t pack_words(std::size_t n, unsigned width) noexcept {
    return (pack_rows(n) * width + 63) / 64 * lanes;
}

/// Requires: width 1 to 64, every number below 2^width, words.size() == pack_words(numbers.size(), width), all zero.
void pack_bits(std::span<const std::uint64_t> numbers, unsigned width, std::span<std::uint64_t> words) noexcept;

/// Adds `base` (modulo 2^64) to every number. words need not be aligned; out has room for whole rows of 16.
/// Requires: width 0 to 64, pack_words(n, width) words behind `words`.
void unpack_bits(const std::byte* words, unsigned width, std::size_t n, std::uint64_t base,
                 std::uint64_t* out) noexcept;

}  // namespace argosy::data::detail
