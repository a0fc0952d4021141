#include "backtest/doubts.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "backtest/search_space.hpp"

namespace argosy::backtest {
namespace {

using performance::Warning;

// Where a doubt begins; each is a convention, not a law.
constexpr double efficiency_min = 0.5, plateau_min = 0.5, drift_max = 0.5, loss_max = 0.2;

void doubt_windows(const OptimizeResult& r, std::vector<Warning>& out) {
    if (!r.walk_forward) return;
    const auto& w = *r.walk_forward;
    if (w.efficiency && *w.efficiency < efficiency_min)
        out.push_back({.code = "EFFICIENCY_LOW",
                       .message = fmt::format("on unseen data it earned {:.0f} % of what it earned in training",
                                              100 * *w.efficiency),
                       .look_at = "trust the walk-forward figures, not the winner's"});
    for (const auto& s : w.stability)
        if (s.of_range > drift_max && w.windows.size() > 2)
            out.push_back(
                {.code = "PARAMETER_UNSTABLE",
                 .message = fmt::format("{} moved from {} to {} between windows", s.parameter, s.smallest, s.largest),
                 .look_at = "a parameter without a stable best value may not matter: fix it"});
}

void doubt_place(const OptimizeResult& r, std::vector<Warning>& out) {
    const auto& best = r.search.best.front().candidate;
    if (r.plateau && *r.plateau < plateau_min)
        out.push_back({.code = "PEAK_SHARP",
                       .message = fmt::format("candidates one step beside the winner reach {:.0f} % of its objective",
                                              100 * *r.plateau),
                       .look_at = "look for a plateau in the heat map"});
    for (std::size_t d = 0; d < r.space.size(); ++d)
        if (r.space[d].count() > 2 &&
            (best[d] == r.space[d].min || best[d] == r.space[d].value(r.space[d].count() - 1)))
            out.push_back({.code = "RANGE_EDGE",
                           .message = fmt::format("the best {} is {}, the edge of its range", r.space[d].name, best[d]),
                           .look_at = "widen the range"});
}

void doubt_days(const OptimizeResult& r, std::vector<Warning>& out) {
    if (!r.day_bootstrap || r.day_bootstrap->loss <= loss_max) return;
    const auto& s = r.winner->summary;
    const bool gains = s.end_equity > s.start_equity;
    out.push_back(
        {.code = "LOSS_LIKELY",
         .message = fmt::format("{:.0f} % of the resampled histories lose money", 100 * r.day_bootstrap->loss),
         .look_at =
             gains ? "the profit hangs on few days" : "so does the winner itself: there is nothing to trade here"});
}

}  // namespace

std::vector<Warning> doubts(const OptimizeResult& result, bool larger_is_better) {
    std::vector<Warning> out;
    if (!result.winner) return out;
    const auto& best = result.search.best.front();
    if (larger_is_better && best.outcome.objective <= 0)
        out.push_back({.code = "NOTHING_GOOD",
                       .message = fmt::format("the best of {} candidates has an objective of {:.4g}",
                                              result.search.tried, best.outcome.objective),
                       .look_at = "the idea does not work on these data"});
    doubt_windows(result, out);
    doubt_place(result, out);
    doubt_days(result, out);
    // Those of any run, the bias of having chosen from many trials among them.
    out.insert(out.end(), result.winner->warnings.begin(), result.winner->warnings.end());
    return out;
}

}  // namespace argosy::backtest
