#include "runtime/config.hpp"

#include "base/describe.hpp"
#include "config/write.hpp"

namespace argosy::runtime {
namespace {

execution::Distance percent(const char* text) {
    return {.kind = execution::Distance::Kind::rate, .value = *parse_decimal<Ratio>(text)};
}

backtest::InstrumentConfig perpetual(const char* symbol, Price tick, Qty lot) {
    return {.symbol = symbol, .tick_size = tick, .lot_size = lot, .notional_min = Money::from_int(5), .funding = false};
}

engine::BookSettings default_book() {
    engine::BookSettings book{.name = "consensus"};
    book.strategies = {{.name = "ema_cross", .timeframe = 1min, .parameters = {{"fast", "9"}, {"slow", "21"}}},
                       {.name = "macd", .timeframe = 1min},
                       {.name = "supertrend", .timeframe = 1min},
                       {.name = "stochrsi_ema", .timeframe = 1min}};
    book.consensus = {.quorum = 3, .agreement = 0.6, .keep_agreement = 0.4};
    book.sizing.method = risk::FixedFraction{"0.25"_ratio};
    book.exits.stop = percent("0.01");
    book.exits.take_profit = percent("0.025");
    return book;
}

}  // namespace

std::string_view to_string(SourceKind k) noexcept { return k == SourceKind::synthetic ? "synthetic" : "replay"; }

SimulationConfig default_simulation() {
    SimulationConfig c;
    c.run.name = "simulation";
    c.run.account.balance = Money::from_int(50'000);
    c.run.account.leverage = Ratio::from_int(2);
    c.run.instruments = {perpetual("BTC/USDT:USDT", "0.1"_px, "0.001"_qty),
                         perpetual("ETH/USDT:USDT", "0.01"_px, "0.001"_qty),
                         perpetual("SOL/USDT:USDT", "0.01"_px, "0.1"_qty)};
    c.run.books = {default_book()};
    c.run.slippage = {.kind = sim::SlippageKind::ticks, .ticks = 1};
    c.run.limits.gross_exposure.of_base = "1.5"_ratio;
    c.run.limits.instrument_exposure.of_base = "0.6"_ratio;
    c.run.limits.open_orders_max = 50;
    c.run.limits.daily_loss.of_base = "0.05"_ratio;
    c.run.protections.cooldown = 5min;
    c.run.protections.stoploss_guard = {.stops = 4, .window = 2h, .lock = 30min};
    c.run.risk_state.reduced = {.drawdown = "0.08"_ratio};
    c.run.risk_state.crisis = {.drawdown = "0.15"_ratio};
    c.run.risk_state.stopped = {.drawdown = "0.25"_ratio};
    c.start = *parse_iso8601("2026-01-01");
    c.synthetic = {
        {"BTC/USDT:USDT", 64'000, 0.65, 40}, {"ETH/USDT:USDT", 3'100, 0.8, 600}, {"SOL/USDT:USDT", 148, 1.0, 9'000}};
    return c;
}

std::string decisive_hash(SimulationConfig config) {
    config.speed = SimulationConfig{}.speed;
    config.history = SimulationConfig{}.history;
    return config::config_hash(config);
}

void describe(Described<SyntheticInstrument>& d) {
    using S = SyntheticInstrument;
    d.name("synthetic_instrument").doc("How one instrument of the synthetic market moves.");
    d.field("symbol", &S::symbol, {.required = true, .doc = "One of run.instruments."});
    d.field("start_price", &S::start_price, {.above = 0.0, .doc = "At the start."});
    d.field("volatility", &S::volatility, {.max = 20.0, .above = 0.0, .unit = "per year", .doc = "Of returns."});
    d.field("volume_per_bar", &S::volume_per_bar, {.above = 0.0, .doc = "Median, in base units."});
}

void describe(Described<SimulationConfig>& d) {
    using S = SimulationConfig;
    d.name("simulation").doc("What `argosy up` trades in simulation.");
    d.field("run", &S::run);
    d.field("source", &S::source, {.doc = "synthetic (a seeded random market) or replay (recorded bars)."});
    d.field("seed", &S::seed, {.doc = "Of the synthetic market."});
    d.field("start", &S::start, {.doc = "Of the synthetic market."});
    d.field("interval", &S::interval, {.above = Duration{}, .doc = "Of the synthetic bars."});
    d.field("synthetic", &S::synthetic, {.doc = "One for each of run.instruments."});
    d.field("history", &S::history, {.max = 1'000'000, .unit = "bars", .doc = "Traded at once at the first start."});
    d.field("speed", &S::speed,
            {.min = 0.0, .max = 1e9, .doc = "Simulated seconds in a second; 0: as fast as possible."});
}

}  // namespace argosy::runtime
