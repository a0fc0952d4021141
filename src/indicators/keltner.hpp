#pragma once

#include <cstddef>

#include "indicators/indicator.hpp"
#include "indicators/moving_average.hpp"
#include "indicators/true_range.hpp"

/// Keltner channels: an average of price and bands at a multiple of the average true range.
namespace argosy::indicators {

struct KeltnerValue {
    double middle = nan, upper = nan, lower = nan;
    double width = nan;  ///< (upper - lower) / middle
};

[[nodiscard]] inline KeltnerValue keltner_bands(double middle, double reach) noexcept {
    return {middle, middle + reach, middle - reach, 2 * reach / middle};
}

struct KeltnerParams {
    std::size_t period = 20;
    double multiplier = 2;
    std::size_t atr_period = 10;
};

/// Keltner channel of Raschke: EMA of the closes, Wilder's ATR.
///
/// Warm-up:  max(period, atr_period + 1). Requires: periods >= 1, multiplier > 0.
/// Source:   Stock.Indicators.
class Keltner : public Emits<Ohlcv, KeltnerValue> {
public:
    using Params = KeltnerParams;
    explicit Keltner(Params p = {}) noexcept : middle_(p.period), atr_(p.atr_period), multiplier_(p.multiplier) {}
    [[gnu::always_inline]] KeltnerValue update(const Ohlcv& bar) noexcept {
        return emit(keltner_bands(middle_.update(bar.close), multiplier_ * atr_.update(bar)));
    }
    [[nodiscard]] bool ready() const noexcept { return !std::isnan(value_.width); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return std::max(middle_.warm_up(), atr_.warm_up()); }

private:
    Ema middle_;
    Atr atr_;
    double multiplier_;
};

/// Keltner channel with simple means of the typical price and of the true range, over one period.
///
/// Warm-up:  period; the first bar counts with high - low. Requires: period >= 1, multiplier > 0.
/// Source:   LEAN KeltnerChannels with MovingAverageType.Simple.
class KeltnerSimple : public Emits<Ohlcv, KeltnerValue> {
public:
    explicit KeltnerSimple(std::size_t period = 20, double multiplier = 1.5)
        : middle_(period), atr_(period, FirstRange::high_low), multiplier_(multiplier) {}
    [[gnu::always_inline]] KeltnerValue update(const Ohlcv& bar) noexcept {
        const double middle = middle_.update(typical_price(bar));
        const double reach = multiplier_ * atr_.update(bar);
        if (!atr_.ready()) [[unlikely]]
            return {};
        return emit(keltner_bands(middle, reach));
    }
    [[nodiscard]] bool ready() const noexcept { return atr_.ready(); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return atr_.warm_up(); }

private:
    Sma middle_;
    AtrSimple atr_;
    double multiplier_;
};

}  // namespace argosy::indicators
