#pragma once

#include <cstddef>
#include <vector>

#include "domain/signal.hpp"

namespace argosy::strategy {

struct RegimeSettings {
    std::size_t window = 96;           ///< bars looked at
    std::size_t recent = 24;           ///< bars that count as now for volatility
    double trend_efficiency = 0.3;     ///< |net move| / path length from which it is a trend
    double high_volatility_ratio = 2;  ///< recent volatility / volatility of the bars before
};

/// Classifies the market from the last closes.
///
/// Source: Kaufman's efficiency ratio (|c_n - c_0| / Σ|c_i - c_{i-1}|) tells trend from range; the ratio of
///         recent to earlier volatility (root mean square of returns) tells turmoil, which wins over both.
/// The window is read when somebody asks, so that a bar costs one store.
class RegimeDetector {
public:
    explicit RegimeDetector(RegimeSettings settings = {});
    void update(double close) noexcept {
        closes_[next_] = close;
        if (++next_ == closes_.size()) next_ = 0;
        if (count_ < closes_.size()) ++count_;
        known_ = false;
    }
    /// unknown until the window is full.
    [[nodiscard]] domain::Regime regime() noexcept;

    /// Standard deviation of the window's returns per year, for bars of this interval; 0 until the window is full.
    [[nodiscard]] double volatility(Duration interval) const noexcept;

private:
    [[nodiscard]] domain::Regime classify() const noexcept;
    /// Calls visit(k, before, close) for each step of the full window, k from 1, oldest first.
    template <class Visit>
    void for_each_change(Visit&& visit) const noexcept;

    RegimeSettings settings_;
    std::vector<double> closes_;
    std::size_t next_ = 0;
    std::size_t count_ = 0;
    bool known_ = false;
    domain::Regime last_ = domain::Regime::unknown;
};

}  // namespace argosy::strategy
