#pragma once

#include <cstdint>
#include <vector>

#include "backtest/sampler.hpp"

namespace argosy::backtest {

/// The objective over two dimensions, all others taken together: one table for each pair.
///
/// Invariants: memory depends on the space alone; a dimension of more than `bins_max` values is cut into that many
/// bins.
class HeatMap {
public:
    static constexpr std::size_t bins_max = 50;

    struct Cell {
        std::uint64_t count = 0;
        double sum = 0, best = 0;  ///< of the objective; best is by score
        double best_score = 0;
    };
    struct Axis {
        std::size_t dimension = 0;
        std::size_t bins = 1;
    };

    HeatMap(const std::vector<Dimension>& space, std::size_t x, std::size_t y);
    void add(const Candidate& candidate, double objective, double score);

    [[nodiscard]] const Axis& x() const noexcept { return x_; }
    [[nodiscard]] const Axis& y() const noexcept { return y_; }
    [[nodiscard]] const Cell& at(std::size_t x, std::size_t y) const noexcept { return cells_[x * y_.bins + y]; }
    /// The smallest value of the bin.
    [[nodiscard]] double value(const Axis& axis, std::size_t bin) const noexcept;

private:
    [[nodiscard]] std::size_t bin(const Axis& axis, double value) const noexcept;
    std::vector<Dimension> space_;
    Axis x_, y_;
    std::vector<Cell> cells_;
};

}  // namespace argosy::backtest
