#pragma once

#include <cstddef>

#include "indicators/detail/bars.hpp"
#include "indicators/indicator.hpp"
#include "indicators/window.hpp"

/// Indicators of volume: on-balance volume, accumulation/distribution, Chaikin money flow, money flow index.
namespace argosy::indicators {

/// What on-balance volume starts from.
enum class ObvStart {
    zero,          ///< 0 on the first bar (Stock.Indicators)
    first_volume,  ///< the volume of the first bar (TA-Lib, LEAN)
};

/// On-balance volume: volume added on a higher close, subtracted on a lower one.
///
/// Warm-up:  1. Unit: that of the volume.
class Obv : public Emits<Ohlcv, double> {
public:
    explicit Obv(ObvStart start = ObvStart::zero) noexcept : start_(start) {}
    [[gnu::always_inline]] double update(const Ohlcv& bar) noexcept {
        if (!ready()) [[unlikely]]
            value_ = start_ == ObvStart::first_volume ? bar.volume : 0;
        else if (bar.close != previous_close_)
            value_ += bar.close > previous_close_ ? bar.volume : -bar.volume;
        previous_close_ = bar.close;
        return value_;
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return 1; }

private:
    ObvStart start_;
    double previous_close_ = 0;
};

/// Volume signed and weighed by where the bar closed in its range: -volume at the low, +volume at the high. A bar
/// without any range counts 0.
[[nodiscard]] inline double money_flow_volume(const Ohlcv& bar) noexcept {
    const double range = bar.high - bar.low;
    return range > 0 ? ((bar.close - bar.low) - (bar.high - bar.close)) / range * bar.volume : 0.0;
}

/// Accumulation/distribution line: the running total of the money flow volume.
///
/// Warm-up:  1. Unit: that of the volume. Source: Chaikin (TA-Lib AD, LEAN, Stock.Indicators ADL).
class AdLine : public Emits<Ohlcv, double> {
public:
    [[gnu::always_inline]] double update(const Ohlcv& bar) noexcept {
        total_ += money_flow_volume(bar);
        return value_ = total_;
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return 1; }

private:
    double total_ = 0;
};

/// Chaikin money flow, -1 to 1: money flow volume over volume of the last `period` bars. Without volume 0.
///
/// Warm-up:  period. Requires: period >= 1.
class ChaikinMoneyFlow : public Emits<Ohlcv, double> {
public:
    explicit ChaikinMoneyFlow(std::size_t period = 20) : sums_(period) {}
    [[gnu::always_inline]] double update(const Ohlcv& bar) noexcept {
        const auto [flow, volume] = sums_.update(money_flow_volume(bar), bar.volume);
        if (!sums_.full()) [[unlikely]]
            return nan;
        return value_ = volume > 0 ? flow / volume : 0.0;
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return sums_.length(); }

private:
    RollingSums sums_;
};

/// Money flow index, 0 to 100: the share of the turnover (typical price × volume) on bars with a rising typical price.
/// 50 when nothing was traded on rising or falling bars (TA-Lib gives 0 there).
///
/// Warm-up:  period + 1. Requires: period >= 1.
/// Source:   Quong and Soudack (1989); TA-Lib MFI, Stock.Indicators, LEAN.
class MoneyFlowIndex : public Emits<Ohlcv, double> {
public:
    explicit MoneyFlowIndex(std::size_t period = 14) : sums_(period) {}
    [[gnu::always_inline]] double update(const Ohlcv& bar) noexcept {
        const double price = typical_price(bar);
        const double turnover = price * bar.volume;
        if (started_) [[likely]] {
            const auto [ups, downs] = sums_.update(price > previous_ ? turnover : 0, price < previous_ ? turnover : 0);
            if (sums_.full()) value_ = index(ups, downs);
        }
        started_ = true;
        previous_ = price;
        return value_;
    }
    template <class Bars>
    void update_all(const Bars in, std::span<double> out) noexcept {
        std::size_t i = detail::lead_in(*this, in, out, [&] { return ready(); });
        double ups[detail::chunk], downs[detail::chunk];
        const auto get = [&](auto at) { return std::array{at.load(ups), at.load(downs)}; };
        for (; i < in.size(); i += detail::chunk) {
            const std::size_t count = std::min(detail::chunk, in.size() - i);
            turnovers(in, i, count, ups, downs);
            sums_.update_all(
                count, get, [to = &out[i]]<class T>(auto at, T up, T down) { at.store(to, index(up, down)); },
                detail::not_ahead);
        }
        if (!out.empty()) value_ = out.back();
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return sums_.length() + 1; }

private:
    template <class T>
    [[nodiscard]] static T index(T ups, T downs) noexcept {
        const T all = ups + downs;
        return all > T{} ? detail::spread<T>(100) * (ups / all) : detail::spread<T>(50);
    }
    /// The turnover of `count` bars, by the direction of their typical price.
    template <class Bars>
    void turnovers(const Bars& in, std::size_t from, std::size_t count, double* ups, double* downs) noexcept {
        double prices[detail::chunk + 1] = {previous_};
        for (std::size_t j = 0; j < count; ++j) {
            if (j % 8 == 0) detail::will_read_ranges(in, from + j), detail::will_read_trades(in, from + j);
            prices[j + 1] = typical_price(in[from + j]);
        }
        for (std::size_t j = 0; j < count; ++j) {
            const double price = prices[j + 1], turnover = price * in[from + j].volume;
            ups[j] = price > prices[j] ? turnover : 0;
            downs[j] = price < prices[j] ? turnover : 0;
        }
        previous_ = prices[count];
    }

    RollingSums sums_;
    bool started_ = false;
    double previous_ = 0;
};

}  // namespace argosy::indicators
