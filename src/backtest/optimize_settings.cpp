#include "backtest/optimize_settings.hpp"

#include <utility>

#include "base/describe.hpp"
#include "performance/metric.hpp"

namespace argosy::backtest {

std::string_view to_string(SamplerKind kind) noexcept {
    switch (kind) {
        case SamplerKind::grid: return "grid";
        case SamplerKind::random: return "random";
        case SamplerKind::tpe: return "tpe";
    }
    std::unreachable();
}

std::string_view to_string(WindowKind kind) noexcept {
    switch (kind) {
        case WindowKind::rolling: return "rolling";
        case WindowKind::anchored: return "anchored";
        case WindowKind::folds: return "folds";
    }
    std::unreachable();
}

void describe(Described<SearchRange>& d) {
    using S = SearchRange;
    d.name("range").doc("Values to try: min, min + step, ... up to max.");
    d.field("min", &S::min, {.required = true, .doc = "First value."});
    d.field("max", &S::max, {.required = true, .doc = "Last value."});
    d.field("step", &S::step, {.above = 0.0, .doc = "Distance between values."});
    d.check([](const SearchRange& r) -> Result<> {
        if (r.min <= r.max) return {};
        return fail(Errc::invalid_argument, "min must not be above max");
    });
}

void describe(Described<WalkForwardSettings>& d) {
    using S = WalkForwardSettings;
    d.name("walk_forward").doc("Choose on one span, judge on another that the search has not seen.");
    d.field("kind", &S::kind, {.doc = "rolling, anchored (train from the start) or folds (purged cross-validation)."});
    d.field("train", &S::train, {.above = Duration{}, .doc = "Length of the training span; anchored: of the first."});
    d.field("test", &S::test, {.above = Duration{}, .doc = "Length of the test span."});
    d.field("folds", &S::folds, {.min = 2, .max = 100, .doc = "folds: number of test spans."});
    d.field("purge", &S::purge, {.min = Duration{}, .doc = "Left out of the training span before a test span."});
    d.field("embargo", &S::embargo,
            {.min = Duration{}, .doc = "folds: left out of the training span after a test span."});
}

void describe(Described<MonteCarloSettings>& d) {
    using S = MonteCarloSettings;
    d.name("monte_carlo").doc("How much of the winner's result was luck of the order.");
    d.field("resamples", &S::resamples, {.max = 100'000, .doc = "Of trades and of days; 0 leaves it out."});
    d.field("seed", &S::seed, {.doc = "Of the draws."});
}

void describe(Described<OptimizeSettings>& d) {
    using S = OptimizeSettings;
    d.name("optimize").doc("What `argosy optimize` searches and how it judges.");
    d.field("parameters", &S::parameters, {.doc = "Ranges by name: ema_cross.fast, exits.stop."});
    d.field("objective", &S::objective, {.doc = "Metric to optimise (docs/metrics.md); losses are minimised."});
    d.field("trades_min", &S::trades_min, {.doc = "With fewer trades a candidate does not count."});
    d.field("sampler", &S::sampler, {.doc = "grid, random or tpe."});
    d.field("trials", &S::trials, {.doc = "At most; 0: the whole grid, 1,000 of the other samplers."});
    d.field("seed", &S::seed, {.doc = "Of the sampler."});
    d.field("keep", &S::keep, {.min = 1, .max = 10'000, .doc = "Candidates in the report."});
    d.field("exact", &S::exact, {.doc = "Never use the sweep; every candidate in the event-driven engine."});
    d.field("walk_forward", &S::walk_forward);
    d.field("monte_carlo", &S::monte_carlo);
    d.check([](const OptimizeSettings& s) -> Result<> {
        if (performance::find_metric(s.objective)) return {};
        return fail(Errc::invalid_argument, "objective: there is no metric " + s.objective);
    });
}

}  // namespace argosy::backtest
