#include "backtest/optimize.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "backtest/doubts.hpp"
#include "backtest/search_space.hpp"
#include "backtest/sweep.hpp"
#include "backtest/walk_forward.hpp"

namespace argosy::backtest {
namespace {

/// Large enough that a sweep shares its columns among many, small enough that an interruption costs little.
constexpr std::size_t swept_batch = 8192, swept_chunk = 4096;
/// TPE learns after each batch: its size is part of the result, whatever the number of threads.
constexpr std::size_t exact_batch = 16;

std::uint64_t combinations(const std::vector<Dimension>& space) {
    std::uint64_t n = 1;
    for (const auto& d : space) n *= d.count();
    return n;
}

std::uint64_t trials_of(const OptimizeSettings& s, const std::vector<Dimension>& space) {
    if (s.sampler != SamplerKind::grid) return s.trials == 0 ? 1000 : s.trials;
    return s.trials == 0 ? combinations(space) : std::min(s.trials, combinations(space));
}

std::unique_ptr<Sampler> make_sampler(const OptimizeSettings& s, const std::vector<Dimension>& space,
                                      std::uint32_t phase) {
    switch (s.sampler) {
        case SamplerKind::grid: return make_grid(space);
        case SamplerKind::random: return make_random(space, trials_of(s, space), s.seed + phase);
        case SamplerKind::tpe: return make_tpe(space, trials_of(s, space), s.seed + phase);
    }
    std::unreachable();
}

class Optimization {
public:
    Optimization(const OptimizeParts& parts, std::vector<Dimension> space, performance::MetricId objective)
        : p_(parts), settings_(*parts.config.optimize) {
        out_.space = std::move(space);
        out_.candidates = trials_of(settings_, out_.space);
        study_ = std::make_unique<Study>(Study{.config = p_.config,
                                               .instruments = p_.instruments,
                                               .catalogue = p_.catalogue,
                                               .market = p_.market,
                                               .space = out_.space,
                                               .objective = objective});
        whole_ = {p_.market.start(), p_.market.end()};
    }

    Result<OptimizeResult> run() {
        ARGOSY_TRY(plan(), "optimize");
        ARGOSY_LET(out_.search, search_in({.spans = {whole_}, .trades_min = settings_.trades_min}, 0), "search");
        out_.is_complete = out_.search.is_complete;
        if (out_.is_complete) ARGOSY_TRY(require_best(), "search");
        if (out_.is_complete) ARGOSY_TRY(walk(), "walk-forward");
        if (!out_.is_complete) return std::move(out_);
        ARGOSY_TRY(examine_winner(), "winner");
        out_.warnings = doubts(out_, is_larger_better(study_->objective));
        return std::move(out_);
    }

private:
    Result<> plan() {
        if (settings_.walk_forward) {
            ARGOSY_LET(splits_, make_splits(*settings_.walk_forward, whole_), "walk_forward");
        }
        if (settings_.exact) return {};
        auto sweep = Sweep::make(*study_);
        if (sweep)
            sweep_ = std::make_unique<Sweep>(std::move(*sweep));
        else
            out_.not_swept = sweep.error();
        out_.swept = sweep_ != nullptr;
        return {};
    }

    Result<SearchResult> search_in(const Judgement& judgement, std::uint32_t phase) {
        const auto sampler = make_sampler(settings_, out_.space, phase);
        const std::uint64_t before = out_.candidates * phase, total = out_.candidates * (1 + splits_.size());
        const bool learns = settings_.sampler == SamplerKind::tpe;
        return search(
            {.space = out_.space,
             .sampler = *sampler,
             .evaluate = [&](auto candidates, auto outcomes) { return evaluate(judgement, candidates, outcomes); },
             .batch = sweep_ && !learns ? swept_batch : exact_batch,
             .candidates_max = out_.candidates,
             .larger_is_better = is_larger_better(study_->objective),
             .keep = phase == 0 ? settings_.keep : 1,
             .heat_maps = phase == 0,
             .phase = phase,
             .log = p_.log,
             .progress = [&](const SearchProgress& s) -> Result<bool> {
                 if (!p_.progress) return true;
                 return p_.progress({.step = phase,
                                     .steps = 1 + splits_.size(),
                                     .done = before + s.done,
                                     .total = total,
                                     .best = s.best});
             }});
    }

    Result<> evaluate(const Judgement& judgement, std::span<const Candidate> candidates, std::span<Outcome> outcomes) {
        std::vector<std::uint8_t> done(candidates.size(), 0);
        if (sweep_) sweep(judgement, candidates, outcomes, done);
        std::vector<std::size_t> rest;
        for (std::size_t i = 0; i < done.size(); ++i)
            if (!done[i]) rest.push_back(i);
        std::vector<Result<>> results(rest.size());
        p_.executor(rest.size(), [&](std::size_t k) {
            auto outcome = evaluate_exactly(*study_, judgement, candidates[rest[k]]);
            if (outcome)
                outcomes[rest[k]] = *outcome;
            else
                results[k] = std::unexpected(std::move(outcome).error());
        });
        for (std::size_t k = 0; k < rest.size(); ++k)
            ARGOSY_TRY(std::move(results[k]), describe_candidate(out_.space, candidates[rest[k]]));
        return {};
    }

    void sweep(const Judgement& judgement, std::span<const Candidate> candidates, std::span<Outcome> outcomes,
               std::span<std::uint8_t> done) {
        p_.executor((candidates.size() + swept_chunk - 1) / swept_chunk, [&](std::size_t chunk) {
            const std::size_t at = chunk * swept_chunk, n = std::min(swept_chunk, candidates.size() - at);
            sweep_->evaluate(judgement, candidates.subspan(at, n), outcomes.subspan(at, n), done.subspan(at, n));
        });
    }

    /// Errors: not_found with what went wrong with all of them.
    Result<> require_best() {
        const auto& s = out_.search;
        if (!s.best.empty()) return {};
        if (s.impossible == s.tried) return why_impossible();
        return fail(
            Errc::not_found,
            fmt::format("none of {} candidates counts: {} had fewer than {} trades, {} no defined {}, {} "
                        "contradict themselves",
                        s.tried, s.few_trades, settings_.trades_min, s.undefined, settings_.objective, s.impossible),
            "take more data, wider ranges, or a smaller --min-trades");
    }

    Result<> why_impossible() {
        const auto first = make_sampler(settings_, out_.space, 0)->next();
        const auto config = with_candidate(p_.config, out_.space, *first);
        auto run = run_span(config, p_.instruments, p_.catalogue, p_.market, whole_, study_->objective);
        ARGOSY_TRY(std::move(run), "no candidate can run: " + describe_candidate(out_.space, *first));
        return {};
    }

    Result<> walk() {
        WalkForward walk(*study_);
        for (std::size_t i = 0; i < splits_.size(); ++i) {
            const Judgement judgement{splits_[i].train, share_of_trades(splits_[i])};
            ARGOSY_LET(const auto found, search_in(judgement, static_cast<std::uint32_t>(i + 1)), "window");
            out_.is_complete = found.is_complete;
            if (!out_.is_complete) return {};
            ARGOSY_TRY(walk.add(splits_[i], found), "window");
        }
        if (!splits_.empty()) out_.walk_forward = std::move(walk).finish();
        return {};
    }

    /// A training span needs its share of the trades that the whole range needs.
    [[nodiscard]] std::uint64_t share_of_trades(const Split& split) const {
        double length = 0;
        for (const Span s : split.train) length += static_cast<double>(s.length().count());
        const double share = std::min(1.0, length / static_cast<double>(whole_.length().count()));
        return static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(settings_.trades_min)));
    }

    Result<> examine_winner() {
        const Trial& best = out_.search.best.front();
        out_.winner_config = with_candidate(p_.config, out_.space, best.candidate);
        out_.winner_config.optimize.reset();
        ARGOSY_LET(out_.winner,
                   backtest::run(out_.winner_config, p_.instruments, p_.catalogue, p_.market,
                                 {.leave_one_out = false,
                                  .trials = std::max<std::uint64_t>(out_.search.with_sharpe, 1),
                                  .trial_sharpe_variance = out_.search.sharpe_variance()}),
                   "run");
        ARGOSY_TRY(look_around(best), "neighbours");
        resample();
        return {};
    }

    Result<> look_around(const Trial& best) {
        for (std::size_t d = 0; d < out_.space.size(); ++d)
            for (const double step : {-out_.space[d].step, out_.space[d].step}) {
                Candidate c = best.candidate;
                c[d] = std::round((c[d] + step) * 1e12) / 1e12;
                if (c[d] >= out_.space[d].min && c[d] <= out_.space[d].max)
                    out_.neighbours.push_back({.candidate = std::move(c), .outcome = {}});
            }
        std::vector<Candidate> candidates;
        for (const auto& n : out_.neighbours) candidates.push_back(n.candidate);
        std::vector<Outcome> outcomes(candidates.size());
        ARGOSY_TRY(evaluate({.spans = {whole_}, .trades_min = settings_.trades_min}, candidates, outcomes), "");
        const bool larger = is_larger_better(study_->objective);
        double sum = 0;
        std::size_t counted = 0;
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            out_.neighbours[i].outcome = outcomes[i];
            if (outcomes[i].verdict == Verdict::counts) sum += score_of(outcomes[i], larger), ++counted;
        }
        const double own = score_of(best.outcome, larger);
        if (counted > 0 && own > 0) out_.plateau = sum / static_cast<double>(counted) / own;
        return {};
    }

    void resample() {
        std::vector<double> nets;
        for (const auto& t : out_.winner->trades) nets.push_back(t.net().to_double());
        const auto& s = out_.winner->summary;
        const auto& monte_carlo = settings_.monte_carlo;
        if (monte_carlo.resamples == 0) return;
        if (nets.size() > 1) out_.trade_shuffle = shuffle_trades(nets, s.start_equity.to_double(), monte_carlo);
        const double days = std::chrono::duration<double, std::ratio<86'400>>(s.end - s.start).count();
        if (s.daily_returns.size() > 1)
            out_.day_bootstrap = resample_days(s.daily_returns, days, s.assumptions.periods_per_year, monte_carlo);
    }

    const OptimizeParts& p_;
    const OptimizeSettings& settings_;
    OptimizeResult out_;
    std::unique_ptr<Study> study_;
    std::unique_ptr<Sweep> sweep_;
    Span whole_;
    std::vector<Split> splits_;
};

}  // namespace

Result<OptimizeResult> optimize(const OptimizeParts& parts) {
    if (!parts.config.optimize) return fail(Errc::invalid_argument, "the run has no optimize section");
    if (parts.market.events() == 0) return fail(Errc::invalid_argument, "there is no market data to run on");
    const auto objective = performance::find_metric(parts.config.optimize->objective);
    if (!objective)
        return fail(Errc::invalid_argument, "there is no metric " + parts.config.optimize->objective,
                    "docs/metrics.md lists them");
    ARGOSY_LET(auto space, make_space(parts.config, parts.catalogue), "");
    return Optimization(parts, std::move(space), *objective).run();
}

}  // namespace argosy::backtest
