#include "backtest/detail/sweep_columns.hpp"

#include <algorithm>
#include <bit>
#include <utility>
#include <variant>

#include "indicators/moving_average.hpp"
#include "indicators/rsi.hpp"
#include "indicators/window.hpp"

namespace argosy::backtest::detail {
namespace {

constexpr std::size_t group = 64;

/// Highest high, or lowest low, of the bars before the current one.
template <class Range>
struct Channel {
    Range range;
    double newest = 0;
    double before(double x) noexcept { return std::exchange(newest, range.update(x)); }
};
using Highest = Channel<indicators::RollingMax>;
using Lowest = Channel<indicators::RollingMin>;

struct Constant {
    double value;
};
struct Closes {};

}  // namespace

SweepPrices::SweepPrices(std::span<const domain::Bar> bars) {
    for (auto* column : {&open, &high, &low, &close, &inverse_close}) column->reserve(bars.size());
    for (const auto& b : bars) {
        open.push_back(b.open.to_double());
        high.push_back(b.high.to_double());
        low.push_back(b.low.to_double());
        close.push_back(b.close.to_double());
        inverse_close.push_back(1 / close.back());
        highest_of_all = std::max(highest_of_all, high.back());
    }
    highs_.emplace_back();
    for (std::size_t i = 0; i < high.size(); i += group) {
        const std::span part = std::span(high).subspan(i, std::min(group, high.size() - i));
        highs_[0].push_back(std::ranges::max(part));
    }
    for (std::size_t width = 1; 2 * width <= highs_[0].size(); width *= 2) {
        const auto& narrow = highs_.back();
        std::vector<double> wide;
        for (std::size_t i = 0; i + 2 * width <= highs_[0].size(); ++i)
            wide.push_back(std::max(narrow[i], narrow[i + width]));
        highs_.push_back(std::move(wide));
    }
}

double SweepPrices::highest(std::size_t from, std::size_t to) const noexcept {
    const std::size_t first = from / group, count = to / group - first + 1;
    const auto level = static_cast<std::size_t>(std::bit_width(count) - 1);
    return std::max(highs_[level][first], highs_[level][first + count - (std::size_t{1} << level)]);
}

struct SweepColumns::Source {
    std::variant<Closes, indicators::Ema, indicators::Rsi, Highest, Lowest, Constant> from;

    explicit Source(ColumnKey key) : from(make(key)) {}
    static decltype(from) make(ColumnKey key) {
        const auto period = static_cast<std::size_t>(std::max(key.parameter, 0.0));
        switch (key.kind) {
            case ColumnKind::close: return Closes{};
            case ColumnKind::ema: return indicators::Ema(period);
            case ColumnKind::rsi: return indicators::Rsi(period);
            case ColumnKind::channel_high: return Highest{indicators::RollingMax(period)};
            case ColumnKind::channel_low: return Lowest{indicators::RollingMin(period)};
            case ColumnKind::constant: return Constant{key.parameter};
        }
        std::unreachable();
    }
    void fill(const SweepPrices& p, std::size_t at, std::span<double> out) {
        const auto part = [&](const std::vector<double>& column) { return std::span(column).subspan(at, out.size()); };
        if (auto* ema = std::get_if<indicators::Ema>(&from)) return indicators::extend(*ema, part(p.close), out);
        if (auto* rsi = std::get_if<indicators::Rsi>(&from)) return indicators::extend(*rsi, part(p.close), out);
        if (auto* highest = std::get_if<Highest>(&from)) {
            std::ranges::transform(part(p.high), out.begin(), [&](double x) { return highest->before(x); });
        } else if (auto* lowest = std::get_if<Lowest>(&from)) {
            std::ranges::transform(part(p.low), out.begin(), [&](double x) { return lowest->before(x); });
        } else if (const auto* constant = std::get_if<Constant>(&from)) {
            std::ranges::fill(out, constant->value);
        } else {
            std::ranges::copy(part(p.close), out.begin());
        }
    }
};

SweepColumns::SweepColumns(const SweepPrices& prices) : prices_(prices) {}
SweepColumns::SweepColumns(SweepColumns&&) noexcept = default;
SweepColumns::~SweepColumns() = default;

std::uint32_t SweepColumns::add(ColumnKey key) {
    const auto [it, is_new] = numbers_.try_emplace(key, static_cast<std::uint32_t>(sources_.size()));
    if (is_new) {
        sources_.emplace_back(key);
        lines_.resize(sources_.size() * (block_bars / 8));
    }
    return it->second;
}

void SweepColumns::advance(std::size_t count) {
    for (std::size_t c = 0; c < sources_.size(); ++c)
        sources_[c].fill(prices_, next_bar_, {lines_[c * (block_bars / 8)].values, count});
    next_bar_ += count;
}

}  // namespace argosy::backtest::detail
