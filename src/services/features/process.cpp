#include "services/features/process.hpp"

#include <algorithm>

#include "base/describe.hpp"

namespace argosy::services::features {
namespace {

namespace lib = argosy::features;

domain::Bar bar_of(const RawBar& raw) {
    return {.open_time = raw.time,
            .open = raw.open,
            .high = raw.high,
            .low = raw.low,
            .close = raw.close,
            .volume = raw.volume};
}

ProcessedBar shown(const lib::CleanBar& clean) {
    const auto& b = clean.bar;
    return {.time = b.open_time,
            .open = b.open,
            .high = b.high,
            .low = b.low,
            .close = b.close,
            .volume = b.volume,
            .after_gap = clean.after_gap,
            .carried = clean.carried,
            .outlier = clean.outlier};
}

/// The rule that counted since `before`; empty: the row was kept.
std::string fault(const lib::BarCounts& before, const lib::BarCounts& now) {
    if (now.not_positive > before.not_positive) return "a price is not positive or the volume is negative";
    if (now.broken > before.broken) return "low is above, or high below, another price";
    if (now.repeated > before.repeated) return "a repetition of the bar before it";
    if (now.conflicts > before.conflicts) return "contradicts the bar kept before it, which has the same time";
    if (now.late > before.late) return "older than the bar before it";
    if (now.outliers_dropped > before.outliers_dropped) return "an outlier";
    return {};
}

std::vector<domain::Bar> clean_into(const ProcessInput& in, ProcessAnswer& out) {
    lib::BarCleaner cleaner(out.interval, in.rules);
    std::vector<lib::CleanBar> clean;
    for (std::size_t i = 0; i < in.bars.size(); ++i) {
        const auto before = cleaner.counts();
        cleaner.take(bar_of(in.bars[i]), clean);
        if (auto reason = fault(before, cleaner.counts()); !reason.empty())
            out.dropped.push_back({.index = i, .time = in.bars[i].time, .reason = std::move(reason)});
    }
    const auto& counts = cleaner.counts();
    out.gaps = counts.gaps, out.missing = counts.missing, out.carried = counts.carried;
    out.outliers = counts.outliers_marked + counts.outliers_dropped;
    std::vector<domain::Bar> bars;
    for (const auto& c : clean) bars.push_back(c.bar), out.bars.push_back(shown(c));
    return bars;
}

}  // namespace

Duration interval_of(const ProcessInput& in) {
    if (in.interval) return *in.interval;
    Duration shortest{};
    for (std::size_t i = 1; i < in.bars.size(); ++i) {
        const Duration step = in.bars[i].time - in.bars[i - 1].time;
        if (step > Duration{} && (shortest == Duration{} || step < shortest)) shortest = step;
    }
    return shortest > Duration{} ? shortest : Duration(1h);
}

Result<> check_set(const lib::FeatureSet& set) {
    const auto made = lib::Computer::make(set);
    if (made) return {};
    // An indicator that nobody knows is the caller's mistake, not a missing page.
    return fail(Errc::invalid_argument, std::string(made.error().message()), made.error().hint());
}

Result<ProcessAnswer> process(const ProcessInput& in, const lib::FeatureSet& set) {
    ProcessAnswer out{.interval = interval_of(in)};
    if (set.interval != out.interval)
        return fail(
            Errc::invalid_argument,
            "interval: bars of " + to_string(out.interval) + ", but the feature set is for " + to_string(set.interval),
            "choose a set for these bars, or give one in `features`");
    ARGOSY_TRY(check_set(set), "features");
    const auto bars = clean_into(in, out);
    ARGOSY_LET(const auto table, lib::compute(set, bars), "features");
    out.feature_set = set.name, out.feature_set_hash = lib::hash_of(set);
    out.columns = table.columns, out.warm_up = table.warm_up;
    for (std::size_t i = 0; i < table.rows(); ++i)
        out.features.push_back({.time = table.times[i], .values = {table.row(i).begin(), table.row(i).end()}});
    return out;
}

void describe(Described<RawBar>& d) {
    using T = RawBar;
    d.name("raw_bar").field("time", &T::time, {.required = true, .doc = "Opening of the bar."});
    d.field("open", &T::open, {.required = true}).field("high", &T::high, {.required = true});
    d.field("low", &T::low, {.required = true}).field("close", &T::close, {.required = true});
    d.field("volume", &T::volume, {.doc = "In base units."});
}

void describe(Described<ProcessInput>& d) {
    using T = ProcessInput;
    d.name("process_input");
    d.field("interval", &T::interval,
            {.min = Duration(1s), .max = Duration(168h), .doc = "Shortest distance of the bars when left out."});
    d.field("bars", &T::bars, {.items_min = 1, .items_max = bars_max, .required = true, .doc = "As they came."});
    d.field("feature_set", &T::feature_set, {.doc = "A stored set, or standard, which fits every interval."});
    d.field("features", &T::features, {.doc = "A set of your own, in place of a stored one."});
    d.field("rules", &T::rules, {.doc = "What is done about gaps and outliers."});
}

void describe(Described<ProcessedBar>& d) {
    using T = ProcessedBar;
    d.name("processed_bar").field("time", &T::time).field("open", &T::open).field("high", &T::high);
    d.field("low", &T::low).field("close", &T::close).field("volume", &T::volume);
    d.field("after_gap", &T::after_gap, {.doc = "The bar before it in time is missing."});
    d.field("carried", &T::carried, {.doc = "Made up: the last close."}).field("outlier", &T::outlier);
}

void describe(Described<DroppedBar>& d) {
    using T = DroppedBar;
    d.name("dropped_bar").field("index", &T::index, {.doc = "In the list that came, from 0."});
    d.field("time", &T::time).field("reason", &T::reason);
}

void describe(Described<FeatureRow>& d) {
    using T = FeatureRow;
    d.name("feature_row").field("time", &T::time, {.doc = "Close of the bar: from then on the row is known."});
    d.field("values", &T::values, {.doc = "One for each column; null: not defined yet."});
}

void describe(Described<ProcessAnswer>& d) {
    using T = ProcessAnswer;
    d.name("processed").field("interval", &T::interval).field("bars", &T::bars).field("dropped", &T::dropped);
    d.field("gaps", &T::gaps).field("missing", &T::missing, {.unit = "bars"});
    d.field("carried", &T::carried, {.unit = "bars"}).field("outliers", &T::outliers);
    d.field("feature_set", &T::feature_set).field("feature_set_hash", &T::feature_set_hash);
    d.field("columns", &T::columns).field("warm_up", &T::warm_up, {.unit = "bars"}).field("features", &T::features);
}

}  // namespace argosy::services::features
