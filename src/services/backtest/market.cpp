#include <algorithm>
#include <set>

#include "market/bar_builder.hpp"
#include "services/backtest/plan.hpp"
#include "sim/random_market.hpp"

namespace argosy::services::backtest {
namespace {

namespace bt = argosy::backtest;

/// The timeframes that the voters see. Errors: invalid_argument for a voter that is silent on bars alone.
Result<std::set<Duration>> timeframes_of(const bt::RunConfig& config, const argosy::strategy::Catalogue& strategies) {
    std::set<Duration> out;
    for (const auto& book : config.books)
        for (const auto& s : book.strategies) {
            ARGOSY_LET(const auto* d, strategies.find(s.name), "");
            if (d->needs_trades || d->needs_quotes || d->needs_funding)
                return fail(Errc::invalid_argument,
                            s.name + " needs trades, quotes or funding, the synthetic market has bars only",
                            "leave it out, or import recorded data: argosy data import --help");
            out.insert(engine::timeframe_of(s, d->timeframe));
        }
    return out;
}

/// One series of `bars` bars for each instrument, in the order of the table.
Result<std::vector<std::vector<domain::Bar>>> random_bars(const Plan& plan, const domain::InstrumentTable& table,
                                                          Duration interval, const std::function<bool()>& goes_on) {
    ARGOSY_TRY(check_span(plan, interval), "synthetic market");
    sim::RandomMarketSettings settings{.seed = plan.seed, .start = plan.start, .interval = interval};
    for (std::uint32_t i = 0; i < table.size(); ++i)
        settings.instruments.push_back({.id = InstrumentId(i),
                                        .start_price = plan.synthetic[i].start_price,
                                        .volatility = plan.synthetic[i].volatility,
                                        .volume_per_bar = plan.synthetic[i].volume_per_bar});
    sim::RandomMarket market(table, std::move(settings));
    std::vector<std::vector<domain::Bar>> out(table.size());
    for (auto& series : out) series.reserve(static_cast<std::size_t>(plan.bars));
    for (std::int64_t n = 0; n < plan.bars; ++n) {
        if (n % 1'000 == 0 && !goes_on()) return fail(Errc::unavailable, "stopped while the market was made");
        for (const auto& closed : market.next()) out[closed.instrument.value()].push_back(closed.bar);
    }
    return out;
}

Result<std::shared_ptr<const bt::LoadedMarket>> synthetic(const Plan& plan, const domain::InstrumentTable& table,
                                                          const argosy::strategy::Catalogue& strategies,
                                                          const std::function<bool()>& goes_on) {
    ARGOSY_LET(const auto timeframes, timeframes_of(plan.config, strategies), "");
    const Duration finest = *timeframes.begin();
    auto out = std::make_shared<bt::LoadedMarket>();
    ARGOSY_LET(const auto series, random_bars(plan, table, finest, goes_on), "");
    out->bars.made.reserve(series.size() * timeframes.size());
    for (std::uint32_t i = 0; i < table.size(); ++i)
        for (const Duration timeframe : timeframes) {
            std::vector<domain::Bar> bars;
            if (timeframe == finest) {
                bars = series[i];
            } else {
                ARGOSY_LET(bars, market::resample(series[i], finest, {.interval = timeframe}), "synthetic market");
            }
            out->bars.made.push_back(std::move(bars));
            const auto& kept = out->bars.made.back();
            out->market.bars.push_back({.instrument = InstrumentId(i), .interval = timeframe, .bars = kept});
            out->sources.push_back(
                {.series = table[InstrumentId(i)].symbol + " synthetic bars " + argosy::to_string(timeframe),
                 .checksum = "",
                 .made = "made with seed " + std::to_string(plan.seed),
                 .rows = kept.size()});
        }
    out->notes.push_back("the market is synthetic: what earns here proves nothing about real markets");
    return out;
}

}  // namespace

Result<std::shared_ptr<const bt::LoadedMarket>> make_market(const Plan& plan, const domain::InstrumentTable& table,
                                                            const argosy::strategy::Catalogue& strategies,
                                                            const data::Catalogue& stored,
                                                            const std::function<bool()>& goes_on) {
    if (plan.source == Source::synthetic) return synthetic(plan, table, strategies, goes_on);
    ARGOSY_LET(auto loaded, bt::load_market(plan.config, table, stored, &strategies), plan.config.name);
    return std::shared_ptr<const bt::LoadedMarket>(std::move(loaded));
}

std::uint64_t bytes_needed(const Plan& plan, const data::Catalogue& stored) {
    if (plan.source == Source::synthetic)
        return static_cast<std::uint64_t>(plan.bars) * plan.config.instruments.size() * 2 * sizeof(domain::Bar);
    std::uint64_t rows = 0;
    for (const auto& instrument : plan.config.instruments) {
        std::uint64_t most = 0;
        for (const auto& info : stored.list())
            if (info.key.symbol == instrument.symbol && data::is_bars(info.key.kind)) most = std::max(most, info.rows);
        rows += most;
    }
    return rows * sizeof(domain::Bar);
}

}  // namespace argosy::services::backtest
