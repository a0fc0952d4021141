#pragma once

#include <cstddef>
#include <vector>

#include "domain/signal.hpp"
#include "indicators/moments.hpp"

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
/// Both are kept up to date bar by bar, so that the answer to a question, on the way of an order, is a comparison.
class RegimeDetector {
public:
    explicit RegimeDetector(RegimeSettings settings = {});
    void update(double close) noexcept;
    /// unknown until the window is full.
    [[nodiscard]] domain::Regime regime() const noexcept;

    /// Standard deviation of the window's returns per year, for bars of this interval; 0 until the window is full.
    [[nodiscard]] double volatility(Duration interval) const noexcept;
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.closes_, self.squares_, self.next_, self.next_square_, self.count_, self.path_, self.recent_,
                self.earlier_, self.path_now_, self.recent_now_, self.earlier_now_);
    }

private:
    void add_change(double before, double close) noexcept;

    RegimeSettings settings_;
    std::vector<double> closes_;   ///< of the window, ring
    std::vector<double> squares_;  ///< of the recent returns, ring: what leaves it belongs to those before
    std::size_t next_ = 0, next_square_ = 0;
    std::size_t count_ = 0;
    // Means over the window: of |change|, and of returns squared in its recent and in its earlier part.
    indicators::RollingMean path_, recent_, earlier_;
    double path_now_ = 0, recent_now_ = 0, earlier_now_ = 0;
};

}  // namespace argosy::strategy
