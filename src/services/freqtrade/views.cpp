#include "services/freqtrade/views.hpp"

#include <algorithm>

#include "base/suggest.hpp"
#include "engine/engine.hpp"
#include "runtime/lookup.hpp"
#include "runtime/views.hpp"
#include "services/freqtrade/trades.hpp"

namespace argosy::services::freqtrade {
namespace {

using Core = runtime::Simulation;

/// "1m", "4h", "1d": the word of that API is ours too.
std::string timeframe_of(const Core& core) { return to_string(core.config().interval); }

std::string first_venue(const Core& core) {
    const auto& run = core.config().run;
    if (run.instruments.empty()) return "sim";
    const auto id = runtime::find_instrument(core, run.instruments.front().symbol);
    return id ? core.instruments()[*id].venue : "sim";
}

void write_pricing(JsonWriter& w, const char* name) {
    w.key(name).begin_object().field("price_side", "same").field("use_order_book", false).end_object();
}

void write_orders(JsonWriter& w) {
    w.key("unfilledtimeout").begin_object().end_object().key("order_types").begin_object();
    w.field("entry", "market").field("exit", "market").field("stoploss", "market");
    w.field("stoploss_on_exchange", true).end_object();
    write_pricing(w, "entry_pricing");
    write_pricing(w, "exit_pricing");
}

void write_row(JsonWriter& w, const domain::Bar& b) {
    w.begin_array().value(date_text(b.open_time)).value(b.open.to_double()).value(b.high.to_double());
    w.value(b.low.to_double()).value(b.close.to_double()).value(b.volume.to_double());
    w.value(milliseconds(b.open_time)).end_array();
}

void write_span(JsonWriter& w, const std::string& name, Time t) {
    w.field("data_" + name, date_text(t)).field("data_" + name + "_ts", milliseconds(t));
}

}  // namespace

std::string show_config_json(const Core& core, const std::string& version) {
    const auto& run = core.config().run;
    const bool is_short = std::ranges::any_of(run.books, [](const auto& book) { return book.allow_short; });
    const auto most = core.engine().checks().limits().concurrent_trades_max;
    const bool is_futures = !run.instruments.empty() && run.instruments.front().symbol.contains(':');
    JsonWriter w;
    w.begin_object().field("version", "argosy " + version).key("strategy_version").null().field("api_version", 2.42);
    w.field("dry_run", true).field("trading_mode", is_futures ? "futures" : "spot").field("short_allowed", is_short);
    w.field("margin_mode", is_futures ? "cross" : "").field("stake_currency", run.account.currency.code());
    w.field("stake_amount", "unlimited").field("available_capital", run.account.balance.to_double());
    w.field("stake_currency_decimals", 2).field("max_open_trades", most > 0 ? static_cast<std::int64_t>(most) : -1);
    w.key("minimal_roi").begin_object().end_object().key("stoploss").null().field("stoploss_on_exchange", true);
    w.key("trailing_stop").null().key("trailing_stop_positive").null().key("trailing_stop_positive_offset").null();
    w.key("trailing_only_offset_is_reached").null();
    write_orders(w);
    w.field("use_custom_stoploss", false).field("timeframe", timeframe_of(core));
    w.field("timeframe_ms", core.config().interval / 1ms).field("timeframe_min", core.config().interval / 1min);
    w.field("exchange", first_venue(core)).field("strategy", join(core.engine().strategy_names()));
    w.field("force_entry_enable", false).field("bot_name", "argosy");
    const bool is_running = core.is_trading() && !core.engine().emergency().is_tripped();
    w.field("state", is_running ? "running" : "stopped").field("runmode", "dry_run");
    w.field("position_adjustment_enable", false).field("max_entry_position_adjustment", 0);
    return std::move(w.end_object()).take();
}

std::string whitelist_json(const Core& core) {
    const auto& all = core.config().run.instruments;
    JsonWriter w;
    w.begin_object().key("whitelist").begin_array();
    for (const auto& i : all) w.value(i.symbol);
    w.end_array().field("length", all.size()).key("method").begin_array().value("StaticPairList").end_array();
    return std::move(w.end_object()).take();
}

std::string blacklist_json() {
    return R"({"blacklist":[],"blacklist_expanded":[],"errors":{},"length":0,"method":["StaticPairList"]})";
}

std::string locks_json(const Core& core) {
    const auto locks = core.engine().protections().locks(core.now());
    JsonWriter w;
    w.begin_object().field("lock_count", locks.size()).key("locks").begin_array();
    std::int64_t id = 0;
    for (const auto& lock : locks) {
        w.begin_object().field("id", ++id).field("active", true);
        w.field("pair", lock.instrument.is_none() ? std::string("*") : core.instruments()[lock.instrument].symbol);
        w.field("side", "*").field("reason", lock.cause.view());
        w.field("lock_time", date_text(lock.since)).field("lock_timestamp", milliseconds(lock.since));
        w.field("lock_end_time", date_text(lock.until)).field("lock_end_timestamp", milliseconds(lock.until));
        w.end_object();
    }
    return std::move(w.end_array().end_object()).take();
}

std::string logs_json(const Core& core, std::size_t limit) {
    const auto& alerts = core.history().alerts();
    const std::size_t count = std::min(limit, alerts.size());
    JsonWriter w;
    w.begin_object().field("log_count", count).key("logs").begin_array();
    for (std::size_t i = alerts.size() - count; i < alerts.size(); ++i) {
        const auto& a = alerts[i];
        w.begin_array()
            .value(date_text(a.time))
            .value(milliseconds(a.time))
            .value("argosy." + std::string(a.category.view()));
        w.value(to_string(a.level)).value(a.message.view()).end_array();
    }
    return std::move(w.end_array().end_object()).take();
}

Result<std::string> candles_json(const Core& core, const std::string& pair, const std::string& timeframe,
                                 std::size_t limit) {
    ARGOSY_LET(const auto id, runtime::find_instrument(core, pair), "pair");
    ARGOSY_LET(const auto interval, parse_duration(timeframe), "timeframe");
    const auto* series = core.history().bars(id, interval);
    if (series == nullptr) {
        std::vector<std::string> there;
        for (const Duration d : core.history().intervals(id)) there.push_back(to_string(d));
        return fail(Errc::not_found, "no bars of " + timeframe + " are kept, there are " + join(there));
    }
    const auto& bars = series->bars;
    const std::size_t first = bars.size() > limit ? bars.size() - limit : 0;
    JsonWriter w;
    w.begin_object()
        .field("strategy", join(core.engine().strategy_names()))
        .field("pair", core.instruments()[id].symbol);
    w.field("timeframe", timeframe).field("timeframe_ms", interval / 1ms).key("columns").begin_array();
    for (const char* column : {"date", "open", "high", "low", "close", "volume", "__date_ts"}) w.value(column);
    w.end_array().key("all_columns").begin_array().end_array().key("data").begin_array();
    for (std::size_t i = first; i < bars.size(); ++i) write_row(w, bars[i]);
    w.end_array().field("length", bars.size() - first);
    for (const char* signal : {"buy_signals", "sell_signals", "enter_long_signals", "exit_long_signals",
                               "enter_short_signals", "exit_short_signals"})
        w.field(signal, 0);  // votes are shown as ballots, not in the bars
    w.field("last_analyzed", date_text(core.now())).field("last_analyzed_ts", milliseconds(core.now()));
    write_span(w, "start", bars.empty() ? core.now() : bars[first].open_time);
    write_span(w, "stop", bars.empty() ? core.now() : bars.back().open_time);
    return std::move(w.end_object()).take();
}

std::string strategies_json(const Core& core) {
    JsonWriter w;
    w.begin_object().key("strategies").begin_array();
    for (std::size_t i = 0; i < core.engine().voters(); ++i) w.value(core.engine().strategy_names()[i]);
    return std::move(w.end_array().end_object()).take();
}

}  // namespace argosy::services::freqtrade
