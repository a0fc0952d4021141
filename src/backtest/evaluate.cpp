#include "backtest/evaluate.hpp"

#include <limits>

#include "backtest/search_space.hpp"

namespace argosy::backtest {

Outcome judged(double objective, double daily_sharpe, std::uint64_t trades, std::uint64_t trades_min) {
    return {.verdict = trades < trades_min     ? Verdict::few_trades
                       : std::isnan(objective) ? Verdict::undefined
                                               : Verdict::counts,
            .objective = objective,
            .daily_sharpe = daily_sharpe,
            .trades = trades};
}

Result<Outcome> evaluate_exactly(const Study& s, const Judgement& judgement, const Candidate& candidate) {
    const RunConfig config = with_candidate(s.config, s.space, candidate);
    double objective = 0, sharpe = 0, days = 0;
    std::uint64_t trades = 0;
    for (const Span span : judgement.spans) {
        const auto run = run_span(config, s.instruments, s.catalogue, s.market, span, s.objective);
        if (!run && run.error().code() == Errc::invalid_argument) return Outcome{};
        if (!run) return fail(run.error().code(), std::string(run.error().message()), run.error().hint());
        // A single span keeps its figure to the last bit.
        const double weight = judgement.spans.size() == 1 ? 1 : run->days;
        objective += weight * run->objective.value.value_or(std::numeric_limits<double>::quiet_NaN());
        sharpe += weight * run->daily_sharpe.value_or(std::numeric_limits<double>::quiet_NaN());
        days += weight;
        trades += run->trades.size();
    }
    return judged(objective / days, sharpe / days, trades, judgement.trades_min);
}

}  // namespace argosy::backtest
