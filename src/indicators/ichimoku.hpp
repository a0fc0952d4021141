#pragma once

#include <cstddef>

#include "indicators/indicator.hpp"
#include "indicators/window.hpp"

namespace argosy::indicators {

struct IchimokuValue {
    double tenkan = nan;      ///< conversion line
    double kijun = nan;       ///< base line
    double senkou_a = nan;    ///< leading span A over this bar: computed `displacement` bars ago
    double senkou_b = nan;    ///< leading span B over this bar
    double lead_a = nan;      ///< leading span A as computed now, drawn `displacement` bars ahead
    double lead_b = nan;      ///< leading span B as computed now
    double past_close = nan;  ///< close `displacement` bars ago: the lagging span compares this bar's close with it
};

struct IchimokuPeriods {
    std::size_t tenkan = 9, kijun = 26, senkou_b = 52, displacement = 26;
};

/// Ichimoku cloud: middles of the range over three windows. Nothing of it looks ahead: the cloud over this bar was
/// computed `displacement` bars ago.
///
/// Warm-up:  max(kijun, senkou_b, tenkan) + displacement; the lines are defined as soon as their own window is full.
///           Requires: all periods >= 1.
/// Source:   Hosoda; displacement counts whole bars (LEAN, Stock.Indicators; TradingView's 26 means 25 bars).
class Ichimoku : public Emits<Ohlcv, IchimokuValue> {
public:
    using Periods = IchimokuPeriods;
    explicit Ichimoku(Periods p = {})
        : tenkan_(p.tenkan),
          kijun_(p.kijun),
          senkou_b_(p.senkou_b),
          later_a_(p.displacement),
          later_b_(p.displacement),
          closes_(p.displacement) {}
    [[gnu::always_inline]] IchimokuValue update(const Ohlcv& bar) noexcept {
        const double tenkan = middle(tenkan_, bar), kijun = middle(kijun_, bar);
        const double lead_a = (tenkan + kijun) / 2, lead_b = middle(senkou_b_, bar);
        return emit({tenkan, kijun, later_a_.update(lead_a), later_b_.update(lead_b), lead_a, lead_b,
                     closes_.update(bar.close)});
    }
    [[nodiscard]] bool ready() const noexcept { return !std::isnan(value_.senkou_a) && !std::isnan(value_.senkou_b); }
    [[nodiscard]] std::size_t warm_up() const noexcept {
        return std::max({tenkan_.length(), kijun_.length(), senkou_b_.length()}) + later_a_.lag();
    }

private:
    [[nodiscard]] static double middle(RollingExtremes& window, const Ohlcv& bar) noexcept {
        const Extent e = window.update({bar.high, bar.low});
        return window.full() ? (e.highest + e.lowest) / 2 : nan;
    }

    RollingExtremes tenkan_, kijun_, senkou_b_;
    Delay later_a_, later_b_, closes_;
};

}  // namespace argosy::indicators
