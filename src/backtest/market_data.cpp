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

/// The part of time that a series covers.
struct Covered {
    Time from{}, to{};
};
template <class Row>
Covered covered(std::span<const Row> rows, Duration interval = {}) {
    return {.from = time_of(rows.front()), .to = time_of(rows.back()) + interval};
}

/// What a series lacks of the run and what follows from it. Empty: less than `slack` at either end.
std::string lack(std::string_view name, const Covered& there, const Covered& run, Duration slack,
                 std::string_view consequence) {
    if (there.from <= run.from + slack && there.to >= run.to - slack) return {};
    return fmt::format("{} cover {} to {}, the run goes from {} to {}: {}", name, to_iso8601(there.from),
                       to_iso8601(there.to), to_iso8601(run.from), to_iso8601(run.to), consequence);
}

/// How many bars of a market that never closes are missing between the first and the last, and where the first is.
struct MissingBars {
    std::uint64_t count = 0;
    Time first{};
};
MissingBars missing_bars(std::span<const domain::Bar> bars, Duration interval) {
    MissingBars out;
    for (std::size_t i = 1; i < bars.size(); ++i) {
        const auto steps = (bars[i].open_time - bars[i - 1].open_time) / interval;
        if (steps <= 1) continue;
        if (out.count == 0) out.first = bars[i - 1].open_time + interval;
        out.count += static_cast<std::uint64_t>(steps - 1);
    }
    return out;
}

class Loader {
public:
    Loader(const RunConfig& config, const domain::InstrumentTable& table, const data::Catalogue& catalogue)
        : config_(config), table_(table), catalogue_(catalogue), out_(std::make_unique<LoadedMarket>()) {}

    Result<std::unique_ptr<LoadedMarket>> load(const WantedByInstrument& all) {
        for (const auto& [instrument, w] : all) ARGOSY_TRY(load(InstrumentId(instrument), w), "");
        for (std::uint32_t i = 0; i < table_.size(); ++i) {
            const auto it = all.find(i);
            ARGOSY_TRY(load_funding(InstrumentId(i), it == all.end() ? "" : it->second.needs_funding), "");
        }
        for (const auto& track : out_->market.bars) note_bars(track);
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
            ARGOSY_LET(trades, read(catalogue_.trades(c.symbol, c.venue, range(id)), id, out_->trades), "");
            out_->market.trades.push_back(trades);
        }
        if (w.quotes) {
            ARGOSY_LET(const auto quotes, read(catalogue_.quotes(c.symbol, c.venue, range(id)), id, out_->quotes), "");
            out_->market.quotes.push_back(quotes);
        }
        for (const Duration timeframe : w.timeframes) ARGOSY_TRY(load_bars(id, timeframe, trades), "");
        if (w.trades) note_ticks(id, "trades", trades);
        if (w.quotes) note_ticks(id, "quotes", out_->market.quotes.back());
        return {};
    }

    /// From the first to the last bar, or as the run's file says.
    [[nodiscard]] Covered span_of(InstrumentId id) const {
        Covered out{.from = Time::max(), .to = Time::min()};
        for (const auto& track : out_->market.bars) {
            if (track.instrument != id || track.bars.empty()) continue;
            const auto c = covered(track.bars, track.interval);
            out = {.from = std::min(out.from, c.from), .to = std::max(out.to, c.to)};
        }
        return out;
    }

    void note(std::string text) {
        if (!text.empty()) out_->notes.push_back(std::move(text));
    }

    /// A strategy that lives on ticks is silent where there are none, however long its bars are.
    template <class Tick>
    void note_ticks(InstrumentId id, std::string_view what, std::span<const Tick> ticks) {
        const auto run = span_of(id);
        if (ticks.empty() || run.to <= run.from) return;
        const auto slack = std::min<Duration>(std::chrono::days{1}, (run.to - run.from) / 20);
        note(lack(fmt::format("{}: {}", table_[id].symbol, what), covered(ticks), run, slack,
                  fmt::format("outside, the strategies see no {}", what)));
    }

    void note_bars(const BarTrack& track) {
        if (track.bars.empty()) return;
        const auto& i = table_[track.instrument];
        const auto name = fmt::format("{}: bars of {}", i.symbol, argosy::to_string(track.interval));
        const auto there = covered(track.bars, track.interval);
        const bool never_closes = i.hours == domain::TradingHours::always;
        // A holiday or a weekend is no lack.
        const auto slack = std::max<Duration>(std::chrono::days{never_closes ? 1 : 5}, track.interval * 2);
        note(lack(name, there, {.from = config_.from.value_or(there.from), .to = config_.to.value_or(there.to)}, slack,
                  "nothing is traded outside"));
        const auto missing = never_closes ? missing_bars(track.bars, track.interval) : MissingBars{};
        if (missing.count > 0)
            note(fmt::format("{}: {} of {} are missing, the first at {}; what happened there is not in the figures",
                             name, missing.count, missing.count + track.bars.size(), to_iso8601(missing.first)));
    }

    /// The rows of a series in the run's range and the instrument's hours.
    template <class Row>
    Result<std::span<const Row>> read(Result<data::Series<Row>> series, InstrumentId id, LoadedMarket::Kept<Row>& keep,
                                      const std::string& made = "") {
        if (!series) return std::unexpected(std::move(series).error());
        if (series->empty()) return nothing_in_range(series->info());
        ARGOSY_LET(auto rows, series->read(), "");
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
        const auto exact = catalogue_.find(key(id, interval));
        if (!exact && exact.error().code() == Errc::corrupt)
            return fail(Errc::corrupt, std::string(exact.error().message()), exact.error().hint());
        const bool stored = exact.has_value();
        const Duration from = stored ? interval : finer(id, interval);
        if (from == Duration{}) {
            if (!trades.empty()) return build_bars(id, interval, trades);
            return std::unexpected(std::move(catalogue_.find(key(id, interval))).error());
        }
        const std::string made = stored ? "" : "resampled from " + argosy::to_string(from);
        ARGOSY_LET(const auto bars, read(catalogue_.bars(key(id, from), range(id)), id, out_->bars, made), "");
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
        if (!stored && stored.error().code() == Errc::corrupt)
            return fail(Errc::corrupt, std::string(stored.error().message()), stored.error().hint());
        if (!stored) {
            out_->notes.push_back(c.symbol + ": no funding is stored, so none is charged");
            return {};
        }
        ARGOSY_LET(const auto series, catalogue_.funding(c.symbol, c.venue, range(id)), "");
        if (series.empty() && !voter.empty()) return nothing_in_range(series.info());
        ARGOSY_LET(auto rows, series.read(), "");
        add_source(series.info(), rows.size(), "");
        note_funding(id, series.info(), rows.span());
        out_->funding.read.push_back(std::move(rows));
        out_->market.funding.push_back(out_->funding.read.back().span());
        return {};
    }

    void note_funding(InstrumentId id, const data::SeriesInfo& info, std::span<const domain::Funding> rows) {
        const auto run = span_of(id);
        if (run.to <= run.from) return;
        const auto there = rows.empty() ? Covered{.from = info.first_time, .to = info.last_time} : covered(rows);
        // Settlements are some hours apart.
        note(lack(table_[id].symbol + ": settlements of funding", there, run, std::chrono::days{1},
                  "none is charged outside"));
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
    ARGOSY_LET(const auto all, wanted(config, instruments, strategies), "");
    return Loader(config, instruments, catalogue).load(all);
}

}  // namespace argosy::backtest
