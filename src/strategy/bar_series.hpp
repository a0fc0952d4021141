#pragma once

#include <array>
#include <span>

#include "base/assert.hpp"
#include "strategy/bar_view.hpp"

namespace argosy::strategy {

/// Closed bars of one instrument and interval, one after the other, with their prices as columns of doubles for
/// indicators that take many at once. A column is made when it is first asked for.
///
/// Thread safety: one owner thread, readers included.
class BarSeries {
public:
    static constexpr std::size_t most = 256;

    /// Requires: at most `most` bars (asserted); they outlive the series.
    BarSeries(InstrumentId instrument, Duration interval, std::span<const domain::Bar> bars) noexcept
        : instrument_(instrument), interval_(interval), bars_(bars) {
        ARGOSY_ASSERT(bars.size() <= most, "a series of bars is cut into pieces before strategies see it");
    }
    [[nodiscard]] std::size_t size() const noexcept { return bars_.size(); }
    [[nodiscard]] BarView operator[](std::size_t i) const noexcept { return {instrument_, interval_, bars_[i]}; }
    [[nodiscard]] std::span<const double> highs() const noexcept { return column(highs_, &domain::Bar::high); }
    [[nodiscard]] std::span<const double> lows() const noexcept { return column(lows_, &domain::Bar::low); }
    [[nodiscard]] std::span<const double> closes() const noexcept { return column(closes_, &domain::Bar::close); }

private:
    struct Column {
        bool is_made = false;
        std::array<double, most> values;  // left as it is until made
    };
    [[nodiscard]] std::span<const double> column(Column& c, Price domain::Bar::* price) const noexcept {
        for (std::size_t i = 0; !c.is_made && i < bars_.size(); ++i) c.values[i] = (bars_[i].*price).to_double();
        c.is_made = true;
        return {c.values.data(), bars_.size()};
    }

    InstrumentId instrument_;
    Duration interval_;
    std::span<const domain::Bar> bars_;
    mutable Column highs_, lows_, closes_;
};

}  // namespace argosy::strategy
