#include "backtest/run.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "backtest/lead_in.hpp"
#include "backtest/truncation.hpp"
#include "performance/returns.hpp"

namespace argosy::backtest {
namespace {

bool stocks_only(const domain::InstrumentTable& instruments) {
    return std::ranges::all_of(instruments, [](const auto& i) { return i.kind == domain::InstrumentKind::equity; });
}

performance::Sampling sampling_of(const domain::InstrumentTable& instruments) {
    return stocks_only(instruments) ? performance::Sampling::weekday_midnight : performance::Sampling::utc_midnight;
}

/// The parts of one run, in the order in which they depend on each other.
struct Bench {
    std::unique_ptr<engine::Engine> engine;
    sim::Venue venue;
    performance::EquityRecorder equity;
    Session session;

    Bench(std::unique_ptr<engine::Engine> made, const domain::InstrumentTable& instruments, const RunConfig& config,
          Time start)
        : engine(std::move(made)),
          venue(instruments, venue_settings(config)),
          equity({.sampling = sampling_of(instruments)}, start, config.account.balance),
          session(*engine, venue, &equity) {}
};

Result<std::unique_ptr<Bench>> set_up(const RunConfig& config, const domain::InstrumentTable& instruments,
                                      const strategy::Catalogue& catalogue, const Market& market,
                                      engine::Observer* observer, std::optional<Time> start = {}) {
    if (market.events() == 0) return fail(Errc::invalid_argument, "there is no market data to run on");
    ARGOSY_TRY(sim::validate(venue_settings(config)), "venue");
    ARGOSY_LET(auto engine,
               engine::Engine::make({.instruments = instruments,
                                     .catalogue = catalogue,
                                     .settings = engine_settings(config),
                                     .account = account_settings(config),
                                     .observer = observer}),
               "run");
    for (const auto& [currency, rate] : config.account.rates) {
        ARGOSY_LET(const auto from, domain::parse_currency(currency), "account.rates");
        engine->set_rate(from, rate, market.start());
    }
    return std::make_unique<Bench>(std::move(engine), instruments, config, start.value_or(market.start()));
}

performance::Assumptions quick_assumptions(const RunConfig& config, const domain::InstrumentTable& instruments) {
    auto assumptions = assumptions_of(config, instruments);
    assumptions.resamples = 0;
    return assumptions;
}

/// Lets reports that are still under way arrive and closes the books.
void finish(Bench& bench, Time end) {
    bench.session.settle(end);
    bench.equity.finish(end);
}

std::string final_digest(const Recorder& recorded, const engine::Engine& engine) {
    return sha256_hex(recorded.digest() + to_string(engine.equity()));
}

RunConfig without_voter(const RunConfig& config, std::size_t book, std::size_t voter) {
    RunConfig out = config;
    auto& b = out.books[book];
    b.strategies.erase(b.strategies.begin() + static_cast<std::ptrdiff_t>(voter));
    b.consensus.quorum = std::min(b.consensus.quorum, b.strategies.size());
    return out;
}

Result<std::vector<Contribution>> leave_one_out(const RunConfig& config, const domain::InstrumentTable& instruments,
                                                const strategy::Catalogue& catalogue, const Market& market) {
    std::vector<Contribution> out;
    for (std::size_t b = 0; b < config.books.size(); ++b) {
        const auto& voters = config.books[b].strategies;
        for (std::size_t v = 0; voters.size() > 1 && v < voters.size(); ++v) {
            const auto reduced = without_voter(config, b, v);
            ARGOSY_LET(auto net, run_quick(reduced, instruments, catalogue, market, performance::MetricId::net_profit),
                       "leave one out");
            out.push_back({.voter = voters[v].label.empty() ? voters[v].name : voters[v].label,
                           .net_profit_without = net.objective,
                           .sharpe_without = net.sharpe});
        }
    }
    return out;
}

}  // namespace

performance::Assumptions assumptions_of(const RunConfig& config, const domain::InstrumentTable& instruments) {
    return {.reporting = config.account.currency,
            .periods_per_year = stocks_only(instruments) ? 252.0 : 365.0,
            .risk_free_rate = config.statistics.risk_free_rate,
            .minimum_return = config.statistics.minimum_return,
            .seed = config.statistics.seed,
            .resamples = config.statistics.resamples};
}

Result<RunResult> run(const RunConfig& config, const domain::InstrumentTable& instruments,
                      const strategy::Catalogue& catalogue, const Market& market, const RunOptions& options) {
    const auto recorder = std::make_shared<Recorder>();
    const auto cuts = truncation_cuts(market, options.truncation_checks);
    TruncationWitness witness(cuts, recorder.get());
    ARGOSY_LET(auto bench, set_up(config, instruments, catalogue, market, &witness), "set up");
    Replay replay(market);
    bool stopped = false;
    RunResult result;
    result.events = replay.run(bench->session, [&](double share) {
        if (options.progress && !options.progress(share)) stopped = true;
        return !stopped;
    });
    if (stopped) return fail(Errc::unavailable, "the run was stopped");
    finish(*bench, market.end());

    const auto& engine = *bench->engine;
    result.trades = engine.trades().closed();
    result.open_trades = engine.trades().open(engine.portfolio(), engine.now());
    auto assumptions = assumptions_of(config, instruments);
    assumptions.trials = options.trials;
    assumptions.trial_sharpe_variance = options.trial_sharpe_variance;
    ARGOSY_LET(result.summary, performance::summarise(bench->equity, result.trades, assumptions), "figures");
    result.curve = bench->equity.curve();
    result.strategy_names = engine.strategy_names();
    for (std::uint32_t i = 0; i < instruments.size(); ++i)
        result.ambiguous_bars.push_back(bench->venue.ambiguous_bars(InstrumentId(i)));
    result.warnings = performance::plausibility(result.summary, result.trades);
    result.recorded = recorder;
    result.digest = final_digest(*recorder, engine);
    result.truncation_checks = cuts.size();
    ARGOSY_LET(result.lookahead,
               find_lookahead(
                   witness,
                   [&](const Market& cut, engine::Observer& observer) -> Result<> {
                       ARGOSY_LET(auto again, set_up(config, instruments, catalogue, cut, &observer),
                                  "truncation check");
                       Replay(cut).run(again->session);
                       return {};
                   },
                   market, engine.strategy_names()),
               "truncation check");
    if (!options.leave_one_out) return result;
    ARGOSY_LET(result.contributions, leave_one_out(config, instruments, catalogue, market), "contributions");
    return result;
}

Result<QuickResult> run_quick(const RunConfig& config, const domain::InstrumentTable& instruments,
                              const strategy::Catalogue& catalogue, const Market& market,
                              performance::MetricId objective) {
    ARGOSY_LET(auto bench, set_up(config, instruments, catalogue, market, nullptr), "set up");
    Replay(market).run(bench->session);
    finish(*bench, market.end());
    const auto assumptions = quick_assumptions(config, instruments);
    const auto& trades = bench->engine->trades().closed();
    return QuickResult{.objective = performance::metric(objective, bench->equity, trades, assumptions),
                       .sharpe = performance::metric(performance::MetricId::sharpe, bench->equity, trades, assumptions),
                       .trades = trades.size()};
}

Result<SpanRun> run_span(const RunConfig& config, const domain::InstrumentTable& instruments,
                         const strategy::Catalogue& catalogue, const Market& market, Span span,
                         performance::MetricId objective) {
    const Market inside = market_within(market, span);
    if (inside.bars.empty())
        return fail(Errc::invalid_argument,
                    fmt::format("no bar closes from {} to {}", to_iso8601(span.from), to_iso8601(span.to)));
    ARGOSY_LET(auto bench, set_up(config, instruments, catalogue, market, nullptr, span.from), "set up");
    lead_in(*bench->engine, market, span.from);
    Replay(inside).run(bench->session);
    finish(*bench, span.to);
    const auto assumptions = quick_assumptions(config, instruments);
    SpanRun out;
    out.trades = bench->engine->trades().closed();
    out.objective = performance::metric(objective, bench->equity, out.trades, assumptions);
    const auto one = [&](performance::MetricId id) {
        return performance::metric(id, bench->equity, out.trades, assumptions).value;
    };
    if (const auto sharpe = one(performance::MetricId::sharpe))
        out.daily_sharpe = *sharpe / std::sqrt(assumptions.periods_per_year);
    out.total_return = one(performance::MetricId::total_return).value_or(0);
    out.daily_returns = performance::daily_returns(bench->equity.daily());
    for (const auto& sample : std::span(bench->equity.daily()).subspan(1)) out.day_ends.push_back(sample.time);
    out.days = std::chrono::duration<double, std::ratio<86'400>>(span.length()).count();
    return out;
}

}  // namespace argosy::backtest
