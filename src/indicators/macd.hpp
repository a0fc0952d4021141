#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "indicators/indicator.hpp"
#include "indicators/moving_average.hpp"

namespace argosy::indicators {

struct MacdValue {
    double macd = nan;
    double signal = nan;
    double histogram = nan;  ///< macd - signal
};

struct MacdPeriods {
    std::size_t fast = 12, slow = 26, signal = 9;
};

/// Where the fast average of a MACD starts.
enum class MacdStart {
    own,      ///< each average at its own first mean (Stock.Indicators, LEAN)
    aligned,  ///< the fast one so late that its mean ends with that of the slow one (TA-Lib)
};

/// Moving average convergence/divergence: EMA(fast) - EMA(slow), its EMA as signal, and the difference of both.
///
/// Warm-up:  slow + signal - 1 (macd is defined signal - 1 bars earlier). Requires: 1 <= fast < slow, signal >= 1.
/// Source:   Appel; averages seeded with means. MacdStart decides whose first values these are: they agree to 10 digits
///           after some 150 bars.
class Macd : public Emits<double, MacdValue> {
public:
    using Periods = MacdPeriods;
    explicit Macd(Periods p = {}, MacdStart start = MacdStart::own) noexcept
        : fast_(p.fast), slow_(p.slow), signal_(p.signal), skip_(start == MacdStart::aligned ? p.slow - p.fast : 0) {
        ARGOSY_ASSERT(p.fast < p.slow, "macd needs fast < slow");
    }
    [[gnu::always_inline]] MacdValue update(double close) noexcept {
        const double slow = slow_.update(close);
        if (skip_ > 0) [[unlikely]] {
            --skip_;
            return {};
        }
        const double fast = fast_.update(close);
        if (!slow_.ready()) [[unlikely]]
            return {};
        const double line = fast - slow;
        const double signal = signal_.update(line);
        return emit({line, signal, line - signal});
    }
    void update_all(std::span<const double> in, std::span<MacdValue> out) noexcept;
    [[nodiscard]] bool ready() const noexcept { return signal_.ready(); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return slow_.warm_up() + signal_.warm_up() - 1; }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.value_, self.fast_, self.slow_, self.signal_, self.skip_);
    }

private:
    Ema fast_, slow_, signal_;
    std::size_t skip_;
};

/// Percentage price oscillator: the MACD in percent of the slow average, for comparing instruments.
///
/// Warm-up:  slow + signal - 1. Requires: 1 <= fast < slow, signal >= 1; positive inputs.
/// Source:   100 × (EMA(fast) - EMA(slow)) / EMA(slow); on volume it is the PVO of Stock.Indicators. (TA-Lib PPO uses
///           simple averages unless told otherwise, and has no signal.)
class Ppo : public Emits<double, MacdValue> {
public:
    using Periods = MacdPeriods;
    explicit Ppo(Periods p = {}) noexcept : fast_(p.fast), slow_(p.slow), signal_(p.signal) {
        ARGOSY_ASSERT(p.fast < p.slow, "ppo needs fast < slow");
    }
    [[gnu::always_inline]] MacdValue update(double x) noexcept {
        const double slow = slow_.update(x);
        const double fast = fast_.update(x);
        if (!slow_.ready()) [[unlikely]]
            return {};
        const double line = 100.0 * ((fast - slow) / slow);
        const double signal = signal_.update(line);
        return emit({line, signal, line - signal});
    }
    void update_all(std::span<const double> in, std::span<MacdValue> out) noexcept;
    [[nodiscard]] bool ready() const noexcept { return signal_.ready(); }
    [[nodiscard]] std::size_t warm_up() const noexcept { return slow_.warm_up() + signal_.warm_up() - 1; }

private:
    Ema fast_, slow_, signal_;
};

}  // namespace argosy::indicators
