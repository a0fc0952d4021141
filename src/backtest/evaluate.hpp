#pragma once

#include <vector>

#include "backtest/executor.hpp"
#include "backtest/run.hpp"
#include "backtest/search.hpp"

/// What a candidate is worth: one run, or one for each training span.
namespace argosy::backtest {

/// What every candidate shares; the references must outlive it. Read only, from any thread.
struct Study {
    const RunConfig& config;
    const domain::InstrumentTable& instruments;
    const strategy::Catalogue& catalogue;
    const Market& market;
    const std::vector<Dimension>& space;
    performance::MetricId objective = performance::MetricId::sharpe;
};

/// Where candidates are judged, and how many trades they need there.
struct Judgement {
    std::vector<Span> spans;
    std::uint64_t trades_min = 0;
};

/// One candidate in the event-driven engine. Over several spans, the objective is the mean weighted by their length.
/// Errors: those of run_span, but for settings that contradict each other: those are Verdict::impossible.
[[nodiscard]] Result<Outcome> evaluate_exactly(const Study& study, const Judgement& judgement,
                                               const Candidate& candidate);

/// Applies the rule of few trades and of undefined objectives.
[[nodiscard]] Outcome judged(double objective, double daily_sharpe, std::uint64_t trades, std::uint64_t trades_min);

}  // namespace argosy::backtest
