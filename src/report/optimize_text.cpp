#include <algorithm>
#include <fmt/format.h>

#include "backtest/search_space.hpp"
#include "report/optimize.hpp"
#include "report/report.hpp"

namespace argosy::report {
namespace {

using performance::MetricId;

std::string objective_text(const Optimization& o, double value) {
    return format({.id = *performance::find_metric(o.config.optimize->objective), .value = value});
}

std::string percent(double fraction) { return fmt::format("{:.2f} %", 100 * fraction); }

std::string day(Time t) { return to_iso8601(t).substr(0, 10); }

void append_search(std::string& out, const Optimization& o) {
    const auto& s = o.result.search;
    const auto& settings = *o.config.optimize;
    out += fmt::format("{}: {} of {} candidates ({}), objective {}\n", o.config.name, s.tried, o.result.candidates,
                       to_string(settings.sampler), settings.objective);
    out += fmt::format("  left out: {} contradict themselves, {} had fewer than {} trades, {} have no objective\n",
                       s.impossible, s.few_trades, settings.trades_min, s.undefined);
    if (o.result.swept)
        out += "  evaluated by the sweep; the best one again in the event-driven engine\n";
    else
        out += fmt::format("  evaluated in the event-driven engine{}\n",
                           o.result.not_swept.empty() ? "" : ": " + o.result.not_swept);
}

void append_candidates(std::string& out, const Optimization& o) {
    const auto& best = o.result.search.best;
    out += fmt::format("  {:>4}  {:>12}  {:>7}  parameters\n", "rank", o.config.optimize->objective, "trades");
    for (std::size_t i = 0; i < best.size(); ++i)
        out += fmt::format("  {:>4}  {:>12}  {:>7}  {}\n", i + 1, objective_text(o, best[i].outcome.objective),
                           best[i].outcome.trades, backtest::describe_candidate(o.result.space, best[i].candidate));
}

void append_winner(std::string& out, const Optimization& o) {
    if (!o.result.winner) return;
    const auto& s = o.result.winner->summary;
    out += "the winner on the data it was chosen on\n";
    for (const MetricId id : {MetricId::net_profit, MetricId::cagr, MetricId::sharpe, MetricId::max_drawdown,
                              MetricId::profit_factor, MetricId::trades, MetricId::deflated_sharpe})
        out += fmt::format("  {:<26}{:>16}{}\n", s[id].definition().title, format(s[id]),
                           s[id].value ? "" : fmt::format("   {}", s[id].reason));
    if (const auto variance = o.result.search.sharpe_variance())
        out += fmt::format("  {:<26}{:>16}   variance of their daily Sharpe ratios {:.3g}\n",
                           "trials it was chosen from", o.result.search.with_sharpe, *variance);
    if (o.result.plateau)
        out += fmt::format("  {:<26}{:>16}   of its objective, one step beside it\n", "neighbours",
                           percent(*o.result.plateau));
}

void append_windows(std::string& out, const Optimization& o) {
    if (!o.result.walk_forward) return;
    const auto& w = *o.result.walk_forward;
    out += fmt::format("walk-forward: chosen on one span, judged on the next ({} windows)\n", w.windows.size());
    for (const auto& x : w.windows) {
        out += fmt::format("  test {} to {}  ", day(x.split.test.from), day(x.split.test.to));
        if (x.chosen)
            out += fmt::format("train {:>9}  test {:>9}  return {:>9}  {:>4} trades  {}\n",
                               objective_text(o, x.chosen->outcome.objective), format(x.test_value),
                               percent(x.test_return), x.test_trades,
                               backtest::describe_candidate(o.result.space, x.chosen->candidate));
        else
            out += "no candidate counted in training: nothing was traded\n";
    }
    out +=
        fmt::format("  out of sample: return {}, {} a year, Sharpe {}, maximum drawdown {}\n", percent(w.total_return),
                    percent(w.growth), w.sharpe ? fmt::format("{:.2f}", *w.sharpe) : "-", percent(w.max_drawdown));
    out += fmt::format("  in training {} a year; efficiency {}\n", percent(w.train_growth),
                       w.efficiency ? percent(*w.efficiency) : "- (nothing was gained in training)");
    for (const auto& s : w.stability)
        out += fmt::format("  {} chosen: {} to {}, mean {:.4g}, spread {:.0f} % of the range\n", s.parameter,
                           s.smallest, s.largest, s.mean, 100 * s.of_range);
}

void append_luck(std::string& out, const Optimization& o) {
    const auto& r = o.result;
    if (!r.trade_shuffle && !r.day_bootstrap) return;
    out += fmt::format("luck ({} resamples)\n", o.config.optimize->monte_carlo.resamples);
    if (const auto& t = r.trade_shuffle)
        out += fmt::format(
            "  trades in another order: drawdown {} (5 %), {} (50 %), {} (95 %); it was {}, {} were worse\n",
            percent(t->max_drawdown.low), percent(t->max_drawdown.middle), percent(t->max_drawdown.high),
            percent(t->observed), percent(t->worse));
    if (const auto& d = r.day_bootstrap) {
        if (d->intervals.sharpe)
            out += fmt::format("  days drawn in blocks: Sharpe {:.2f} to {:.2f}, growth a year {} to {} (95 %)\n",
                               d->intervals.sharpe->low, d->intervals.sharpe->high, percent(d->intervals.cagr.low),
                               percent(d->intervals.cagr.high));
        out += fmt::format("  {} of them lose money\n", percent(d->loss));
    }
}

}  // namespace

std::string text(const Optimization& o) {
    std::string out;
    for (const auto& w : o.result.warnings) out += fmt::format("warning: {}\n", line_of(w));
    for (const auto& n : o.notes) out += fmt::format("note: {}\n", n);
    append_search(out, o);
    append_candidates(out, o);
    append_winner(out, o);
    append_windows(out, o);
    append_luck(out, o);
    for (const auto& s : o.sources)
        out += fmt::format("  data {} {} rows {}{}\n", s.series, s.rows, s.checksum.substr(0, 12),
                           s.made.empty() ? "" : " " + s.made);
    return out + fmt::format("  argosy {}, config {}\n", o.version, o.config_hash.substr(0, 12));
}

}  // namespace argosy::report
