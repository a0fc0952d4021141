#include "backtest/heat_map.hpp"

#include <algorithm>
#include <cmath>

namespace argosy::backtest {
namespace {

std::size_t bins_of(const Dimension& d) { return std::min<std::uint64_t>(d.count(), HeatMap::bins_max); }

}  // namespace

HeatMap::HeatMap(const std::vector<Dimension>& space, std::size_t x, std::size_t y)
    : space_(space), x_{x, bins_of(space[x])}, y_{y, bins_of(space[y])}, cells_(x_.bins * y_.bins) {}

std::size_t HeatMap::bin(const Axis& axis, double value) const noexcept {
    const Dimension& d = space_[axis.dimension];
    const auto index = static_cast<std::uint64_t>(std::llround((value - d.min) / d.step));
    return static_cast<std::size_t>(std::min(index, d.count() - 1) * axis.bins / d.count());
}

double HeatMap::value(const Axis& axis, std::size_t bin) const noexcept {
    const Dimension& d = space_[axis.dimension];
    return d.value((bin * d.count() + axis.bins - 1) / axis.bins);
}

void HeatMap::add(const Candidate& candidate, double objective, double score) {
    Cell& cell = cells_[bin(x_, candidate[x_.dimension]) * y_.bins + bin(y_, candidate[y_.dimension])];
    if (cell.count == 0 || score > cell.best_score) cell.best_score = score, cell.best = objective;
    ++cell.count;
    cell.sum += objective;
}

}  // namespace argosy::backtest
