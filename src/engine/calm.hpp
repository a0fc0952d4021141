#pragma once

#include "domain/event.hpp"
#include "engine/feed.hpp"
#include "portfolio/portfolio.hpp"
#include "risk/risk_state.hpp"

namespace argosy::engine {

/// A stretch of bars in which the engine has nothing to decide unless a strategy speaks: no order moves, no stop
/// follows, no limit or state of risk is near, no opinion expires. All that such bars do is to move marks, and of those
/// only the last one is ever seen.
///
/// Whoever drives the engine may then give it those bars by Engine::on_calm_bar, with the same outcome as on_bar and
/// end_of_step for a fraction of the work.
struct Calm {
    Feed* feed = nullptr;
    portfolio::EquityLine equity;
    const risk::RiskMonitor* monitor = nullptr;
    Time until{};  ///< bars must close before
};

}  // namespace argosy::engine
