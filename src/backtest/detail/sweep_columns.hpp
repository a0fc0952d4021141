#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "domain/bar.hpp"

/// The series that candidates compare, block by block.
namespace argosy::backtest::detail {

/// Bars of one block: long enough to pay for the change of candidate, short enough that the columns stay in the cache.
inline constexpr std::size_t block_bars = 512;

/// Prices of the whole market as doubles, and the highest high of any stretch.
struct SweepPrices {
    std::vector<double> open, high, low, close, inverse_close;
    double highest_of_all = 0;
    explicit SweepPrices(std::span<const domain::Bar> bars);
    /// At least the highest high of bars [from, to]. Requires: from <= to < size.
    [[nodiscard]] double highest(std::size_t from, std::size_t to) const noexcept;

private:
    std::vector<std::vector<double>> highs_;  // [k][i]: of 2^k groups of 64 bars from group i on
};

enum class ColumnKind : std::uint8_t { close, ema, rsi, channel_high, channel_low, constant };
struct ColumnKey {
    ColumnKind kind = ColumnKind::close;
    double parameter = 0;  ///< the period, or the constant
    friend auto operator<=>(const ColumnKey&, const ColumnKey&) = default;
};

/// A set of columns that advance together through the market.
class SweepColumns {
public:
    explicit SweepColumns(const SweepPrices& prices);
    SweepColumns(SweepColumns&&) noexcept;
    ~SweepColumns();

    /// The number of the column; the same key gives the same number. Only before the first advance().
    [[nodiscard]] std::uint32_t add(ColumnKey key);
    /// Computes the next block of `count` bars. Requires: count <= block_bars; no block is left out.
    void advance(std::size_t count);
    /// The values of the present block.
    [[nodiscard]] const double* operator[](std::uint32_t column) const noexcept {
        return lines_[column * (block_bars / 8)].values;
    }

private:
    struct Source;
    /// A line of the cache: wide loads that straddle two of them take twice as long.
    struct alignas(64) Line {
        double values[8];
    };
    const SweepPrices& prices_;
    std::map<ColumnKey, std::uint32_t> numbers_;
    std::vector<Source> sources_;
    std::vector<Line> lines_;
    std::size_t next_bar_ = 0;
};

}  // namespace argosy::backtest::detail
