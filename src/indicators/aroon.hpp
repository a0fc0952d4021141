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
    AroonValue update(const Ohlcv& bar) noexcept {
        now_ += 1;
        const Ages e = window_.update({bar.high, now_, bar.low, now_});
        if (!window_.full()) [[unlikely]]
            return {};
        const double up = 100.0 * (period_ - (now_ - e.highest_at)) / period_;
        const double down = 100.0 * (period_ - (now_ - e.lowest_at)) / period_;
        return emit({up, down, up - down});
    }
    [[nodiscard]] bool ready() const noexcept { return window_.full(); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return window_.length(); }

private:
    /// Extremes and the number of the bar they belong to (a double counts bars exactly up to 2^53).
    struct Ages {
        double highest, highest_at, lowest, lowest_at;
    };
    struct Extremum {
        using Value = Ages;
        [[nodiscard]] static Ages identity() noexcept { return {Largest::identity(), 0, Smallest::identity(), 0}; }
        static Ages combine(const Ages& a, const Ages& b) noexcept {
            const bool latest = ties == AroonTies::latest;
            const bool higher = b.highest > a.highest || (latest && b.highest == a.highest);
            const bool lower = b.lowest < a.lowest || (latest && b.lowest == a.lowest);
            return {higher ? b.highest : a.highest, higher ? b.highest_at : a.highest_at, lower ? b.lowest : a.lowest,
                    lower ? b.lowest_at : a.lowest_at};
        }
    };

    Window<Extremum> window_;
    double period_, now_ = 0;
};

using Aroon = BasicAroon<AroonTies::latest>;
using AroonEarliest = BasicAroon<AroonTies::earliest>;

}  // namespace argosy::indicators
