#include "services/orchestrator/pairs.hpp"

#include <algorithm>
#include <cmath>

#include "base/describe.hpp"
#include "engine/engine.hpp"
#include "runtime/lookup.hpp"

namespace argosy::services::orchestrator {
namespace {

const runtime::History::BarSeries* finest(const runtime::Simulation& core, InstrumentId id) {
    const auto intervals = core.history().intervals(id);
    if (intervals.empty()) return nullptr;
    return core.history().bars(id, *std::ranges::min_element(intervals));
}

/// Fills in what the bars of the last 24 hours say.
void measure(const runtime::History::BarSeries& series, Time now, Candidate& out) {
    double sum = 0, squares = 0, first = 0, before = 0;
    std::size_t returns = 0;
    for (const auto& bar : series.bars) {
        if (bar.open_time < now - Duration(24h)) continue;
        const double close = bar.close.to_double();
        out.volume_24h += bar.volume * bar.close;
        if (first == 0) first = bar.open.to_double();
        if (before > 0) {
            const double r = std::log(close / before);
            sum += r;
            squares += r * r;
            ++returns;
        }
        before = close;
        out.price = bar.close;
    }
    if (first > 0) out.change_24h = before / first - 1;
    if (returns < 2) return;
    const double n = static_cast<double>(returns);
    const double variance = std::max(0.0, (squares - sum * sum / n) / (n - 1));
    out.volatility = std::sqrt(variance * static_cast<double>(Duration(24h) / series.interval));
}

}  // namespace

void describe(Described<PairCriteria>& d) {
    using T = PairCriteria;
    d.name("pair_criteria");
    d.field("min_volume_24h", &T::min_volume_24h, {.min = 0.0, .doc = "In the quote currency."});
    d.field("min_volatility", &T::min_volatility, {.min = 0.0, .doc = "Of a day's return: 0.02 is 2 %."});
    d.field("max_pairs", &T::max_pairs, {.min = 1, .max = 1000}).field("exchange", &T::exchange);
}

void describe(Described<Candidate>& d) {
    using T = Candidate;
    d.name("candidate")
        .field("pair", &T::pair)
        .field("exchange", &T::exchange)
        .field("volume_24h", &T::volume_24h, {.doc = "In the quote currency."});
    d.field("volatility", &T::volatility, {.doc = "Standard deviation of returns, scaled to a day."});
    d.field("change_24h", &T::change_24h).field("price", &T::price);
    d.field("fits", &T::fits, {.doc = "Meets the criteria."});
    d.field("selected", &T::selected, {.doc = "New positions may be opened."});
}

Result<std::vector<Candidate>> candidates(const runtime::Simulation& core, const PairCriteria& criteria) {
    std::string venue;
    if (!criteria.exchange.empty()) {
        ARGOSY_LET(venue, runtime::find_exchange(core, criteria.exchange), "");
    }
    std::vector<Candidate> out;
    for (std::uint32_t i = 0; i < core.instruments().size(); ++i) {
        const auto& instrument = core.instruments()[InstrumentId(i)];
        if (!venue.empty() && instrument.venue != venue) continue;
        auto& row = out.emplace_back();
        row.pair = instrument.symbol;
        row.exchange = instrument.venue;
        row.selected = core.engine().checks().is_selected(InstrumentId(i));
        if (const auto* series = finest(core, InstrumentId(i))) measure(*series, core.now(), row);
    }
    std::ranges::sort(out, std::greater{}, &Candidate::volume_24h);
    std::int64_t left = criteria.max_pairs.value_or(static_cast<std::int64_t>(out.size()));
    for (auto& row : out) {
        row.fits = left > 0 && row.volume_24h.to_double() >= criteria.min_volume_24h.value_or(0) &&
                   row.volatility >= criteria.min_volatility.value_or(0);
        left -= row.fits;
    }
    return out;
}

}  // namespace argosy::services::orchestrator
