#pragma once

#include <cstddef>
#include <cstdint>

#include "indicators/indicator.hpp"
#include "indicators/window.hpp"

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
        const Ages e = window_.update({detail::Lanes{bar.high, -bar.low}, detail::both(now_)});
        if (!window_.full()) [[unlikely]]
            return {};
        const detail::Lanes age = detail::both(now_) - e.at;
        const detail::Lanes share = detail::both(100) * (detail::both(period_) - age) / detail::both(period_);
        return emit({share[0], share[1], share[0] - share[1]});
    }
    [[nodiscard]] bool ready() const noexcept { return window_.full(); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return window_.length(); }

private:
    /// Highest high and negated lowest low, and the number of the bar each belongs to (exact up to 2^53 bars).
    struct Ages {
        detail::Lanes extremes, at;
    };
    struct Extremum {
        using Value = Ages;
        [[nodiscard]] static Ages identity() noexcept { return {detail::both(Largest::identity()), detail::both(0)}; }
        [[nodiscard]] static Ages combine(const Ages& a, const Ages& b) noexcept {
            const auto newer = ties == AroonTies::latest ? b.extremes >= a.extremes : b.extremes > a.extremes;
            return {newer ? b.extremes : a.extremes, newer ? b.at : a.at};
        }
    };

    Window<Extremum> window_;
    double period_, now_ = 0;
};

using Aroon = BasicAroon<AroonTies::latest>;
using AroonEarliest = BasicAroon<AroonTies::earliest>;

}  // namespace argosy::indicators
