#include "services/orchestrator/views.hpp"

#include "base/describe.hpp"
#include "engine/engine.hpp"

namespace argosy::services::orchestrator {

void describe(Described<TradingStatus>& d) {
    using T = TradingStatus;
    d.name("trading_status").field("status", &T::status, {.doc = "running, stopped or emergency_stop."});
    d.field("cycle_count", &T::cycle_count).field("active_trades", &T::active_trades);
    d.field("total_pnl", &T::total_pnl).field("last_cycle", &T::last_cycle).field("uptime", &T::uptime, {.unit = "s"});
    d.field("cause", &T::cause, {.doc = "Of an emergency stop."}).field("mode", &T::mode).field("source", &T::source);
    d.field("speed", &T::speed).field("time", &T::time).field("wall_time", &T::wall_time);
    d.field("started_at", &T::started_at).field("version", &T::version).field("currency", &T::currency);
    d.field("instruments", &T::instruments).field("strategies", &T::strategies);
}

void describe(Described<ActiveTrade>& d) {
    using T = ActiveTrade;
    d.name("active_trade").field("trade_id", &T::trade_id).field("pair", &T::pair).field("exchange", &T::exchange);
    d.field("side", &T::side).field("status", &T::status).field("strategy", &T::strategy);
    d.field("entry_price", &T::entry_price).field("position_size", &T::position_size);
    d.field("current_pnl", &T::current_pnl).field("entry_time", &T::entry_time);
}
void describe(Described<ActiveTrades>& d) { d.name("active_trades").field("trades", &ActiveTrades::trades); }

ActiveTrades active_trades(const runtime::Simulation& core) {
    ActiveTrades out;
    const auto& names = core.engine().strategy_names();
    for (const auto& t : core.engine().trades().open(core.engine().portfolio(), core.now())) {
        const auto& instrument = core.instruments()[t.instrument];
        out.trades.push_back({.trade_id = runtime::trade_id_of(t),
                              .pair = instrument.symbol,
                              .exchange = instrument.venue,
                              .side = t.side == domain::Side::buy ? "long" : "short",
                              .status = "OPEN",
                              .strategy = t.strategy.is_none() ? "manual" : names[t.strategy.value()],
                              .entry_price = t.entry_price.to_double(),
                              .position_size = core.engine().portfolio().position(t.instrument).qty.abs().to_double(),
                              .current_pnl = t.net().to_double(),
                              .entry_time = t.entry_time});
    }
    return out;
}

void describe(Described<CycleStats>& d) {
    using T = CycleStats;
    d.name("cycle_stats").field("cycle_count", &T::cycle_count, {.doc = "Of all processes; the others of this one."});
    d.field("entry", &T::entry).field("exit", &T::exit).field("maintenance", &T::maintenance);
    d.field("trades_processed", &T::trades_processed).field("signals_generated", &T::signals_generated);
    d.field("errors", &T::errors).field("last_cycle", &T::last_cycle);
    d.field("cycles", &T::cycles, {.doc = "The newest first."});
}

CycleStats stats_of(const Cycles& cycles) {
    const auto& c = cycles.counts();
    CycleStats out{.cycle_count = c.all,
                   .entry = c.by_type[0],
                   .exit = c.by_type[1],
                   .maintenance = c.by_type[2],
                   .trades_processed = c.trades_processed,
                   .signals_generated = c.signals_generated,
                   .errors = c.errors,
                   .last_cycle = {},
                   .cycles = {cycles.recent().rbegin(), cycles.recent().rend()}};
    if (!out.cycles.empty()) out.last_cycle = out.cycles.front();
    return out;
}

void describe(Described<PairList>& d) {
    d.name("pairs").field("pairs", &PairList::pairs);
    d.field("all", &PairList::all, {.doc = "Nothing was selected: every pair is traded."});
}
void describe(Described<CandidateList>& d) { d.name("candidates").field("candidates", &CandidateList::candidates); }
void describe(Described<PairChoice>& d) {
    using T = PairChoice;
    d.name("pair_choice").doc("Pairs by name, by criteria, or all of them.");
    d.field("pairs", &T::pairs).field("symbols", &T::symbols, {.doc = "The same as pairs."}).field("all", &T::all);
    d.field("min_volume_24h", &T::min_volume_24h, {.min = 0.0});
    d.field("min_volatility", &T::min_volatility, {.min = 0.0});
    d.field("max_pairs", &T::max_pairs, {.min = 1, .max = 1000}).field("exchange", &T::exchange);
}

void describe(Described<ServiceRow>& d) {
    using T = ServiceRow;
    d.name("service_row").field("name", &T::name).field("state", &T::state).field("condition", &T::condition);
    d.field("detail", &T::detail).field("error", &T::error).field("since", &T::since);
}
void describe(Described<ServiceRows>& d) { d.name("services").field("services", &ServiceRows::services); }
void describe(Described<ReportRow>& d) {
    using T = ReportRow;
    d.name("report_row").field("sequence", &T::sequence).field("time", &T::time).field("key", &T::key);
}
void describe(Described<ReportRows>& d) { d.name("report_rows").field("reports", &ReportRows::reports); }

void describe(Described<StopInput>& d) {
    d.name("emergency_stop_input").field("reason", &StopInput::reason);
    d.field("flatten", &StopInput::flatten, {.doc = "Close all positions too."});
}
void describe(Described<ResetInput>& d) {
    d.name("reset_input").field("confirm", &ResetInput::confirm, {.doc = "Empty: step one, which answers with it."});
}
void describe(Described<CrisisInput>& d) { d.name("crisis_input").field("cause", &CrisisInput::cause); }
void describe(Described<CycleInput>& d) {
    d.name("cycle_input").field("cycle_type", &CycleInput::cycle_type, {.doc = "entry, exit or maintenance."});
}
void describe(Described<CyclesQuery>& d) {
    d.name("cycles_query").field("limit", &CyclesQuery::limit, {.min = 1, .max = 1000, .unit = "rows"});
    d.field("cursor", &CyclesQuery::cursor, {.doc = "next_cursor of the page before."});
}
void describe(Described<CyclesPage>& d) {
    d.name("cycles_page").field("cycles", &CyclesPage::cycles).field("next_cursor", &CyclesPage::next_cursor);
}

}  // namespace argosy::services::orchestrator
