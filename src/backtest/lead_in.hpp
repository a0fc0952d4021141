#pragma once

#include "backtest/replay.hpp"
#include "backtest/span.hpp"

namespace argosy::engine {
class Engine;
}

/// How a run begins in the middle of a market: the strategies know what came before, and did nothing there.
namespace argosy::backtest {

/// What happens within the span: bars that close in (from, to], funding, trades and quotes in the same.
/// Empty bars when no bar does.
[[nodiscard]] Market market_within(const Market& market, Span span);

/// Shows the engine every bar and funding up to and including `until`, without a decision: indicators and standing
/// opinions become what they would be, and the first end of a step inside the span decides on them.
///
/// Known limits: ticks before the span are not shown.
void lead_in(engine::Engine& engine, const Market& market, Time until);

}  // namespace argosy::backtest
