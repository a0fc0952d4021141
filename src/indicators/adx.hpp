#pragma once

#include <cmath>
#include <cstddef>

#include "indicators/indicator.hpp"
#include "indicators/moving_average.hpp"
#include "indicators/smoother.hpp"
#include "indicators/true_range.hpp"

namespace argosy::indicators {

struct AdxValue {
    double adx = nan;       ///< strength of the trend, 0 to 100, whatever its direction
    double plus_di = nan;   ///< share of upward movement, 0 to 100
    double minus_di = nan;  ///< share of downward movement, 0 to 100
};

/// What the smoothed movements of an ADX start from.
enum class AdxSeed {
    wilder,  ///< the sums of the first `period` movements (Wilder's book, Stock.Indicators)
    ta_lib,  ///< the sums of the first period - 1 movements, then one smoothing step (TA-Lib,
             ///< Tulip)
};

/// Average directional index with the directional indicators +DI and -DI.
///
/// Warm-up:  2 × period (the directional indicators are defined from bar period + 1). Requires:
/// period >= 2. Source:   Wilder (1978); AdxSeed decides whose first values these are, they
/// converge.
class Adx : public Emits<Ohlcv, AdxValue> {
public:
    explicit Adx(std::size_t period = 14, AdxSeed seed = AdxSeed::wilder) noexcept
        : plus_(decay(period)),
          minus_(decay(period)),
          range_(decay(period)),
          adx_(period),
          period_(period),
          seed_bars_(seed == AdxSeed::wilder ? period : period - 1) {
        ARGOSY_ASSERT(period >= 2, "adx needs a period of at least 2");
    }
    AdxValue update(const Ohlcv& bar) noexcept {
        const Moves m = moves(bar);
        previous_ = bar;
        if (seen_ <= seed_bars_) [[unlikely]]
            return start(m);
        return emit({plus_.update(m.plus), minus_.update(m.minus), range_.update(m.range)});
    }
    [[nodiscard]] bool ready() const noexcept { return adx_.ready(); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return 2 * period_; }

private:
    struct Moves {
        double plus, minus, range;
    };
    [[nodiscard]] static double decay(std::size_t period) noexcept { return 1.0 - 1.0 / static_cast<double>(period); }
    [[nodiscard]] Moves moves(const Ohlcv& bar) const noexcept {
        const double up = bar.high - previous_.high, down = previous_.low - bar.low;
        return {up > down && up > 0 ? up : 0, down > up && down > 0 ? down : 0, true_range(bar, previous_.close)};
    }
    AdxValue start(const Moves& m) noexcept {
        if (seen_++ == 0) return {};
        first_ = {first_.plus + m.plus, first_.minus + m.minus, first_.range + m.range};
        if (seen_ <= seed_bars_) return {};
        plus_.seed(first_.plus);
        minus_.seed(first_.minus);
        range_.seed(first_.range);
        return seed_bars_ == period_ ? emit(first_) : AdxValue{};
    }
    AdxValue emit(const Moves& sums) noexcept {
        const double moved = sums.plus + sums.minus;
        const double dx = moved > 0 ? 100.0 * (std::fabs(sums.plus - sums.minus) / moved) : 0.0;
        const double scale = sums.range > 0 ? 100.0 / sums.range : 0.0;
        return value_ = {adx_.update(dx), sums.plus * scale, sums.minus * scale};
    }

    DecayingSum plus_, minus_, range_;
    WilderAverage adx_;
    std::size_t period_, seed_bars_, seen_ = 0;
    Ohlcv previous_;
    Moves first_{};
};

}  // namespace argosy::indicators
