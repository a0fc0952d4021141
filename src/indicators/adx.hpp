#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

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
/// A market that stops keeps its last directional indicators until their sums have faded (smoother.hpp: about 640 ×
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
        const detail::Lanes range = {true_range(bar, close_), 0};
        high_ = bar.high;
        low_ = bar.low;
        close_ = bar.close;
        if (moves_.at_block_start()) [[unlikely]]
            return start(moves, range);
        return ratios(moves_.continue_block(moves), ranges_.continue_block(range)[0]);
    }
    template <class Bars>
    void update_all(const Bars in, std::span<AdxValue> out) noexcept {
        std::size_t i = detail::lead_in(*this, in, out, [&] { return ready() && moves_.at_block_start(); });
        while (in.size() - i >= 16) {
            const std::size_t count = std::min(detail::chunk, (in.size() - i) / 16 * 16);
            update_blocks(in, i, count, &out[i]);
            i += count;
            high_ = in[i - 1].high;
            low_ = in[i - 1].low;
            close_ = in[i - 1].close;
        }
        for (; i < in.size(); ++i) out[i] = update(in[i]);
        if (!out.empty()) value_ = out.back();
    }
    [[nodiscard]] bool ready() const noexcept { return adx_.ready(); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return 2 * period_; }

private:
    /// The warm-up, and every eighth bar after it.
    AdxValue start(detail::Lanes moves, detail::Lanes range) noexcept {
        if (seen_ > seed_bars_) return ratios(moves_.start_block(moves), ranges_.start_block(range)[0]);
        if (seen_++ == 0) return {};
        first_moves_ += moves;
        first_ranges_ += range;
        if (seen_ <= seed_bars_) return {};
        moves_.seed(first_moves_);
        ranges_.seed(first_ranges_);
        return seed_bars_ == period_ ? ratios(first_moves_, first_ranges_[0]) : AdxValue{};
    }
    AdxValue ratios(detail::Lanes moves, double range) noexcept {
        const double moved = moves[0] + moves[1];
        const double dx = moved > DecayingSums::faded ? 100.0 * (std::fabs(moves[0] - moves[1]) / moved) : 0.0;
        const double scale = range > DecayingSums::faded ? 100.0 / range : 0.0;
        return emit({adx_.update(dx), moves[0] * scale, moves[1] * scale});
    }

    /// In stages: sums of the movements and ranges, their ratios, the average of the ratios.
    template <class Bars>
    void update_blocks(const Bars in, std::size_t from, std::size_t count, AdxValue* out) noexcept {
        using detail::both, detail::Lanes;
        double plus[detail::chunk], minus[detail::chunk], dx[detail::chunk];
        const auto movements = [&](std::size_t j) {
            const Lanes up = detail::highs(in, from + j) - detail::highs(in, from + j - 1);
            const Lanes down = detail::lows(in, from + j - 1) - detail::lows(in, from + j);
            return std::array{detail::larger(up > down ? up : both(0), both(0)),
                              detail::larger(down > up ? down : both(0), both(0))};
        };
        moves_.update_blocks(count, movements, [&](std::size_t j, Lanes up, Lanes down) {
            const Lanes moved = up + down;
            detail::store(plus + j, up);
            detail::store(minus + j, down);
            detail::store(
                dx + j, moved > both(DecayingSums::faded) ? both(100) * (detail::size_of(up - down) / moved) : both(0));
        });
        adx_.update_all({dx, count}, {dx, count});
        const auto ranges = [&](std::size_t j) { return std::array{detail::true_ranges(in, from + j), both(0)}; };
        ranges_.update_blocks(count, ranges, [&](std::size_t j, Lanes range, Lanes) {
            const Lanes scale = range > both(DecayingSums::faded) ? both(100) / range : both(0);
            const Lanes up = detail::load(plus + j) * scale, down = detail::load(minus + j) * scale;
            out[j] = {dx[j], up[0], down[0]};
            out[j + 1] = {dx[j + 1], up[1], down[1]};
        });
    }

    DecayingSums moves_, ranges_;  ///< up and down; true range and nothing
    WilderAverage adx_;
    std::size_t period_, seed_bars_, seen_ = 0;
    double high_ = 0, low_ = 0, close_ = 0;
    detail::Lanes first_moves_{0, 0}, first_ranges_{0, 0};
};

}  // namespace argosy::indicators
