#include "data/detail/bit_pack.hpp"

#include <algorithm>
#include <cstring>

namespace argosy::data::detail {
namespace {

using Row = std::uint64_t[lanes];

[[gnu::always_inline]] inline void load_row(const std::byte* words, std::size_t k, Row& row) noexcept {
    std::memcpy(&row, words + k * sizeof(Row), sizeof(Row));
}

/// The loop that is compiled once for every instruction set: all of them give the same numbers.
[[gnu::always_inline]] inline void unpack_rows(const std::byte* words, unsigned width, std::size_t rows,
                                               std::uint64_t base, std::uint64_t* out) noexcept {
    const std::uint64_t mask = width == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
    for (std::size_t r = 0; r < rows; ++r, out += lanes) {
        const std::size_t bit = r * width;
        const unsigned shift = bit % 64;
        Row low;
        load_row(words, bit / 64, low);
        if (shift + width <= 64) {
            for (std::size_t l = 0; l < lanes; ++l) out[l] = base + ((low[l] >> shift) & mask);
        } else {
            Row high;
            load_row(words, bit / 64 + 1, high);
            for (std::size_t l = 0; l < lanes; ++l)
                out[l] = base + (((low[l] >> shift) | (high[l] << (64 - shift))) & mask);
        }
    }
}

using Unpack = void (*)(const std::byte*, unsigned, std::size_t, std::uint64_t, std::uint64_t*) noexcept;

void unpack_baseline(const std::byte* words, unsigned width, std::size_t rows, std::uint64_t base,
                     std::uint64_t* out) noexcept {
    unpack_rows(words, width, rows, base, out);
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] void unpack_avx2(const std::byte* words, unsigned width, std::size_t rows, std::uint64_t base,
                                         std::uint64_t* out) noexcept {
    unpack_rows(words, width, rows, base, out);
}
Unpack choose_unpack() noexcept { return __builtin_cpu_supports("avx2") ? unpack_avx2 : unpack_baseline; }
#else
Unpack choose_unpack() noexcept { return unpack_baseline; }
#endif

}  // namespace

void pack_bits(std::span<const std::uint64_t> numbers, unsigned width, std::span<std::uint64_t> words) noexcept {
    for (std::size_t r = 0; r * lanes < numbers.size(); ++r) {
        Row row{};
        std::ranges::copy(numbers.subspan(r * lanes, std::min(lanes, numbers.size() - r * lanes)), row);
        const std::size_t bit = r * width;
        const unsigned shift = bit % 64;
        std::uint64_t* const low = words.data() + bit / 64 * lanes;
        for (std::size_t l = 0; l < lanes; ++l) low[l] |= row[l] << shift;
        if (shift + width <= 64) continue;
        for (std::size_t l = 0; l < lanes; ++l) low[lanes + l] |= row[l] >> (64 - shift);
    }
}

void unpack_bits(const std::byte* words, unsigned width, std::size_t n, std::uint64_t base,
                 std::uint64_t* out) noexcept {
    static const Unpack unpack = choose_unpack();
    if (width == 0)
        std::fill_n(out, pack_rows(n) * lanes, base);
    else
        unpack(words, width, pack_rows(n), base, out);
}

}  // namespace argosy::data::detail
