#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "indicators/detail/bars.hpp"
#include "indicators/indicator.hpp"
#include "indicators/moving_average.hpp"
#include "indicators/window.hpp"

/// Where the close stands in the range of the last bars.
namespace argosy::indicators {

struct StochasticValue {
    double k = nan;  ///< smoothed position in the range, 0 to 100
    double d = nan;  ///< its average: the signal line
    double j = nan;  ///< k_factor × k - d_factor × d
};

struct StochasticParams {
    std::size_t period = 14, k_smooth = 3, d_smooth = 3;
    double k_factor = 3, d_factor = 2;
};

/// Stochastic oscillator over one of the averages. A range of zero gives 0.
///
/// Warm-up:  period + k_smooth + d_smooth - 2 with simple averages, period with SMMA. Requires: all periods >= 1.
/// Source:   Lane; slow stochastic with %J (Stock.Indicators; TA-Lib STOCH with simple averages). k_smooth = 1 is the
///           fast stochastic.
template <class Average>
class BasicStochastic : public Emits<Ohlcv, StochasticValue> {
public:
    explicit BasicStochastic(StochasticParams p = {})
        : range_(p.period), k_(make(p.k_smooth)), d_(make(p.d_smooth)), params_(p) {}
    [[gnu::always_inline]] StochasticValue update(const Ohlcv& bar) noexcept {
        const Extent e = range_.update({bar.high, bar.low});
        if (!range_.full()) [[unlikely]]
            return {};
        const double k = k_.update(detail::ratio(100, bar.close - e.lowest, e.highest - e.lowest));
        if (!k_.ready()) [[unlikely]]
            return {};
        const double d = d_.update(k);
        return emit({k, d, params_.k_factor * k - params_.d_factor * d});
    }
    template <class Bars>
    void update_all(const Bars in, std::span<StochasticValue> out) noexcept {
        std::size_t i = 0;
        for (; i < in.size() && !ready(); ++i) out[i] = update(in[i]);
        double k[detail::chunk], d[detail::chunk];
        while (i < in.size()) {
            const std::size_t count = std::min(detail::chunk, in.size() - i);
            const auto high = [&](auto at) { return at.of([&](std::size_t j) { return in[i + j].high; }); };
            const auto low = [&](auto at) { return at.of([&](std::size_t j) { return in[i + j].low; }); };
            const auto put = [&]<class T>(auto at, T highest, T lowest) {
                const T close = at.of([&](std::size_t j) { return in[i + j].close; });
                at.store(k, detail::ratio(100, close - lowest, highest - lowest));
            };
            range_.update_all(count, high, low, put, [&](std::size_t j) { detail::will_read_ranges(in, i + j); });
            k_.update_all({k, count}, {k, count});
            d_.update_all({k, count}, {d, count});
            detail::write(&out[i], count, [&](std::size_t j) {
                return StochasticValue{k[j], d[j], params_.k_factor * k[j] - params_.d_factor * d[j]};
            });
            i += count;
        }
        if (!out.empty()) value_ = out.back();
    }
    [[nodiscard]] bool ready() const noexcept { return d_.ready(); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return params_.period + k_.warm_up() + d_.warm_up() - 2; }

private:
    [[nodiscard]] static Average make(std::size_t period) {
        if constexpr (std::same_as<Average, WilderAverage>)
            return Average(period, Seed::first_value);
        else
            return Average(period);
    }

    RollingExtremes range_;
    Average k_, d_;
    StochasticParams params_;
};

/// The usual one, with simple averages.
using Stochastic = BasicStochastic<Sma>;
/// With Wilder's smoothing from the first value on, so that k and d are defined from bar `period` (Stock.Indicators
/// MaType.SMMA).
using StochasticSmma = BasicStochastic<WilderAverage>;

/// Williams %R: -100 × (highest high - close) / (highest high - lowest low), -100 to 0. A range of zero gives 0.
///
/// Warm-up:  period. Requires: period >= 1.
class WilliamsR : public Emits<Ohlcv, double> {
public:
    explicit WilliamsR(std::size_t period = 14) : range_(period) {}
    [[gnu::always_inline]] double update(const Ohlcv& bar) noexcept {
        const Extent e = range_.update({bar.high, bar.low});
        if (!range_.full()) [[unlikely]]
            return nan;
        return value_ = detail::ratio(-100, e.highest - bar.close, e.highest - e.lowest);
    }
    template <class Bars>
    void update_all(const Bars in, std::span<double> out) noexcept {
        std::size_t i = 0;
        for (; i < in.size() && !range_.full(); ++i) out[i] = update(in[i]);
        const auto high = [&](auto at) { return at.of([&](std::size_t j) { return in[i + j].high; }); };
        const auto low = [&](auto at) { return at.of([&](std::size_t j) { return in[i + j].low; }); };
        const auto put = [&]<class T>(auto at, T highest, T lowest) {
            const T close = at.of([&](std::size_t j) { return in[i + j].close; });
            at.store(out.data() + i, detail::ratio(-100, highest - close, highest - lowest));
        };
        range_.update_all(in.size() - i, high, low, put, [&](std::size_t j) {
            detail::will_read_ranges(in, i + j);
            detail::will_write(out.data() + i + j);
        });
        if (!out.empty()) value_ = out.back();
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return range_.length(); }

private:
    RollingExtremes range_;
};

}  // namespace argosy::indicators
