#include "backtest/market_data.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <set>

#include "market/bar_builder.hpp"

namespace argosy::backtest {
namespace {

/// What the strategies ask of one instrument.
struct Wanted {
    std::set<Duration> timeframes;
    bool trades = false, quotes = false;
    std::string needs_funding;  ///< the voter that is silent without it; empty: none
};

using WantedByInstrument = std::map<std::uint32_t, Wanted>;

void add_voter(const engine::StrategySettings& voter, const strategy::Descriptor* descriptor, Wanted& to) {
    to.timeframes.insert(engine::timeframe_of(voter, descriptor ? descriptor->timeframe : Duration{}));
    if (!descriptor) return;
    to.trades = to.trades || descriptor->needs_trades;
    to.quotes = to.quotes || descriptor->needs_quotes;
    if (descriptor->needs_funding) to.needs_funding = voter.label.empty() ? voter.name : voter.label;
}

/// What the run's file says about trades and quotes wins over what strategies subscribe to.
void apply_choice(MarketData choice, Wanted& to) {
    if (choice == MarketData::automatic) return;
    to.trades = choice == MarketData::trades || choice == MarketData::trades_and_quotes;
    to.quotes = choice == MarketData::quotes || choice == MarketData::trades_and_quotes;
}

Result<WantedByInstrument> wanted(const RunConfig& config, const domain::InstrumentTable& table,
                                  const strategy::Catalogue* strategies) {
    WantedByInstrument out;
    for (const auto& book : config.books)
        for (const auto& s : book.strategies) {
            const strategy::Descriptor* descriptor = nullptr;
            if (strategies) {
                ARGOSY_LET(descriptor, strategies->find(s.name), "book " + book.name);
            }
            const auto& symbols = s.instruments.empty() ? book.instruments : s.instruments;
            for (std::uint32_t i = 0; i < table.size(); ++i)
                if (symbols.empty() || std::ranges::find(symbols, table[InstrumentId(i)].symbol) != symbols.end())
                    add_voter(s, descriptor, out[i]);
        }
    for (auto& [i, w] : out) apply_choice(config.instruments[i].data, w);
    return out;
}

Time time_of(const domain::Bar& b) { return b.open_time; }
Time time_of(const auto& tick) { return tick.time; }

/// The rows within trading hours; nothing when all of them are.
template <class Row>
std::optional<std::vector<Row>> within_hours(std::span<const Row> rows, domain::TradingHours hours) {
    if (hours == domain::TradingHours::always || rows.empty()) return std::nullopt;
    const market::Calendar calendar(hours);
    market::Session session = calendar.session_from(time_of(rows.front()));
    std::vector<Row> kept;
    for (const Row& row : rows) {
        if (time_of(row) >= session.close) session = calendar.session_from(time_of(row));
        if (session.contains(time_of(row))) kept.push_back(row);
    }
    if (kept.size() == rows.size()) return std::nullopt;
    return kept;
}

class Loader {
public:
    Loader(const RunConfig& config, const domain::InstrumentTable& table, const data::Catalogue& catalogue)
        : config_(config), table_(table), catalogue_(catalogue), out_(std::make_unique<LoadedMarket>()) {}

    Result<std::unique_ptr<LoadedMarket>> load(const WantedByInstrument& all) {
        for (const auto& [instrument, w] : all) ARGOSY_TRY(load(InstrumentId(instrument), w), "market data");
        for (std::uint32_t i = 0; i < table_.size(); ++i) {
            const auto it = all.find(i);
            ARGOSY_TRY(load_funding(InstrumentId(i), it == all.end() ? "" : it->second.needs_funding), "market data");
        }
        return std::move(out_);
    }

private:
    [[nodiscard]] const InstrumentConfig& config_of(InstrumentId id) const { return config_.instruments[id.value()]; }
    [[nodiscard]] data::SeriesKey key(InstrumentId id, Duration interval) const {
        const auto& c = config_of(id);
        return {.symbol = c.symbol, .venue = c.venue, .kind = data::SeriesKind::bars, .interval = interval};
    }
    [[nodiscard]] data::ReadOptions range(InstrumentId id) const {
        return {.range = {.from = config_.from.value_or(Time::min()), .to = config_.to.value_or(Time::max())},
                .instrument = id};
    }

    /// The longest stored interval that divides the wanted one.
    [[nodiscard]] Duration finer(InstrumentId id, Duration interval) const {
        const auto& c = config_of(id);
        Duration best{};
        for (const auto& info : catalogue_.list())
            if (info.key.symbol == c.symbol && (c.venue.empty() || info.key.venue == c.venue) &&
                info.key.kind == data::SeriesKind::bars && info.key.interval < interval &&
                interval % info.key.interval == Duration{} && info.key.interval > best)
                best = info.key.interval;
        return best;
    }

    Result<> load(InstrumentId id, const Wanted& w) {
        const auto& c = config_of(id);
        std::span<const domain::Trade> trades;
        if (w.trades) {
            ARGOSY_LET(trades, read(catalogue_.trades(c.symbol, c.venue, range(id)), id, out_->trades), "trades");
            out_->market.trades.push_back(trades);
        }
        if (w.quotes) {
            ARGOSY_LET(const auto quotes, read(catalogue_.quotes(c.symbol, c.venue, range(id)), id, out_->quotes),
                       "quotes");
            out_->market.quotes.push_back(quotes);
        }
        for (const Duration timeframe : w.timeframes) ARGOSY_TRY(load_bars(id, timeframe, trades), "bars");
        return {};
    }

    /// The rows of a series in the run's range and the instrument's hours.
    template <class Row>
    Result<std::span<const Row>> read(Result<data::Series<Row>> series, InstrumentId id, LoadedMarket::Kept<Row>& keep,
                                      const std::string& made = "") {
        if (!series) return std::unexpected(std::move(series).error());
        if (series->empty()) return nothing_in_range(series->info());
        ARGOSY_LET(auto rows, series->read(), "series");
        add_source(series->info(), rows.size(), made);
        if (series->info().key.kind == data::SeriesKind::trades && !series->info().has_aggressor)
            out_->notes.push_back(to_string(series->info().key) +
                                  ": the source names no taker side, all count as bought");
        keep.read.push_back(std::move(rows));
        const std::span<const Row> all = keep.read.back().span();
        if (series->info().key.interval >= std::chrono::days{1}) return all;
        auto kept = within_hours(all, table_[id].hours);
        if (!kept) return all;
        out_->notes.push_back(fmt::format("{}: {} of {} rows lie outside {} hours and were left out",
                                          to_string(series->info().key), all.size() - kept->size(), all.size(),
                                          domain::to_string(table_[id].hours)));
        if (kept->empty()) return nothing_in_range(series->info());
        keep.made.push_back(std::move(*kept));
        return std::span<const Row>(keep.made.back());
    }

    /// Bars of stocks begin with the session; a day is a day for all.
    [[nodiscard]] market::BarRule rule(InstrumentId id, Duration interval) const {
        const auto hours = table_[id].hours;
        const bool by_session = hours != domain::TradingHours::always && interval < std::chrono::days{1};
        return {.interval = interval,
                .align = by_session ? market::BarAlignment::session : market::BarAlignment::utc,
                .hours = hours};
    }

    Result<> load_bars(InstrumentId id, Duration interval, std::span<const domain::Trade> trades) {
        const bool stored = catalogue_.find(key(id, interval)).has_value();
        const Duration from = stored ? interval : finer(id, interval);
        if (from == Duration{}) {
            if (!trades.empty()) return build_bars(id, interval, trades);
            return std::unexpected(std::move(catalogue_.find(key(id, interval))).error());
        }
        const std::string made = stored ? "" : "resampled from " + argosy::to_string(from);
        ARGOSY_LET(const auto bars, read(catalogue_.bars(key(id, from), range(id)), id, out_->bars, made), "series");
        if (stored) {
            out_->market.bars.push_back({.instrument = id, .interval = interval, .bars = bars});
            return {};
        }
        ARGOSY_LET(auto longer, market::resample(bars, from, rule(id, interval), market::LastBar::drop_partial),
                   "resample");
        return add_made(id, interval, std::move(longer));
    }

    /// Minutes without a trade become flat bars, so that the strategies' clock does not stop.
    Result<> build_bars(InstrumentId id, Duration interval, std::span<const domain::Trade> trades) {
        auto how = rule(id, interval);
        how.empty = market::EmptyBars::carry;
        ARGOSY_LET(auto built, market::build_bars(trades, how, market::LastBar::drop_partial), "bars from trades");
        out_->notes.push_back(
            fmt::format("{}: bars of {} were built from the trades", table_[id].symbol, argosy::to_string(interval)));
        return add_made(id, interval, std::move(built));
    }

    Result<> add_made(InstrumentId id, Duration interval, std::vector<domain::Bar> bars) {
        out_->bars.made.push_back(std::move(bars));
        out_->market.bars.push_back({.instrument = id, .interval = interval, .bars = out_->bars.made.back()});
        return {};
    }

    Result<> load_funding(InstrumentId id, const std::string& voter) {
        const auto& c = config_of(id);
        const data::SeriesKey k{.symbol = c.symbol, .venue = c.venue, .kind = data::SeriesKind::funding};
        const auto stored = catalogue_.find(k);
        if (!voter.empty()) {
            if (!table_[id].is_perpetual())
                return fail(Errc::invalid_argument,
                            fmt::format("{} lives on funding, and {} has none", voter, c.symbol),
                            "name a perpetual such as BTC/USDT:USDT in its instruments");
            if (!c.funding)
                return fail(Errc::invalid_argument,
                            fmt::format("{} lives on funding, and `funding` of {} is false", voter, c.symbol),
                            "set it to true");
            if (!stored)
                return fail(Errc::not_found, fmt::format("{}: {}", voter, stored.error().message()),
                            std::string(stored.error().hint()));
        }
        if (!table_[id].is_perpetual() || !c.funding) return {};
        if (!stored) {
            out_->notes.push_back(c.symbol + ": no funding is stored, so none is charged");
            return {};
        }
        ARGOSY_LET(const auto series, catalogue_.funding(c.symbol, c.venue, range(id)), "funding");
        if (series.empty() && !voter.empty()) return nothing_in_range(series.info());
        ARGOSY_LET(auto rows, series.read(), "funding");
        add_source(series.info(), rows.size(), "");
        out_->funding.read.push_back(std::move(rows));
        out_->market.funding.push_back(out_->funding.read.back().span());
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
                                                  const data::Catalogue& catalogue,
                                                  const strategy::Catalogue* strategies) {
    ARGOSY_LET(const auto all, wanted(config, instruments, strategies), "strategies");
    return Loader(config, instruments, catalogue).load(all);
}

}  // namespace argosy::backtest
