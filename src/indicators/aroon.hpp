#pragma once

#include <cstddef>
#include <limits>
#include <span>

#include "indicators/detail/bars.hpp"
#include "indicators/detail/block_window.hpp"
#include "indicators/indicator.hpp"

namespace argosy::indicators {

struct AroonValue {
    double up = nan;          ///< 100 when the highest high is this bar, 0 when it is `period` bars old
    double down = nan;        ///< the same for the lowest low
    double oscillator = nan;  ///< up - down
};

/// Which of equal extremes Aroon counts.
enum class AroonTies {
    latest,    ///< the last one (TA-Lib, Tulip)
    earliest,  ///< the first one (Stock.Indicators)
};

/// Aroon: how long ago the extremes of the last period + 1 bars were.
///
/// Warm-up:  period + 1. Requires: period >= 1.
/// Source:   Chande (1995); AroonTies decides whose numbers these are.
template <AroonTies ties>
class BasicAroon : public Emits<Ohlcv, AroonValue> {
public:
    explicit BasicAroon(std::size_t period = 25) : window_(period + 1), period_(static_cast<double>(period)) {
        ARGOSY_ASSERT(period >= 1, "aroon needs a period of at least 1");
    }
    [[gnu::always_inline]] AroonValue update(const Ohlcv& bar) noexcept {
        now_ += 1;
        const auto e = window_.update({bar.high, -bar.low, now_});
        if (!window_.full()) [[unlikely]]
            return {};
        const double up = share(now_ - e[2]), down = share(now_ - e[3]);
        return emit({up, down, up - down});
    }
    template <class Bars>
    void update_all(const Bars in, std::span<AroonValue> out) noexcept {
        std::size_t i = 0;
        for (; i < in.size() && !ready(); ++i) out[i] = update(in[i]);
        const auto now = [first = now_ + 1](auto at) {
            return at.of([=](std::size_t j) { return first + static_cast<double>(j); });
        };
        const auto get = [&](auto at) {
            return std::array{at.of([&](std::size_t j) { return in[i + j].high; }),
                              -at.of([&](std::size_t j) { return in[i + j].low; }), now(at)};
        };
        const auto put = [&, to = out.data() + i](auto at, const auto& e, const auto&) {
            const auto up = share(now(at) - e[2]), down = share(now(at) - e[3]);
            at.each([to](std::size_t j, double u, double d, double o) { to[j] = {u, d, o}; }, up, down, up - down);
        };
        window_.update_all(in.size() - i, get, put, [&](std::size_t j) {
            detail::will_read_ranges(in, i + j);
            detail::will_write(out.data() + i + j);
        });
        now_ += static_cast<double>(in.size() - i);
        if (!out.empty()) value_ = out.back();
    }
    [[nodiscard]] bool ready() const noexcept { return window_.full(); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return window_.length(); }

private:
    /// Inputs: high, negated low and the number of the bar (exact up to 2^53 bars). Aggregate: the largest of the first
    /// two, and the number of the bar each belongs to.
    struct Fold {
        static constexpr std::size_t inputs = 3, numbers = 4;
        template <class T>
        using In = std::array<T, 3>;
        template <class T>
        using Extremes = std::array<T, 4>;
        template <class T>
        [[nodiscard]] static Extremes<T> identity(T) noexcept {
            const T none = detail::spread<T>(-std::numeric_limits<double>::infinity());
            return {none, none, T{}, T{}};
        }
        template <class T>
        [[nodiscard]] static Extremes<T> tail(const Extremes<T>& e, const In<T>& x, const In<T>&) noexcept {
            return join({x[0], x[1], x[2], x[2]}, e, T{});
        }
        template <class T>
        [[nodiscard]] static Extremes<T> head(const Extremes<T>& e, const In<T>& x, const In<T>&, T) noexcept {
            return join(e, {x[0], x[1], x[2], x[2]}, T{});
        }
        template <class T>
        [[nodiscard]] static Extremes<T> join(const Extremes<T>& older, const Extremes<T>& newer, T) noexcept {
            Extremes<T> r;
            for (std::size_t m = 0; m < 2; ++m) {
                const auto newest = ties == AroonTies::latest ? newer[m] >= older[m] : newer[m] > older[m];
                r[m] = newest ? newer[m] : older[m];
                r[m + 2] = newest ? newer[m + 2] : older[m + 2];
            }
            return r;
        }
    };
    /// 100 × (period - age) / period.
    template <class T>
    [[nodiscard]] T share(T age) const noexcept {
        const T period = detail::spread<T>(period_);
        return detail::spread<T>(100) * (period - age) / period;
    }

    detail::BlockWindow<Fold> window_;
    double period_, now_ = 0;
};

using Aroon = BasicAroon<AroonTies::latest>;
using AroonEarliest = BasicAroon<AroonTies::earliest>;

}  // namespace argosy::indicators
