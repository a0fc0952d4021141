#include "runtime/market_source.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "backtest/market_data.hpp"
#include "backtest/replay.hpp"
#include "backtest/session.hpp"
#include "data/catalogue.hpp"
#include "domain/archive.hpp"
#include "sim/random_market.hpp"

namespace argosy::runtime {
namespace {

class Synthetic final : public MarketSource {
public:
    Synthetic(const domain::InstrumentTable& table, sim::RandomMarketSettings settings, BarListener& listener)
        : start_(settings.start), seed_(settings.seed), market_(table, std::move(settings)), listener_(listener) {
        bars_ = market_.next();
        for_venue_.assign(bars_.size(), 1);
    }

    bool play_next(backtest::Session& session) override {
        if (!opened_)
            for (const auto& bar : bars_) session.on_open(bar);
        const Time at = bars_.front().close_time();
        session.on_close(bars_, for_venue_, {}, at);
        for (const auto& bar : bars_) listener_.on_bar_played(bar);
        bars_ = market_.next();
        for (const auto& bar : bars_) session.on_open(bar);
        opened_ = true;
        return true;
    }
    [[nodiscard]] Time next_time() const override { return bars_.front().close_time(); }
    [[nodiscard]] Time ahead(std::size_t number) const override {
        return next_time() + (static_cast<std::int64_t>(number) - 1) * bars_.front().interval;
    }
    [[nodiscard]] Time start() const override { return start_; }
    [[nodiscard]] bool save(ArchiveWriter& archive) const override {
        archive(market_, bars_, opened_);
        return true;
    }
    [[nodiscard]] bool load(ArchiveReader& archive) override {
        archive(market_, bars_, opened_);
        return bars_.size() == for_venue_.size();
    }
    [[nodiscard]] std::string describe() const override { return fmt::format("synthetic market, seed {}", seed_); }

private:
    Time start_;
    std::uint64_t seed_;
    sim::RandomMarket market_;
    BarListener& listener_;
    std::vector<domain::BarClosed> bars_;
    std::vector<std::uint8_t> for_venue_;
    bool opened_ = false;
};

class Recorded final : public MarketSource {
public:
    Recorded(std::unique_ptr<backtest::LoadedMarket> loaded, BarListener& listener)
        : loaded_(std::move(loaded)),
          replay_(loaded_->market),
          listener_(listener),
          next_bar_(loaded_->market.bars.size()) {}

    bool play_next(backtest::Session& session) override {
        if (replay_.done()) return false;
        const Time at = replay_.next_time();
        replay_.play_instant(session);
        tell_closed(at);
        return true;
    }
    std::uint64_t play_calm(backtest::Session& session, Time until) override {
        const std::uint64_t played = replay_.run_calm(session, until);
        if (played == 0) return 0;
        const auto& track = loaded_->market.bars.front();  // a stretch is of the only one
        next_bar_.front() += played - 1;                   // those are told by the session
        tell_closed(track.bars[next_bar_.front()].open_time + track.interval);
        return played;
    }
    [[nodiscard]] Time next_time() const override { return replay_.next_time(); }
    [[nodiscard]] Time ahead(std::size_t number) const override {
        Time out = time_max;
        for (std::size_t t = 0; t < next_bar_.size(); ++t) {
            const auto& track = loaded_->market.bars[t];
            if (next_bar_[t] == track.bars.size()) continue;
            const std::size_t at = std::min(next_bar_[t] + number, track.bars.size()) - 1;
            out = std::min(out, track.bars[at].open_time + track.interval);
        }
        return out == time_max ? next_time() : std::max(out, next_time());
    }
    [[nodiscard]] Time start() const override { return loaded_->market.start(); }
    [[nodiscard]] std::string describe() const override {
        return fmt::format("replay of {}", loaded_->sources.empty() ? "nothing" : loaded_->sources.front().series);
    }

private:
    void tell_closed(Time at) {
        for (std::size_t t = 0; t < next_bar_.size(); ++t) {
            const auto& track = loaded_->market.bars[t];
            for (; next_bar_[t] < track.bars.size() && track.bars[next_bar_[t]].open_time + track.interval <= at;
                 ++next_bar_[t])
                listener_.on_bar_played(
                    {.instrument = track.instrument, .interval = track.interval, .bar = track.bars[next_bar_[t]]});
        }
    }
    std::unique_ptr<backtest::LoadedMarket> loaded_;
    backtest::Replay replay_;
    BarListener& listener_;
    std::vector<std::size_t> next_bar_;
};

/// The synthetic market makes bars of one length only: a strategy of another one would wait for ever.
Result<> check_timeframes(const SimulationConfig& config) {
    for (const auto& book : config.run.books)
        for (const auto& s : book.strategies)
            if (s.timeframe != config.interval)
                return fail(Errc::invalid_argument,
                            fmt::format("strategy {} sees bars of {}, the synthetic market makes bars of {}", s.name,
                                        argosy::to_string(s.timeframe), argosy::to_string(config.interval)),
                            "set `interval` and every `timeframe` to the same length");
    return {};
}

Result<sim::RandomMarketSettings> synthetic_settings(const SimulationConfig& config,
                                                     const domain::InstrumentTable& table) {
    sim::RandomMarketSettings s{.seed = config.seed, .start = config.start, .interval = config.interval};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        const auto& symbol = table[InstrumentId(i)].symbol;
        const auto it = std::ranges::find(config.synthetic, symbol, &SyntheticInstrument::symbol);
        if (it == config.synthetic.end())
            return fail(Errc::invalid_argument, symbol + " has no entry in `synthetic`",
                        "add {symbol: " + symbol + ", start_price: ...} to it, or set source: replay");
        s.instruments.push_back({.id = InstrumentId(i),
                                 .start_price = it->start_price,
                                 .volatility = it->volatility,
                                 .volume_per_bar = it->volume_per_bar});
    }
    return s;
}

}  // namespace

Result<std::unique_ptr<MarketSource>> make_source(const SimulationConfig& config,
                                                  const domain::InstrumentTable& instruments,
                                                  const data::Catalogue* catalogue,
                                                  const strategy::Catalogue& strategies, BarListener& listener) {
    if (config.source == SourceKind::synthetic) {
        ARGOSY_TRY(check_timeframes(config), "");
        ARGOSY_LET(auto settings, synthetic_settings(config, instruments), "synthetic market");
        return std::make_unique<Synthetic>(instruments, std::move(settings), listener);
    }
    if (!catalogue) return fail(Errc::invalid_argument, "a replay needs a data folder", "pass --data-dir");
    ARGOSY_LET(auto loaded, backtest::load_market(config.run, instruments, *catalogue, &strategies), "replay");
    return std::make_unique<Recorded>(std::move(loaded), listener);
}

}  // namespace argosy::runtime
