#include "backtest/run.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <fmt/format.h>

#include "backtest/lead_in.hpp"
#include "backtest/session.hpp"
#include "backtest/truncation.hpp"
#include "performance/returns.hpp"

namespace argosy::backtest {
namespace {

bool stocks_only(const domain::InstrumentTable& instruments) {
    return std::ranges::all_of(instruments, [](const auto& i) { return i.kind == domain::InstrumentKind::equity; });
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
          equity(equity_settings(instruments), start, config.account.balance),
          session(*engine, venue, &equity) {}
};

Result<std::unique_ptr<Bench>> set_up(const RunConfig& config, const domain::InstrumentTable& instruments,
                                      const strategy::Catalogue& catalogue, const Market& market,
                                      engine::Observer* observer, std::optional<Time> start = {}) {
    if (market.events() == 0) return fail(Errc::invalid_argument, "there is no market data to run on");
    ARGOSY_TRY(sim::validate(venue_settings(config)), "venue");
    ARGOSY_TRY(engine::check_start(engine_settings(config), catalogue, start.value_or(market.start())), "");
    ARGOSY_LET(auto engine,
               engine::Engine::make({.instruments = instruments,
                                     .catalogue = catalogue,
                                     .settings = engine_settings(config),
                                     .account = account_settings(config),
                                     .observer = observer}),
               "");
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

/// A voter that a run goes without.
struct Absence {
    std::size_t book, voter;
};

std::vector<Absence> absences_of(const RunConfig& config) {
    std::vector<Absence> out;
    for (std::size_t b = 0; b < config.books.size(); ++b) {
        const std::size_t voters = config.books[b].strategies.size();
        for (std::size_t v = 0; voters > 1 && v < voters; ++v) out.push_back({b, v});
    }
    return out;
}

/// The full run and those that doubt it. None depends on another, so they may run side by side.
class DoubtedRun {
public:
    DoubtedRun(const RunConfig& config, const domain::InstrumentTable& instruments,
               const strategy::Catalogue& catalogue, const Market& market, const RunOptions& options)
        : config_(config), instruments_(instruments), catalogue_(catalogue), market_(market), options_(options) {}

    Result<RunResult> run() {
        options_.executor(1 + ended_.size() + absences_.size(), [this](std::size_t task) {
            if (task == 0)
                full_ = run_fully();
            else if (!is_stopped_ && task <= ended_.size())
                outcomes_[task - 1] = run_truncated(task - 1);
            else if (!is_stopped_)
                outcomes_[task - 1] = run_without(task - 1 - ended_.size());
        });
        if (!full_) return std::move(full_);
        for (auto& outcome : outcomes_)
            if (!outcome) return std::unexpected(std::move(outcome).error());
        full_->truncation_checks = ended_.size();
        full_->lookahead = find_lookahead(witness_, ended_, full_->strategy_names);
        full_->contributions = std::move(contributions_);
        return std::move(full_);
    }

private:
    Result<RunResult> run_fully();
    Result<> run_truncated(std::size_t cut);
    Result<> run_without(std::size_t absence);

    const RunConfig& config_;
    const domain::InstrumentTable& instruments_;
    const strategy::Catalogue& catalogue_;
    const Market& market_;
    const RunOptions& options_;
    std::shared_ptr<Recorder> recorder_ = std::make_shared<Recorder>();
    TruncationWitness witness_{truncation_cuts(market_, options_.truncation_checks), recorder_.get()};
    std::vector<Absence> absences_ = options_.leave_one_out ? absences_of(config_) : std::vector<Absence>{};
    std::atomic<bool> is_stopped_ = false;
    // Each task writes its own.
    Result<RunResult> full_;
    std::vector<std::optional<TruncationWitness>> ended_ =
        std::vector<std::optional<TruncationWitness>>(witness_.cuts().size());
    std::vector<Contribution> contributions_ = std::vector<Contribution>(absences_.size());
    std::vector<Result<>> outcomes_ = std::vector<Result<>>(ended_.size() + absences_.size());
};

Result<RunResult> DoubtedRun::run_fully() {
    ARGOSY_LET(auto bench, set_up(config_, instruments_, catalogue_, market_, &witness_), "");
    RunResult result;
    result.events = Replay(market_).run(bench->session, [&](double share) {
        if (options_.progress && !options_.progress(share)) is_stopped_ = true;
        return !is_stopped_;
    });
    if (is_stopped_) return fail(Errc::unavailable, "the run was stopped");
    finish(*bench, market_.end());

    const auto& engine = *bench->engine;
    result.trades = engine.trades().closed();
    result.open_trades = engine.trades().open(engine.portfolio(), engine.now());
    auto assumptions = assumptions_of(config_, instruments_);
    assumptions.trials = options_.trials;
    assumptions.trial_sharpe_variance = options_.trial_sharpe_variance;
    ARGOSY_LET(result.summary, performance::summarise(bench->equity, result.trades, assumptions), "figures");
    result.curve = bench->equity.curve();
    result.strategy_names = engine.strategy_names();
    for (std::uint32_t i = 0; i < instruments_.size(); ++i)
        result.ambiguous_bars.push_back(bench->venue.ambiguous_bars(InstrumentId(i)));
    result.warnings = performance::plausibility(result.summary, result.trades);
    result.recorded = recorder_;
    result.digest = final_digest(*recorder_, engine);
    return result;
}

Result<> DoubtedRun::run_truncated(std::size_t cut) {
    const Market known = truncated(market_, witness_.cuts()[cut]);
    if (known.events() == 0) return {};
    auto& witness = ended_[cut].emplace(std::vector<Time>{}, nullptr);
    ARGOSY_LET(auto again, set_up(config_, instruments_, catalogue_, known, &witness), "truncation check");
    Replay(known).run(again->session);
    return {};
}

Result<> DoubtedRun::run_without(std::size_t absence) {
    const auto [b, v] = absences_[absence];
    const auto& voter = config_.books[b].strategies[v];
    ARGOSY_LET(
        auto quick,
        run_quick(without_voter(config_, b, v), instruments_, catalogue_, market_, performance::MetricId::net_profit),
        "leave one out");
    contributions_[absence] = {.voter = voter.label.empty() ? voter.name : voter.label,
                               .net_profit_without = quick.objective,
                               .sharpe_without = quick.sharpe};
    return {};
}

}  // namespace

performance::EquityRecorder::Settings equity_settings(const domain::InstrumentTable& instruments) {
    if (!stocks_only(instruments)) return {};
    const auto is_extended = [](const auto& i) { return i.hours == domain::TradingHours::us_equity_extended; };
    return {.sampling = performance::Sampling::session_close,
            .hours = std::ranges::any_of(instruments, is_extended) ? domain::TradingHours::us_equity_extended
                                                                   : domain::TradingHours::us_equity};
}

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
    return DoubtedRun(config, instruments, catalogue, market, options).run();
}

Result<QuickResult> run_quick(const RunConfig& config, const domain::InstrumentTable& instruments,
                              const strategy::Catalogue& catalogue, const Market& market,
                              performance::MetricId objective) {
    ARGOSY_LET(auto bench, set_up(config, instruments, catalogue, market, nullptr), "");
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
    ARGOSY_LET(auto bench, set_up(config, instruments, catalogue, market, nullptr, span.from), "");
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
