#include "services/freqtrade/trades.hpp"

#include <algorithm>

#include "engine/engine.hpp"
#include "runtime/views.hpp"

namespace argosy::services::freqtrade {
namespace {

/// A time under both of its names, "open_date" and "open_timestamp"; null when there is none.
void write_time(JsonWriter& w, const std::string& name, std::optional<Time> t) {
    w.key(name + "_date");
    t ? w.value(date_text(*t)) : w.null();
    w.key(name + "_timestamp");
    t ? w.value(milliseconds(*t)) : w.null();
}

void write_nulls(JsonWriter& w, std::initializer_list<std::string_view> names) {
    for (const auto name : names) w.key(name).null();
}

void write_profit(JsonWriter& w, const runtime::Simulation& core, const domain::RoundTrip& t, bool is_open) {
    const double gain = gain_of(core, t), net = t.net().to_double();
    for (const char* name : {"profit", "close_profit"}) {
        const bool is_known = !is_open || std::string_view(name) == "profit";
        const std::string prefix(name);
        if (!is_known) {
            w.key(prefix).null().key(prefix + "_pct").null().key(prefix + "_abs").null();
            continue;
        }
        w.field(prefix == "profit" ? "profit_ratio" : "close_profit", gain);
        w.field(prefix + "_pct", gain * 100).field(prefix + "_abs", net);
    }
    w.field("realized_profit", is_open ? 0.0 : net).field("realized_profit_ratio", is_open ? 0.0 : gain);
    w.field("total_profit_abs", net).field("total_profit_ratio", gain);
    w.field("funding_fees", t.funding.to_double());
    write_nulls(w, {"profit_fiat", "total_profit_fiat"});
}

void write_stop(JsonWriter& w, const runtime::Simulation& core, const domain::RoundTrip& t, bool is_open) {
    const auto position = is_open ? std::optional(runtime::position_of(core, t.instrument)) : std::nullopt;
    const auto stop = position ? position->stop_price : std::nullopt;
    w.key("stop_loss_abs");
    stop ? w.value(stop->to_double()) : w.null();
    const double entry = t.entry_price.to_double();
    const double distance = stop && entry > 0 ? stop->to_double() / entry - 1 : 0;
    w.key("stop_loss_ratio");
    stop ? w.value(distance) : w.null();
    w.key("stop_loss_pct");
    stop ? w.value(distance * 100) : w.null();
    write_nulls(w, {"stoploss_last_update", "stoploss_last_update_timestamp", "initial_stop_loss_abs",
                    "initial_stop_loss_ratio", "initial_stop_loss_pct", "min_rate", "max_rate"});
    if (position) w.field("current_rate", position->mark_price.to_double());
    w.key("liquidation_price");
    position && position->liquidation_price ? w.value(position->liquidation_price->to_double()) : w.null();
}

void write_amounts(JsonWriter& w, const runtime::Simulation& core, const domain::RoundTrip& t, bool is_open) {
    const double stake = stake_of(core, t);
    w.field("amount", t.qty_max.to_double()).field("amount_requested", t.qty_max.to_double());
    w.field("stake_amount", stake).field("max_stake_amount", stake).field("open_trade_value", stake);
    w.field("open_rate", t.entry_price.to_double()).key("open_rate_requested").null().key("close_rate");
    is_open ? w.null() : w.value(t.exit_price.to_double());
    w.key("close_rate_requested").null();
    w.field("leverage", core.config().run.account.leverage.to_double());
    // Fees are known for the whole trade, not for its ends.
    write_nulls(w, {"fee_open", "fee_open_cost", "fee_open_currency", "fee_close", "fee_close_cost",
                    "fee_close_currency", "interest_rate", "amount_precision", "price_precision", "precision_mode"});
}

}  // namespace

std::int64_t trade_number(const domain::RoundTrip& t) noexcept {
    // What began in one millisecond is told apart by its strategy (up to 30), its instrument (up to 132) and its
    // number. All of it stays below 2^53, which is as far as pages count, until 2039.
    const std::int64_t strategy = t.strategy.is_none() ? 0 : std::int64_t{t.strategy.value()} + 1;
    const std::int64_t which = std::int64_t{t.instrument.value()} * 31 + strategy + std::int64_t{t.entry_number} * 1021;
    return milliseconds(t.entry_time) * 4096 + which % 4096;
}

std::vector<domain::RoundTrip> open_trades(const runtime::Simulation& core) {
    return core.engine().trades().open(core.engine().portfolio(), core.now());
}

const std::vector<domain::RoundTrip>& closed_trades(const runtime::Simulation& core) {
    return core.engine().trades().closed();
}

double stake_of(const runtime::Simulation& core, const domain::RoundTrip& t) {
    return core.instruments()[t.instrument].notional(t.entry_price, t.qty_max).to_double();
}

double gain_of(const runtime::Simulation& core, const domain::RoundTrip& t) {
    const double stake = stake_of(core, t);
    return stake > 0 ? t.net().to_double() / stake : 0;
}

void write_trade(JsonWriter& w, const runtime::Simulation& core, const domain::RoundTrip& t, bool is_open) {
    const auto& instrument = core.instruments()[t.instrument];
    const auto& names = core.engine().strategy_names();
    w.begin_object().field("trade_id", trade_number(t)).field("pair", instrument.symbol);
    w.field("base_currency", instrument.base.code()).field("quote_currency", instrument.quote.code());
    w.field("is_open", is_open).field("is_short", t.side == domain::Side::sell).field("exchange", instrument.venue);
    w.field("strategy", t.strategy.is_none() ? std::string("by hand") : names[t.strategy.value()]);
    w.key("enter_tag").null().field("timeframe", core.config().interval / 1min);
    w.field("trading_mode", instrument.is_perpetual() ? "futures" : "spot");
    write_amounts(w, core, t, is_open);
    write_time(w, "open", t.entry_time);
    write_time(w, "open_fill", t.entry_time);
    write_time(w, "close", is_open ? std::nullopt : std::optional(t.exit_time));
    write_profit(w, core, t, is_open);
    write_stop(w, core, t, is_open);
    w.key("exit_reason");
    is_open ? w.null() : w.value(domain::to_string(t.exit_purpose));
    w.key("exit_order_status").null().field("has_open_orders", false).key("orders").begin_array().end_array();
    w.end_object();
}

std::string date_text(Time t) {
    std::string text = to_iso8601(std::chrono::floor<std::chrono::seconds>(t));
    std::ranges::replace(text, 'T', ' ');
    text.resize(19);
    return text;
}

std::int64_t milliseconds(Time t) noexcept { return to_ns(t) / 1'000'000; }

}  // namespace argosy::services::freqtrade
