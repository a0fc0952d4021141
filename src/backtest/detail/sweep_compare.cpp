#include "backtest/detail/sweep_compare.hpp"

#include <bit>
#include <cstring>

// The widest instructions that the processor has, chosen when the program is loaded; the results are the same bits.
#define ARGOSY_WIDEST __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))

namespace argosy::backtest::detail {
namespace {

using Lanes8 __attribute__((ext_vector_type(8))) = double;
using Mask8 __attribute__((ext_vector_type(8))) = bool;

[[gnu::always_inline]] inline void load(Lanes8& to, const double* from) noexcept {
    std::memcpy(&to, from, sizeof(Lanes8));
}

}  // namespace

ARGOSY_WIDEST void compare(const double* a, const double* b, std::size_t words, Bits& above, Bits& below) noexcept {
    for (std::size_t w = 0; w < words; ++w) {
        std::uint64_t greater = 0, less = 0;
        for (std::size_t k = 0; k < 64; k += 8) {
            Lanes8 x, y;
            load(x, a + 64 * w + k);
            load(y, b + 64 * w + k);
            const Mask8 g = __builtin_convertvector(x > y, Mask8), l = __builtin_convertvector(x < y, Mask8);
            greater |= std::uint64_t{std::bit_cast<std::uint8_t>(g)} << k;
            less |= std::uint64_t{std::bit_cast<std::uint8_t>(l)} << k;
        }
        above[w] = greater;
        below[w] = less;
    }
}

ARGOSY_WIDEST bool find_turns(const Bits& above, const Bits& below, const Stretch& stretch, Turns& turns) noexcept {
    const auto [from, to, direction] = stretch;
    std::uint64_t neither = 0;
    for (std::size_t word = from / 64; word < (to + 63) / 64; ++word) neither |= ~(above[word] | below[word]);
    if (neither != 0 || direction == 0) return false;
    turns.count = 0;
    std::uint64_t before = direction > 0;
    for (std::size_t word = from / 64; word < (to + 63) / 64; ++word) {
        const std::size_t first = word * 64;
        std::uint64_t bits = above[word];
        if (first < from) {  // bars before `from` count as the direction
            const std::uint64_t own = ~std::uint64_t{0} << (from - first);
            bits = (bits & own) | (direction > 0 ? ~own : 0);
        }
        std::uint64_t turned = bits ^ (bits << 1 | before);
        if (to - first < 64) turned &= (std::uint64_t{1} << (to - first)) - 1;
        before = bits >> 63;
        const auto count = static_cast<std::size_t>(std::popcount(turned));
        std::uint16_t* const out = &turns.bars[turns.count];
        turns.count += count;
        // Always four at once; what is too many is written over by the next word.
        for (std::size_t k = 0; k < count; k += 4)
            for (std::size_t j = k; j < k + 4; ++j) {
                out[j] = static_cast<std::uint16_t>(first + (static_cast<unsigned>(std::countr_zero(turned)) & 63U));
                turned &= turned - 1;
            }
    }
    return true;
}

ARGOSY_WIDEST void compare_or_equal(const double* a, const double* b, std::size_t words, Bits& reached) noexcept {
    for (std::size_t w = 0; w < words; ++w) {
        std::uint64_t bits = 0;
        for (std::size_t k = 0; k < 64; k += 8) {
            Lanes8 x, y;
            load(x, a + 64 * w + k);
            load(y, b + 64 * w + k);
            const Mask8 m = __builtin_convertvector(x >= y, Mask8);
            bits |= std::uint64_t{std::bit_cast<std::uint8_t>(m)} << k;
        }
        reached[w] = bits;
    }
}

}  // namespace argosy::backtest::detail
