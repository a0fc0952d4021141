#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "backtest/config.hpp"
#include "backtest/executor.hpp"
#include "backtest/market_data.hpp"
#include "backtest/recorder.hpp"
#include "backtest/span.hpp"
#include "domain/round_trip.hpp"
#include "performance/plausibility.hpp"
#include "performance/summary.hpp"
#include "strategy/catalogue.hpp"

/// One backtest from configuration to figures.
namespace argosy::backtest {

/// How much another voter's absence would have changed the result.
struct Contribution {
    std::string voter;
    performance::Metric net_profit_without;
    performance::Metric sharpe_without;
};

/// A strategy that decided differently when later data was cut off: it looks into the future.
struct Lookahead {
    std::string voter;
    Time cut{};         ///< the data ended here
    Time first_seen{};  ///< of the first signal that differs
};

struct RunResult {
    performance::Summary summary;
    std::vector<performance::CurvePoint> curve;
    std::vector<domain::RoundTrip> trades;       ///< closed, in order of their exit
    std::vector<domain::RoundTrip> open_trades;  ///< at the end, as if closed at the marks
    std::shared_ptr<const Recorder> recorded;
    std::vector<std::string> strategy_names;    ///< by StrategyId
    std::vector<std::uint64_t> ambiguous_bars;  ///< by InstrumentId
    std::vector<performance::Warning> warnings;
    std::vector<Contribution> contributions;  ///< leave-one-out; empty for a single voter
    std::vector<Lookahead> lookahead;         ///< empty: no decision used later data
    std::size_t truncation_checks = 0;        ///< cuts tried
    std::uint64_t events = 0;
    std::string digest;  ///< of every ballot, order, fill and funding and of the final equity
};

struct RunOptions {
    std::size_t truncation_checks = 3;  ///< 0: none
    bool leave_one_out = true;
    Executor executor = run_in_turn;  ///< of the run and the runs that doubt it; the same result whatever it is
    std::uint64_t trials = 1;         ///< of the search that chose this configuration
    std::optional<double> trial_sharpe_variance;  ///< of their daily Sharpe ratios, for the deflated Sharpe ratio
    std::function<bool(double)> progress;         ///< share done; false stops the run
};

/// Runs the configuration over the market, and the runs that doubt it: with less data, and without each voter.
/// Errors: those of engine::Engine::make; invalid_argument for an empty market; unavailable when stopped by progress.
[[nodiscard]] Result<RunResult> run(const RunConfig& config, const domain::InstrumentTable& instruments,
                                    const strategy::Catalogue& catalogue, const Market& market,
                                    const RunOptions& options = {});

/// A run over a part of the market: strategies, indicators and prices have seen everything before the span, but nothing
/// was decided there. The first decision falls at the first close inside it.
struct SpanRun {
    performance::Metric objective;
    std::optional<double> daily_sharpe;  ///< not annualised; none without spread
    std::vector<domain::RoundTrip> trades;
    std::vector<double> daily_returns;
    std::vector<Time> day_ends;  ///< when each of them was taken
    double total_return = 0;
    double days = 0;
};
/// Errors: those of engine::Engine::make; invalid_argument when no bar closes within the span.
[[nodiscard]] Result<SpanRun> run_span(const RunConfig& config, const domain::InstrumentTable& instruments,
                                       const strategy::Catalogue& catalogue, const Market& market, Span span,
                                       performance::MetricId objective);

/// Two metrics of a run and nothing else: what a sweep wants.
struct QuickResult {
    performance::Metric objective;
    performance::Metric sharpe;
    std::size_t trades = 0;
};
[[nodiscard]] Result<QuickResult> run_quick(const RunConfig& config, const domain::InstrumentTable& instruments,
                                            const strategy::Catalogue& catalogue, const Market& market,
                                            performance::MetricId objective);

/// When equity is sampled: every session for stocks alone, else every day.
[[nodiscard]] performance::EquityRecorder::Settings equity_settings(const domain::InstrumentTable& instruments);
/// What the statistics of a run assume, from its configuration.
[[nodiscard]] performance::Assumptions assumptions_of(const RunConfig& config,
                                                      const domain::InstrumentTable& instruments);

}  // namespace argosy::backtest
