#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "indicators/decaying_sum.hpp"
#include "indicators/detail/bars.hpp"
#include "indicators/indicator.hpp"
#include "indicators/moving_average.hpp"
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
/// A market that stops keeps its last directional indicators until their sums have faded (decaying_sum.hpp: about 640 ×
/// period bars without any range); from then on they are 0, and the index falls to 0.
/// Warm-up:  2 × period (the directional indicators are defined from bar period + 1). Requires: period >= 2.
/// Source:   Wilder (1978); AdxSeed decides whose first values these are, they converge.
class Adx : public Emits<Ohlcv, AdxValue> {
public:
    explicit Adx(std::size_t period = 14, AdxSeed seed = AdxSeed::wilder) noexcept
        : moves_(1.0 - 1.0 / static_cast<double>(period)),
          ranges_(1.0 - 1.0 / static_cast<double>(period)),
          adx_(period),
          period_(period),
          seed_bars_(seed == AdxSeed::wilder ? period : period - 1) {
        ARGOSY_ASSERT(period >= 2, "adx needs a period of at least 2");
    }
    [[gnu::always_inline]] AdxValue update(const Ohlcv& bar) noexcept {
        const double up = bar.high - high_, down = low_ - bar.low;
        const detail::Lanes moves = {up > down && up > 0 ? up : 0, down > up && down > 0 ? down : 0};
        const double range = true_range(bar, close_);
        high_ = bar.high;
        low_ = bar.low;
        close_ = bar.close;
        if (seen_ <= seed_bars_) [[unlikely]]
            return start(moves, range);
        return ratios(moves_.update(moves), ranges_.update(range));
    }
    template <class Bars>
    void update_all(const Bars in, std::span<AdxValue> out) noexcept {
        std::size_t i = detail::lead_in(*this, in, out, [&] { return ready(); });
        while (i < in.size()) {
            const std::size_t run = ranges_.run_length(in.size() - i);
            if (run > 0)
                update_run(in, i, run, &out[i]);
            else
                out[i] = update(in[i]);
            i += run > 0 ? run : 1;
        }
        if (!out.empty()) value_ = out.back();
    }
    [[nodiscard]] bool ready() const noexcept { return adx_.ready(); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return 2 * period_; }

private:
    /// The warm-up.
    AdxValue start(detail::Lanes moves, double range) noexcept {
        if (seen_++ == 0) return {};
        first_moves_ += moves;
        first_ranges_ += range;
        if (seen_ <= seed_bars_) return {};
        moves_.seed(first_moves_);
        ranges_.seed(first_ranges_);
        return seed_bars_ == period_ ? ratios(first_moves_, first_ranges_) : AdxValue{};
    }
    AdxValue ratios(detail::Lanes moves, double range) noexcept {
        const double moved = moves[0] + moves[1];
        const double dx = moved > faded ? 100.0 * (std::fabs(moves[0] - moves[1]) / moved) : 0.0;
        const double scale = range > faded ? 100.0 / range : 0.0;
        return emit({adx_.update(dx), moves[0] * scale, moves[1] * scale});
    }

    /// In stages: sums of the movements and ranges, their ratios, the average of the ratios.
    template <class Bars>
    void update_run(const Bars in, std::size_t from, std::size_t count, AdxValue* out) noexcept {
        using detail::both, detail::Lanes, detail::load, detail::store;
        double plus[detail::chunk], minus[detail::chunk], dx[detail::chunk];
        const auto up = [&](std::size_t j) { return detail::highs(in, from + j) - detail::highs(in, from + j - 1); };
        const auto down = [&](std::size_t j) { return detail::lows(in, from + j - 1) - detail::lows(in, from + j); };
        const auto of = [](Lanes move, Lanes other) { return detail::larger(move > other ? move : both(0), both(0)); };
        moves_.template run<0>(
            count,
            [&](std::size_t j) {
                if (j % 8 == 0) detail::will_read_ranges(in, from + j), detail::will_write(out + j);
                return of(up(j), down(j));
            },
            [&](std::size_t j, Lanes sums) { store(plus + j, sums); });
        moves_.template run<1>(
            count, [&](std::size_t j) { return of(down(j), up(j)); },
            [&](std::size_t j, Lanes sums) {
                const Lanes ups = load(plus + j), moved = ups + sums;
                store(minus + j, sums);
                store(dx + j, moved > both(faded) ? both(100) * (detail::size_of(ups - sums) / moved) : both(0));
            });
        adx_.update_all({dx, count}, {dx, count});
        ranges_.run(
            count, [&](std::size_t j) { return detail::true_ranges(in, from + j); },
            [&](std::size_t j, Lanes range) {
                const Lanes scale = range > both(faded) ? both(100) / range : both(0);
                const Lanes ups = load(plus + j) * scale, downs = load(minus + j) * scale;
                out[j] = {dx[j], ups[0], downs[0]};
                out[j + 1] = {dx[j + 1], ups[1], downs[1]};
            });
        moves_.advance(count);
        ranges_.advance(count);
        const Ohlcv last = in[from + count - 1];
        high_ = last.high, low_ = last.low, close_ = last.close;
    }

    DecayingSum<detail::Lanes> moves_;  ///< up and down
    DecayingSum<double> ranges_;
    WilderAverage adx_;
    std::size_t period_, seed_bars_, seen_ = 0;
    double high_ = 0, low_ = 0, close_ = 0;
    detail::Lanes first_moves_{0, 0};
    double first_ranges_ = 0;
};

}  // namespace argosy::indicators
