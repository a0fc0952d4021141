#pragma once

#include <cstddef>
#include <span>

#include "indicators/indicator.hpp"
#include "indicators/moving_average.hpp"
#include "indicators/rsi.hpp"
#include "indicators/window.hpp"

namespace argosy::indicators {

struct StochRsiValue {
    double k = nan;
    double d = nan;
};

struct StochRsiPeriods {
    std::size_t rsi = 14, stoch = 14, k_smooth = 3, d_smooth = 3;
};

/// Where the RSI stands within its own range of the last `stoch_period` bars, 0 to 100: K is its mean over k_smooth
/// bars, D the mean of K over d_smooth bars. A range of zero gives 0.
///
/// Warm-up:  rsi_period + stoch_period + k_smooth + d_smooth - 2 (k is defined d_smooth - 1 bars earlier). Requires:
///           all periods >= 1.
/// Source:   Chande and Kroll (1994) with the smoothing of TradingView (14, 14, 3, 3) and LEAN, on Wilder's RSI. TA-Lib
///           STOCHRSI has no smoothing of K: k_smooth = 1 gives it.
class StochRsi : public Emits<double, StochRsiValue> {
public:
    using Periods = StochRsiPeriods;
    explicit StochRsi(Periods p = {}) : rsi_(p.rsi), range_(p.stoch), k_(p.k_smooth), d_(p.d_smooth) {}

    [[gnu::always_inline]] StochRsiValue update(double close) noexcept {
        const double rsi = rsi_.update(close);
        if (!rsi_.ready()) return {};
        const Extent range = range_.update({rsi, rsi});
        if (!range_.full()) return {};
        const double span = range.highest - range.lowest;
        const double k = k_.update(detail::ratio(100, rsi - range.lowest, span));
        if (!k_.ready()) [[unlikely]]
            return {};
        return emit({k, d_.update(k)});
    }
    void update_all(std::span<const double> in, std::span<StochRsiValue> out) noexcept;
    [[nodiscard]] bool ready() const noexcept { return d_.ready(); }
    [[nodiscard]] std::size_t warm_up() const noexcept {
        return rsi_.warm_up() + range_.length() + k_.warm_up() + d_.warm_up() - 3;
    }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.value_, self.rsi_, self.range_, self.k_, self.d_); }

private:
    Rsi rsi_;
    RollingExtremes range_;
    Sma k_, d_;
};

}  // namespace argosy::indicators
