#include "performance/summary.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "performance/bootstrap.hpp"
#include "performance/distribution.hpp"
#include "performance/returns.hpp"
#include "performance/trade_metrics.hpp"

namespace argosy::performance {
namespace {

using domain::RoundTrip;

double in_days(Duration d) { return std::chrono::duration<double, std::ratio<86400>>(d).count(); }

/// What all figures are computed from.
struct Run {
    const EquityRecorder& recorder;
    std::span<const RoundTrip> trades;
    const Assumptions& assumptions;
    ReturnSeries returns;
    TradeStats stats;
    EquityRecorder::TimeInMarket market;
};

/// Growth over the run. Without deposits the exact ratio; with them, the chain of daily returns.
double total_growth(const EquityRecorder& recorder, std::span<const double> returns, bool has_flows) {
    const Money start = recorder.start().equity;
    if (!start.is_positive()) return std::nan("");
    if (!has_flows) return (recorder.last().equity - start).to_double() / start.to_double();
    double growth = 1;
    for (const double r : returns) growth *= 1 + r;
    return growth - 1;
}

Run make_run(const EquityRecorder& recorder, std::span<const RoundTrip> trades, const Assumptions& a,
             const TradeStats& stats) {
    Run run{recorder, trades, a, {}, stats, recorder.time_in_market()};
    ReturnSeries& r = run.returns;
    r.daily = daily_returns(recorder.daily());
    r.moments = moments(r.daily);
    r.periods_per_year = a.periods_per_year;
    r.risk_free = a.risk_free_rate / a.periods_per_year;
    r.minimum_return = a.minimum_return / a.periods_per_year;
    r.days = in_days(recorder.last().time - recorder.start().time);
    const bool has_flows = std::ranges::any_of(recorder.daily(), [](const auto& d) { return !d.flow.is_zero(); });
    r.total = total_growth(recorder, r.daily, has_flows);
    return run;
}

Metric net_profit(const Run& run) {
    Money profit = run.recorder.last().equity - run.recorder.start().equity;
    for (const auto& d : run.recorder.daily()) profit -= d.flow;
    return Metric::defined(MetricId::net_profit, profit.to_double());
}

Metric drawdown_days(const Run& run) {
    const auto worst = run.recorder.max_drawdown();
    if (!worst) return Metric::undefined(MetricId::drawdown_days, "equity never fell");
    const Time end = worst->recovered_at.value_or(run.recorder.last().time);
    return Metric::defined(MetricId::drawdown_days, in_days(end - worst->peak_at));
}

Metric turnover(const Run& run) {
    if (run.returns.days <= 0) return Metric::undefined(MetricId::turnover, "the run has no length");
    double mean = 0;
    for (const auto& d : run.recorder.daily()) mean += d.equity.to_double();
    mean /= static_cast<double>(run.recorder.daily().size());
    if (!(mean > 0)) return Metric::undefined(MetricId::turnover, "mean equity is not positive");
    return Metric::defined(MetricId::turnover, run.stats.turnover.to_double() / mean / (run.returns.days / 365.25));
}

Metric exposure(MetricId id, const Run& run, double x) {
    if (run.market.total <= Duration{}) return Metric::undefined(id, "the run has no length");
    return Metric::defined(id, x);
}

double worst_fraction(const Run& run) {
    const auto worst = run.recorder.max_drawdown();
    return worst ? worst->fraction() : 0;
}

Metric run_metric(MetricId id, const Run& run) {
    using enum MetricId;
    switch (id) {
        case net_profit: return performance::net_profit(run);
        case max_drawdown: return Metric::defined(id, worst_fraction(run));
        case max_drawdown_money: {
            const auto worst = run.recorder.max_drawdown_money();
            return Metric::defined(id, worst ? worst->depth().to_double() : 0);
        }
        case drawdown_days: return performance::drawdown_days(run);
        case closed_trade_drawdown: return performance::closed_trade_drawdown(run.trades, run.recorder.start().equity);
        case longest_underwater: return Metric::defined(id, in_days(run.recorder.longest_underwater()));
        case exposure_time: return exposure(id, run, in_days(run.market.open) / in_days(run.market.total));
        case exposure_gross: return exposure(id, run, run.market.mean_gross);
        case exposure_net: return exposure(id, run, run.market.mean_net);
        case exposure_gross_max: return Metric::defined(id, run.market.max_gross);
        case turnover: return performance::turnover(run);
        case longest_flat: return Metric::defined(id, in_days(run.market.longest_flat));
        default: std::unreachable();
    }
}

Metric compute(MetricId id, const Run& run) {
    using enum MetricId;
    const ReturnSeries& r = run.returns;
    if (is_trade_metric(id)) return trade_metric(id, run.stats);
    switch (id) {
        case total_return: return performance::total_return(r);
        case cagr: return performance::cagr(r);
        case volatility: return performance::volatility(r);
        case sharpe: return performance::sharpe(r);
        case sortino: return performance::sortino(r);
        case calmar: return performance::calmar(r, worst_fraction(run));
        case omega: return performance::omega(r);
        case ulcer_index: return performance::ulcer_index(r);
        case value_at_risk_95: return performance::value_at_risk_95(r);
        case conditional_value_at_risk_95: return performance::conditional_value_at_risk_95(r);
        case skew: return performance::skew(r);
        case kurtosis: return performance::kurtosis(r);
        case best_day: return performance::best_day(r);
        case worst_day: return performance::worst_day(r);
        case probabilistic_sharpe: return performance::probabilistic_sharpe(r);
        case deflated_sharpe:
            return performance::deflated_sharpe(r, run.assumptions.trials, run.assumptions.trial_sharpe_variance);
        default: return run_metric(id, run);
    }
}

void add_intervals(Summary& s, const Run& run) {
    const Assumptions& a = run.assumptions;
    if (a.resamples <= 0 || run.returns.daily.size() < 30 || run.returns.days < 30) return;
    const Intervals i = bootstrap(run.returns.daily, {.seed = a.seed,
                                                      .resamples = a.resamples,
                                                      .periods_per_year = a.periods_per_year,
                                                      .risk_free_per_day = run.returns.risk_free,
                                                      .days = run.returns.days});
    const auto set = [&](MetricId id, const std::optional<Interval>& interval) {
        Metric& m = s.metrics[static_cast<std::size_t>(id)];
        if (m.value) m.interval = interval;
    };
    set(MetricId::sharpe, i.sharpe);
    set(MetricId::cagr, i.cagr);
    set(MetricId::max_drawdown, i.max_drawdown);
}

Group make_group(std::span<const RoundTrip> trades, Money start) {
    Group g;
    const TradeStats stats = count_trades(trades);
    g.metrics.push_back(Metric::defined(MetricId::net_profit, stats.net().to_double()));
    g.metrics.push_back(closed_trade_drawdown(trades, start));
    for (std::size_t k = 0; k < metric_count; ++k)
        if (const auto id = static_cast<MetricId>(k); is_trade_metric(id)) g.metrics.push_back(trade_metric(id, stats));
    g.costs = costs_of(stats);
    return g;
}

/// Groups in order of the key; the trades within keep their order.
template <class Key>
std::vector<Group> break_down(std::span<const RoundTrip> trades, Money start, Key RoundTrip::* key, Key Group::* name) {
    std::map<Key, std::vector<RoundTrip>> parts;
    for (const auto& t : trades) parts[t.*key].push_back(t);
    std::vector<Group> out;
    for (const auto& [k, part] : parts) {
        out.push_back(make_group(part, start));
        out.back().*name = k;
    }
    return out;
}

std::vector<double> net_of(std::span<const RoundTrip> trades) {
    std::vector<double> out;
    for (const auto& t : trades) out.push_back(t.net().to_double());
    return out;
}

}  // namespace

Result<Summary> summarise(const EquityRecorder& recorder, std::span<const RoundTrip> trades,
                          const Assumptions& assumptions) {
    for (const auto& t : trades)
        if (t.currency != assumptions.reporting)
            return fail(Errc::invalid_argument,
                        "a trade that ended at " + to_iso8601(t.exit_time) + " is in " +
                            std::string(t.currency.code()) + ", not in " + std::string(assumptions.reporting.code()),
                        "give the rate between the two currencies, or the data of a spot pair of them");
    const Run run = make_run(recorder, trades, assumptions, count_trades(trades));
    Summary s;
    s.assumptions = assumptions;
    s.start = recorder.start().time;
    s.end = recorder.last().time;
    s.start_equity = recorder.start().equity;
    s.end_equity = recorder.last().equity;
    for (std::size_t k = 0; k < metric_count; ++k) s.metrics[k] = compute(static_cast<MetricId>(k), run);
    add_intervals(s, run);
    s.costs = costs_of(run.stats);
    s.max_drawdown = recorder.max_drawdown();
    s.max_drawdown_money = recorder.max_drawdown_money();
    s.daily_returns = run.returns.daily;
    s.months = month_returns(recorder.daily(), run.returns.daily);
    s.daily_distribution = histogram(run.returns.daily);
    s.trade_distribution = histogram(net_of(trades));
    s.by_strategy = break_down(trades, s.start_equity, &RoundTrip::strategy, &Group::strategy);
    s.by_instrument = break_down(trades, s.start_equity, &RoundTrip::instrument, &Group::instrument);
    return s;
}

Metric metric(MetricId id, const EquityRecorder& recorder, std::span<const RoundTrip> trades,
              const Assumptions& assumptions) {
    const bool counts_trades = is_trade_metric(id) || id == MetricId::turnover;
    return compute(id, make_run(recorder, trades, assumptions, counts_trades ? count_trades(trades) : TradeStats{}));
}

}  // namespace argosy::performance
