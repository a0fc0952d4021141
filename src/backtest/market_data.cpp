#include "backtest/market_data.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "market/bar_builder.hpp"

namespace argosy::backtest {
namespace {

/// What the strategies ask for: which timeframes of which instrument.
std::map<std::uint32_t, std::set<Duration>> wanted(const RunConfig& config, const domain::InstrumentTable& table) {
    std::map<std::uint32_t, std::set<Duration>> out;
    for (const auto& book : config.books)
        for (const auto& s : book.strategies) {
            const auto& symbols = s.instruments.empty() ? book.instruments : s.instruments;
            for (std::uint32_t i = 0; i < table.size(); ++i)
                if (symbols.empty() || std::ranges::find(symbols, table[InstrumentId(i)].symbol) != symbols.end())
                    out[i].insert(s.timeframe);
        }
    return out;
}

class Loader {
public:
    Loader(const RunConfig& config, const domain::InstrumentTable& table, const data::Catalogue& catalogue)
        : config_(config), table_(table), catalogue_(catalogue), out_(std::make_unique<LoadedMarket>()) {}

    Result<std::unique_ptr<LoadedMarket>> load() {
        for (const auto& [instrument, timeframes] : wanted(config_, table_))
            for (const Duration timeframe : timeframes)
                ARGOSY_TRY(load_bars(InstrumentId(instrument), timeframe), "market data");
        for (std::uint32_t i = 0; i < table_.size(); ++i) ARGOSY_TRY(load_funding(InstrumentId(i)), "market data");
        return std::move(out_);
    }

private:
    [[nodiscard]] data::SeriesKey key(InstrumentId id, Duration interval) const {
        const auto& c = config_.instruments[id.value()];
        return {.symbol = c.symbol, .venue = c.venue, .kind = data::SeriesKind::bars, .interval = interval};
    }
    [[nodiscard]] data::ReadOptions range(InstrumentId id) const {
        return {.range = {.from = config_.from.value_or(Time::min()), .to = config_.to.value_or(Time::max())},
                .instrument = id};
    }

    /// The longest stored interval that divides the wanted one.
    [[nodiscard]] Duration finer(InstrumentId id, Duration interval) const {
        const auto& c = config_.instruments[id.value()];
        Duration best{};
        for (const auto& info : catalogue_.list())
            if (info.key.symbol == c.symbol && (c.venue.empty() || info.key.venue == c.venue) &&
                info.key.kind == data::SeriesKind::bars && info.key.interval < interval &&
                interval % info.key.interval == Duration{} && info.key.interval > best)
                best = info.key.interval;
        return best;
    }

    Result<> load_bars(InstrumentId id, Duration interval) {
        const auto stored = catalogue_.find(key(id, interval));
        const Duration from = stored ? interval : finer(id, interval);
        if (from == Duration{}) return std::unexpected(std::move(catalogue_.find(key(id, interval))).error());
        ARGOSY_LET(const auto series, catalogue_.bars(key(id, from), range(id)), "bars");
        if (series.empty()) return nothing_in_range(series.info());
        ARGOSY_LET(auto rows, series.read(), "bars");
        add_source(series.info(), rows.size(), from == interval ? "" : "resampled from " + argosy::to_string(from));
        if (from == interval) {
            out_->bar_rows.push_back(std::move(rows));
            out_->market.bars.push_back({.instrument = id, .interval = interval, .bars = out_->bar_rows.back().span()});
            return {};
        }
        ARGOSY_LET(auto longer,
                   market::resample(rows.span(), from, {.interval = interval}, market::LastBar::drop_partial),
                   "resample");
        out_->resampled.push_back(std::move(longer));
        out_->market.bars.push_back({.instrument = id, .interval = interval, .bars = out_->resampled.back()});
        return {};
    }

    Result<> load_funding(InstrumentId id) {
        const auto& c = config_.instruments[id.value()];
        if (!table_[id].is_perpetual() || !c.funding) return {};
        const data::SeriesKey k{.symbol = c.symbol, .venue = c.venue, .kind = data::SeriesKind::funding};
        if (!catalogue_.find(k)) {
            out_->notes.push_back(c.symbol + ": no funding is stored, so none is charged");
            return {};
        }
        ARGOSY_LET(const auto series, catalogue_.funding(c.symbol, c.venue, range(id)), "funding");
        ARGOSY_LET(auto rows, series.read(), "funding");
        add_source(series.info(), rows.size(), "");
        out_->funding_rows.push_back(std::move(rows));
        out_->market.funding.push_back(out_->funding_rows.back().span());
        return {};
    }

    std::unexpected<Error> nothing_in_range(const data::SeriesInfo& info) const {
        return fail(Errc::not_found,
                    fmt::format("{} has nothing from {} to {}", to_string(info.key),
                                config_.from ? to_iso8601(*config_.from) : "its start",
                                config_.to ? to_iso8601(*config_.to) : "its end"),
                    fmt::format("it covers {} to {}", to_iso8601(info.first_time), to_iso8601(info.last_time)));
    }

    void add_source(const data::SeriesInfo& info, std::size_t rows, std::string made) {
        out_->sources.push_back(
            {.series = to_string(info.key), .checksum = info.checksum, .made = std::move(made), .rows = rows});
    }

    const RunConfig& config_;
    const domain::InstrumentTable& table_;
    const data::Catalogue& catalogue_;
    std::unique_ptr<LoadedMarket> out_;
};

}  // namespace

Result<std::unique_ptr<LoadedMarket>> load_market(const RunConfig& config, const domain::InstrumentTable& instruments,
                                                  const data::Catalogue& catalogue) {
    return Loader(config, instruments, catalogue).load();
}

}  // namespace argosy::backtest
