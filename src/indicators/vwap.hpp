#pragma once

#include <cstddef>

#include "indicators/indicator.hpp"
#include "indicators/window.hpp"

/// Volume-weighted average price, by session and over the last bars.
namespace argosy::indicators {

/// VWAP since the start of the session: Σ typical price × volume / Σ volume. NaN until something was traded.
///
/// The owner knows the calendar and calls start_session() before the first bar of a session; without it the whole
/// series is one session.
/// Warm-up:  1 (a bar with volume). Source: Stock.Indicators VWAP, LEAN IntradayVwap on the typical price.
class SessionVwap : public Emits<Ohlcv, double> {
public:
    void start_session() noexcept { turnover_ = volume_ = 0; }
    [[gnu::always_inline]] double update(const Ohlcv& bar) noexcept {
        turnover_ += typical_price(bar) * bar.volume;
        volume_ += bar.volume;
        return value_ = volume_ > 0 ? turnover_ / volume_ : nan;
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return 1; }

private:
    double turnover_ = 0, volume_ = 0;
};

/// VWAP of the last `period` bars, of the typical price. NaN while nothing was traded in the window.
///
/// Warm-up:  period. Requires: period >= 1.
class RollingVwap : public Emits<Ohlcv, double> {
public:
    explicit RollingVwap(std::size_t period) : sums_(period) {}
    [[gnu::always_inline]] double update(const Ohlcv& bar) noexcept {
        const auto [turnover, volume] = sums_.update(typical_price(bar) * bar.volume, bar.volume);
        return value_ = sums_.full() && volume > 0 ? turnover / volume : nan;
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return sums_.length(); }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.value_, self.sums_); }

private:
    RollingSums sums_;
};

}  // namespace argosy::indicators
