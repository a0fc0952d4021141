#pragma once

#include <cstddef>

#include "indicators/indicator.hpp"
#include "indicators/window.hpp"

namespace argosy::indicators {

struct DonchianValue {
    double upper = nan;   ///< highest high
    double lower = nan;   ///< lowest low
    double middle = nan;  ///< their mean
};

/// Which bars a channel spans.
enum class ChannelBars {
    with_current,   ///< the last `period` bars, the current one included (LEAN, TradingView)
    before_current  ///< the `period` bars before the current one, so that a breakout can be seen
                    ///< (Stock.Indicators, the turtles)
};

/// Donchian channel: highest high and lowest low of `period` bars.
///
/// Warm-up:  period with ChannelBars::with_current, period + 1 with before_current. Requires: period >= 1.
class Donchian : public Emits<Ohlcv, DonchianValue> {
public:
    explicit Donchian(std::size_t period, ChannelBars bars = ChannelBars::with_current) : range_(period), bars_(bars) {}
    [[gnu::always_inline]] DonchianValue update(const Ohlcv& bar) noexcept {
        const DonchianValue before = newest_;
        const Extent e = range_.update({bar.high, bar.low});
        const DonchianValue now =
            range_.full() ? DonchianValue{e.highest, e.lowest, (e.highest + e.lowest) / 2} : DonchianValue{};
        newest_ = now;
        return emit(bars_ == ChannelBars::with_current ? now : before);
    }
    [[nodiscard]] bool ready() const noexcept { return !std::isnan(value_.middle); }
    [[nodiscard]] std::size_t warm_up() const noexcept {
        return range_.length() + (bars_ == ChannelBars::with_current ? 0 : 1);
    }

private:
    RollingExtremes range_;
    ChannelBars bars_;
    DonchianValue newest_;
};

}  // namespace argosy::indicators
