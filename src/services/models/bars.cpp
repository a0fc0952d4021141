#include "services/models/bars.hpp"

#include "data/catalogue.hpp"
#include "features/clean_bars.hpp"
#include "runtime/lookup.hpp"

namespace argosy::services::models {

Result<TrainBars> kept_bars(const runtime::Simulation& core, const TrainInput& in) {
    ARGOSY_LET(const auto id, runtime::find_instrument(core, in.symbol, in.venue), "");
    const auto intervals = core.history().intervals(id);
    const Duration interval = in.interval.value_or(intervals.empty() ? Duration(1min) : intervals.front());
    const auto* series = core.history().bars(id, interval);
    if (!series)
        return fail(Errc::not_found, "no bars of " + argosy::to_string(interval) + " are kept of " + in.symbol,
                    "GET /api/v1/status lists the intervals; or train from the catalogue");
    return TrainBars{.symbol = core.instruments()[id].symbol,
                     .interval = interval,
                     .bars = {series->bars.begin(), series->bars.end()}};
}

Result<TrainBars> recorded_bars(const std::filesystem::path& dir, const TrainInput& in) {
    const Duration interval = in.interval.value_or(Duration(1h));
    ARGOSY_LET(const auto catalogue, data::Catalogue::open(dir), "market data");
    ARGOSY_LET(const auto series, catalogue.bars(in.symbol, in.venue, interval), "market data");
    ARGOSY_LET(const auto bars, series.read(), "market data");
    return TrainBars{.symbol = in.symbol, .interval = interval, .bars = {bars.begin(), bars.end()}};
}

Result<learning::Trained> train_on(const TrainBars& from, const TrainInput& in, std::uint32_t version,
                                   const learning::Fit& fit, const learning::Progress& progress,
                                   const std::stop_token& stop) {
    const auto set = in.features.value_or(features::standard_set(from.interval));
    if (set.interval != from.interval)
        return fail(Errc::invalid_argument, "features: of bars of " + argosy::to_string(set.interval) +
                                                ", but these are of " + argosy::to_string(from.interval));
    std::vector<domain::Bar> bars;
    for (const auto& clean : features::clean(from.bars, from.interval).bars) bars.push_back(clean.bar);
    ARGOSY_LET(const auto table, features::compute(set, bars), "features");
    const learning::TrainTask task{.name = in.name, .symbol = from.symbol, .version = version, .features = set};
    return learning::train(task, table, in.settings, fit, progress, stop);
}

}  // namespace argosy::services::models
