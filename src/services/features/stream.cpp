#include "services/features/stream.hpp"

#include <algorithm>
#include <cmath>

namespace argosy::services::features {

std::optional<Duration> first_interval(const runtime::Simulation& core, InstrumentId instrument) {
    const auto intervals = core.history().intervals(instrument);
    if (intervals.empty()) return std::nullopt;
    return intervals.front();
}

Result<Stream> Stream::make(const runtime::Simulation& core, InstrumentId instrument,
                            const argosy::features::FeatureSet& set) {
    ARGOSY_LET(auto computer, argosy::features::Computer::make(set), "feature set " + set.name);
    Stream out(core.instruments()[instrument].symbol, set, std::move(computer));
    if (const auto* kept = core.history().bars(instrument, set.interval))
        for (const auto& bar : kept->bars) out.take({.instrument = instrument, .interval = set.interval, .bar = bar});
    return out;
}

bool Stream::take(const domain::BarClosed& bar) {
    const bool is_news = !last_ || bar.bar.open_time > *last_;
    if (bar.interval != interval_ || !is_news || !domain::broken_rule(bar.bar).empty()) return false;
    computer_.update(bar.bar);
    last_ = bar.bar.open_time;
    return true;
}

void Stream::hear(double score, Time arrived) {
    last_heard_ = std::max(last_heard_, arrived);  // the clock of a market that begins anew goes back
    static_cast<void>(computer_.on_headline({.score = std::clamp(score, -1.0, 1.0), .arrived = last_heard_}));
}

std::optional<messages::FeatureVector> Stream::newest() const {
    if (!last_) return std::nullopt;
    messages::FeatureVector out{.instrument = symbol_, .feature_set = set_, .values = {}, .time = *last_ + interval_};
    for (std::size_t i = 0; i < computer_.columns().size(); ++i)
        if (std::isfinite(computer_.values()[i])) out.values[computer_.columns()[i]] = computer_.values()[i];
    return out;
}

}  // namespace argosy::services::features
