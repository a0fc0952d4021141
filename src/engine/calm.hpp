#pragma once

#include <algorithm>
#include <span>

#include "domain/event.hpp"
#include "engine/feed.hpp"
#include "portfolio/portfolio.hpp"
#include "risk/risk_state.hpp"

namespace argosy::engine {

/// A stretch of bars in which the engine has nothing to decide unless a strategy speaks: no order moves, no stop
/// follows, no limit or state of risk is near, no opinion expires. All that such bars do is to move marks, and of those
/// only the last one is ever seen.
///
/// Whoever drives the engine may then give it those bars by Engine::on_calm_bar, or by on_silent_bars those in which
/// no strategy speaks, with the same outcome as on_bar and end_of_step for a fraction of the work.
struct Calm {
    Feed* feed = nullptr;
    bool by_close = false;  ///< of what trades keep of a bar: its close alone, not its extremes
    portfolio::EquityLine equity;
    const risk::RiskMonitor* monitor = nullptr;
    Time until{};  ///< bars must close before
    // Of the bars that were played.
    Price low = Price::max(), high;
    std::uint64_t bars = 0;

    /// No strategy speaks about a bar that closes before.
    [[nodiscard]] Time silent_until() const noexcept { return feed->silent_until(); }
    void note(const domain::Bar& bar) noexcept {
        low = std::min(low, by_close ? bar.close : bar.low);
        high = std::max(high, by_close ? bar.close : bar.high);
        ++bars;
    }
    void note(std::span<const domain::Bar> several) noexcept {
        Price lowest = low, highest = high;  // not members: the loop is to stay in registers
        for (const auto& bar : several) {
            lowest = std::min(lowest, by_close ? bar.close : bar.low);
            highest = std::max(highest, by_close ? bar.close : bar.high);
        }
        low = lowest;
        high = highest;
        bars += several.size();
    }
};

}  // namespace argosy::engine
