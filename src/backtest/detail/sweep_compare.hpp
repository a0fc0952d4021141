#pragma once

#include <array>
#include <cstdint>

#include "backtest/detail/sweep_columns.hpp"

/// Comparisons of whole columns, as bits.
namespace argosy::backtest::detail {

/// Bit i of word w belongs to bar 64 w + i of the block.
using Bits = std::array<std::uint64_t, block_bars / 64>;

/// above: a > b; below: a < b; a NaN is neither. `words` is how many words are wanted; the columns must be readable
/// that far.
void compare(const double* a, const double* b, std::size_t words, Bits& above, Bits& below) noexcept;
/// Bars [from, to) of a block, and where the strategy stood before them.
struct Stretch {
    std::size_t from = 0, to = 0;
    int direction = 0;
};
/// The bars where a strategy turns round, in order.
struct Turns {
    std::array<std::uint16_t, block_bars + 8> bars;
    std::size_t count = 0;
};
/// The turns of a strategy that is always long while `above` and short while `below`, found without a branch for each.
/// False, and nothing found, when it had no direction yet or neither holds somewhere on the way: then the bars must be
/// looked at one by one.
[[nodiscard]] bool find_turns(const Bits& above, const Bits& below, const Stretch& stretch, Turns& turns) noexcept;

/// a >= b.
void compare_or_equal(const double* a, const double* b, std::size_t words, Bits& reached) noexcept;

}  // namespace argosy::backtest::detail
