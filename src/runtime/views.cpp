#include "runtime/views.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/json_writer.hpp"
#include "codec/json.hpp"

namespace argosy::runtime {
namespace {

using codec::Names;

Names names_of(const Simulation& s) {
    return {.instruments = &s.instruments(), .strategies = s.engine().strategy_names()};
}

std::string ratio(double v) { return fmt::format("{:.6f}", v); }

void field_time(JsonWriter& w, std::string_view key, Time t) {
    if (t == Time{})
        w.key(key).null();
    else
        w.field(key, to_iso8601(t));
}

template <class T>
void list(JsonWriter& w, std::string_view key, const Simulation& s, const std::deque<T>& rows, std::size_t limit,
          auto keep) {
    w.key(key).begin_array();
    for (auto it = rows.rbegin(); it != rows.rend() && limit > 0; ++it) {
        if (!keep(*it)) continue;
        w.raw(codec::to_json(*it, names_of(s)));
        --limit;
    }
    w.end_array();
}

constexpr auto all = [](const auto&) { return true; };

int decimals_of(std::string_view step) {
    const auto dot = step.find('.');
    return dot == step.npos ? 0 : static_cast<int>(step.size() - dot - 1);
}

std::string_view state_of(const Simulation& s) {
    if (s.engine().emergency().is_tripped()) return "emergency_stop";
    return s.is_trading() ? "running" : "stopped";
}

void write_instruments(JsonWriter& w, const Simulation& s) {
    w.key("instruments").begin_array();
    for (std::uint32_t i = 0; i < s.instruments().size(); ++i) {
        const auto& instrument = s.instruments()[InstrumentId(i)];
        w.begin_object().field("instrument", instrument.symbol).field("venue", instrument.venue);
        w.field("price_decimals", decimals_of(to_string(instrument.tick_size)));
        w.field("qty_decimals", decimals_of(to_string(instrument.lot_size))).key("intervals").begin_array();
        for (const Duration d : s.history().intervals(InstrumentId(i))) w.value(argosy::to_string(d));
        w.end_array().end_object();
    }
    w.end_array();
}

void write_strategies(JsonWriter& w, const Simulation& s) {
    w.key("strategies").begin_array();
    std::uint16_t id = 0;
    for (const auto& book : s.engine().books())
        for (const auto& voter : book->consensus().voters()) {
            w.begin_object()
                .field("name", voter.name)
                .field("enabled", s.engine().is_enabled(StrategyId(id++)))
                .end_object();
        }
    w.end_array();
}

/// The stop that protects the position now; zero: none.
Price stop_of(const Simulation& s, InstrumentId id) {
    for (std::size_t b = 0; b < s.engine().books().size(); ++b)
        for (const auto& view : s.engine().brackets(b).views())
            if (view.instrument == id && !view.is_naked && !view.stop_now.is_zero()) return view.stop_now;
    return {};
}

std::size_t open_positions(const Simulation& s) {
    return static_cast<std::size_t>(
        std::ranges::count_if(s.engine().portfolio().positions(), [](const auto& p) { return !p.is_flat(); }));
}

/// Of those that are kept.
std::size_t trades_today(const Simulation& s) {
    const auto& closed = s.engine().trades().closed();
    const auto first = std::ranges::lower_bound(closed, floor_to(s.now(), 24h), {}, &domain::RoundTrip::exit_time);
    return static_cast<std::size_t>(closed.end() - first);
}

void write_trade(JsonWriter& w, const Simulation& s, const domain::RoundTrip& t, std::string_view status) {
    w.begin_object().field("trade_id", fmt::format("{}-{}", t.instrument.value(), to_ns(t.entry_time)));
    w.field("status", status)
        .field("net", to_string(t.net()))
        .key("trip")
        .raw(codec::to_json(t, names_of(s)))
        .end_object();
}

void write_ratio_gauge(JsonWriter& w, std::string_view name, Ratio used, Ratio limit, std::string_view next) {
    w.begin_object().field("name", name).field("used", to_string(used)).field("limit", to_string(limit));
    w.field("unit", "ratio").field("next", next).end_object();
}

void write_count_gauge(JsonWriter& w, std::string_view name, std::uint64_t used, std::uint64_t limit) {
    if (limit == 0) return;
    w.begin_object().field("name", name).field("used", std::to_string(used)).field("limit", std::to_string(limit));
    w.field("unit", "count").field("next", "refuse").end_object();
}

void write_exposure_gauges(JsonWriter& w, Simulation& s) {
    const auto& limits = s.engine().checks().limits();
    const auto exposure = s.engine().portfolio().exposure();
    const Money equity = s.engine().equity();
    if (!exposure || !equity.is_positive()) return;
    const auto gauge = [&](std::string_view name, Money used, const risk::Cap& cap) {
        const auto share = ratio_of(used.abs(), equity, Rounding::half_even);
        if (cap.of_base.is_positive() && share) write_ratio_gauge(w, name, *share, cap.of_base, "refuse");
    };
    gauge("exposure_gross", exposure->gross, limits.gross_exposure);
    gauge("exposure_net", exposure->net, limits.net_exposure);
    write_count_gauge(w, "open_orders", s.engine().orders().open_count(), limits.open_orders_max);
    write_count_gauge(w, "open_positions", open_positions(s), limits.concurrent_trades_max);
}

}  // namespace

std::string status_json(const Simulation& s, const StatusInfo& info) {
    JsonWriter w;
    w.begin_object().field("status", state_of(s)).field("mode", "simulation").field("source", s.source().describe());
    w.field("speed", s.config().speed > 0 ? fmt::format("{:g}x", s.config().speed) : std::string("max"));
    field_time(w, "time", s.now());
    field_time(w, "wall_time", info.wall_time);
    field_time(w, "started_at", info.started_at);
    w.field("version", info.version).field("currency", s.config().run.account.currency.code());
    write_instruments(w, s);
    write_strategies(w, s);
    return std::move(w.end_object()).take();
}

std::string portfolio_json(const Simulation& s) {
    const auto& e = s.engine();
    const auto totals = e.portfolio().totals().value_or(portfolio::Totals{});
    const auto exposure = e.portfolio().exposure().value_or(portfolio::Exposure{});
    const auto& counts = s.history().trades();
    const Money equity = e.equity();
    const double drawdown = s.history().equity().empty() ? 0 : s.history().equity().back().drawdown;
    JsonWriter w;
    w.begin_object().field("currency", e.portfolio().reporting().code()).field("equity", to_string(equity));
    w.field("balance", to_string(equity - totals.unrealised)).field("unrealised", to_string(totals.unrealised));
    w.field("realised", to_string(totals.realised))
        .field("fees", to_string(totals.fees))
        .field("funding", to_string(totals.funding));
    w.field("daily_pnl", to_string(e.monitor().day_pnl()))
        .field("total_pnl", to_string(equity - s.config().run.account.balance));
    w.field("drawdown", ratio(drawdown)).field("max_drawdown", ratio(s.history().max_drawdown()));
    w.field("exposure_gross", to_string(exposure.gross)).field("exposure_net", to_string(exposure.net));
    w.field("open_positions", open_positions(s))
        .field("active_trades", open_positions(s))
        .field("trades_today", trades_today(s));
    if (counts.closed > 0)
        w.field("win_rate", static_cast<double>(counts.won) / static_cast<double>(counts.closed));
    else
        w.key("win_rate").null();
    field_time(w, "time", s.now());
    return std::move(w.end_object()).take();
}

std::string position_json(const Simulation& s, InstrumentId id) {
    const auto& p = s.engine().portfolio().position(id);
    JsonWriter w;
    w.begin_object().field("instrument", s.instruments()[id].symbol).field("side", p.is_short() ? "short" : "long");
    w.field("qty", to_string(p.qty.abs())).field("entry_price", to_string(p.average_price().value_or(Price{})));
    w.field("mark_price", to_string(p.mark))
        .field("exposure", to_string(p.exposure()))
        .field("unrealised", to_string(p.unrealised()));
    w.field("realised", to_string(p.realised)).field("fees", to_string(p.fees)).field("funding", to_string(p.funding));
    const Price stop = stop_of(s, id);
    if (stop.is_zero())
        w.key("stop_price").null();
    else
        w.field("stop_price", to_string(stop));
    if (const auto liquidation = s.engine().portfolio().liquidation_price(id))
        w.field("liquidation_price", to_string(*liquidation));
    else
        w.key("liquidation_price").null();
    field_time(w, "opened_at", p.opened_at);
    field_time(w, "marked_at", p.marked_at);
    return std::move(w.end_object()).take();
}

std::string positions_json(const Simulation& s) {
    JsonWriter w;
    w.begin_object().key("positions").begin_array();
    for (std::uint32_t i = 0; i < s.instruments().size(); ++i)
        if (!s.engine().portfolio().position(InstrumentId(i)).is_flat()) w.raw(position_json(s, InstrumentId(i)));
    return std::move(w.end_array().end_object()).take();
}

std::string orders_json(const Simulation& s, std::size_t limit) {
    JsonWriter w;
    w.begin_object().key("orders").begin_array();
    for (const bool open : {true, false})
        for (auto it = s.history().orders().rbegin(); it != s.history().orders().rend() && limit > 0; ++it)
            if (it->is_open() == open) w.raw(order_json(s, *it)), --limit;
    return std::move(w.end_array().end_object()).take();
}

std::string trades_json(const Simulation& s, std::size_t limit) {
    JsonWriter w;
    w.begin_object().key("trades").begin_array();
    for (const auto& t : s.engine().trades().open(s.engine().portfolio(), s.now()))
        if (limit > 0) write_trade(w, s, t, "OPEN"), --limit;
    const auto& closed = s.engine().trades().closed();
    for (auto it = closed.rbegin(); it != closed.rend() && limit > 0; ++it, --limit) write_trade(w, s, *it, "CLOSED");
    return std::move(w.end_array().end_object()).take();
}

std::string equity_json(const Simulation& s, std::size_t limit) {
    const auto& points = s.history().equity();
    const std::size_t stride = std::max<std::size_t>(1, (points.size() + limit - 1) / std::max<std::size_t>(limit, 1));
    JsonWriter w;
    w.begin_object().field("currency", s.config().run.account.currency.code()).key("points").begin_array();
    for (std::size_t i = points.empty() ? 0 : (points.size() - 1) % stride; i < points.size(); i += stride)
        w.raw(equity_point_json(points[i]));
    return std::move(w.end_array().end_object()).take();
}

std::string signals_json(const Simulation& s, std::size_t limit, InstrumentId only) {
    JsonWriter w;
    w.begin_object();
    list(w, "ballots", s, s.history().ballots(), limit,
         [&](const domain::Ballot& b) { return only.is_none() || b.instrument == only; });
    return std::move(w.end_object()).take();
}

std::optional<std::string> bars_json(const Simulation& s, InstrumentId id, Duration interval, std::size_t limit) {
    const auto* series = s.history().bars(id, interval);
    if (!series) return std::nullopt;
    const std::size_t first = series->bars.size() > limit ? series->bars.size() - limit : 0;
    JsonWriter w;
    w.begin_object()
        .field("instrument", s.instruments()[id].symbol)
        .field("interval", argosy::to_string(interval))
        .key("bars")
        .begin_array();
    for (std::size_t i = first; i < series->bars.size(); ++i) {
        const auto& b = series->bars[i];
        w.begin_array()
            .value(to_iso8601(b.open_time))
            .value(to_string(b.open))
            .value(to_string(b.high))
            .value(to_string(b.low));
        w.value(to_string(b.close)).value(to_string(b.volume)).end_array();
    }
    w.end_array();
    const Time from = series->bars.empty() ? Time{} : series->bars[first].open_time;
    w.key("fills").begin_array();
    for (const auto& f : s.history().fills())
        if (f.instrument == id && f.time >= from) w.raw(fill_json(s, f));
    return std::move(w.end_array().end_object()).take();
}

std::string risk_json(Simulation& s) {
    const auto& m = s.engine().monitor();
    const auto& last = m.last_transition();
    JsonWriter w;
    w.begin_object().field("state", to_string(m.state()));
    field_time(w, "since", last ? last->time : Time{});
    w.field("cause", last ? fmt::format("{} {} of {}", risk::to_string(last->measure), to_string(last->loss),
                                        to_string(last->base))
                          : "");
    w.field("latched", m.is_latched()).key("gauges").begin_array();
    for (const auto& d : m.distances())
        write_ratio_gauge(w, risk::to_string(d.measure), std::max(d.loss, Ratio{}), d.threshold, to_string(d.next));
    write_exposure_gauges(w, s);
    w.end_array().key("protections").begin_array();
    for (const auto& lock : s.engine().protections().locks(s.now())) {
        w.begin_object().field("name", risk::to_string(lock.kind));
        if (lock.instrument.is_none())
            w.key("instrument").null();
        else
            w.field("instrument", s.instruments()[lock.instrument].symbol);
        w.field("until", to_iso8601(lock.until)).field("reason", lock.cause.view()).end_object();
    }
    return std::move(w.end_array().end_object()).take();
}

std::string alerts_json(const Simulation& s, std::size_t limit) {
    JsonWriter w;
    w.begin_object();
    list(w, "alerts", s, s.history().alerts(), limit, all);
    return std::move(w.end_object()).take();
}

namespace {

/// The value of the only key of an object that a list function made: {"orders": [...]} -> [...].
std::string_view inner(const std::string& object) {
    const auto colon = object.find(':');
    return std::string_view(object).substr(colon + 1, object.size() - colon - 2);
}

}  // namespace

std::string snapshot_json(Simulation& s, const StatusInfo& info) {
    JsonWriter w;
    w.begin_object().key("status").raw(status_json(s, info)).key("portfolio").raw(portfolio_json(s));
    w.key("positions").raw(inner(positions_json(s))).key("orders").begin_array();
    for (const auto& order : s.history().orders())
        if (order.is_open()) w.raw(order_json(s, order));
    w.end_array();
    w.key("trades").raw(inner(trades_json(s, 50))).key("ballots").raw(inner(signals_json(s, 20, {})));
    w.key("risk").raw(risk_json(s)).key("alerts").raw(inner(alerts_json(s, 50)));
    w.key("equity").raw(equity_json(s, 600));
    return std::move(w.end_object()).take();
}

std::string portfolio_update_json(const Simulation& s) {
    const Money equity = s.engine().equity();
    JsonWriter w;
    w.begin_object().field("total_balance", equity.to_double());
    w.field("total_pnl", (equity - s.config().run.account.balance).to_double());
    w.field("daily_pnl", s.engine().monitor().day_pnl().to_double()).field("active_trades", open_positions(s));
    w.key("portfolio").raw(portfolio_json(s));
    return std::move(w.end_object()).take();
}

std::string order_json(const Simulation& s, const domain::Order& order) { return codec::to_json(order, names_of(s)); }
std::string fill_json(const Simulation& s, const domain::Fill& fill) { return codec::to_json(fill, names_of(s)); }
std::string ballot_json(const Simulation& s, const domain::Ballot& ballot) {
    return codec::to_json(ballot, names_of(s));
}

std::string trade_update_json(const Simulation& s, const domain::RoundTrip& t, std::string_view status) {
    const auto& instrument = s.instruments()[t.instrument];
    JsonWriter w;
    w.begin_object().field("trade_id", fmt::format("{}-{}", t.instrument.value(), to_ns(t.entry_time)));
    w.field("pair", instrument.symbol).field("exchange", instrument.venue).field("status", status);
    w.field("entry_price", t.entry_price.to_double()).field("current_pnl", t.net().to_double()).key("trade");
    write_trade(w, s, t, status);
    return std::move(w.end_object()).take();
}

std::string equity_point_json(const EquityPoint& p) {
    JsonWriter w;
    w.begin_array().value(to_iso8601(p.time)).value(to_string(p.equity)).value(ratio(p.drawdown)).end_array();
    return std::move(w).take();
}

std::string bar_json(const Simulation& s, const domain::BarClosed& c) {
    const auto& b = c.bar;
    JsonWriter w;
    w.begin_object()
        .field("instrument", s.instruments()[c.instrument].symbol)
        .field("interval", argosy::to_string(c.interval));
    w.key("bar").begin_array().value(to_iso8601(b.open_time)).value(to_string(b.open)).value(to_string(b.high));
    w.value(to_string(b.low)).value(to_string(b.close)).value(to_string(b.volume)).end_array().field("closed", true);
    return std::move(w.end_object()).take();
}

std::string alert_json(const Simulation& s, const domain::Alert& a) {
    JsonWriter w;
    w.begin_object().field("level", to_string(a.level)).field("message", a.message.view());
    if (a.instrument.is_none())
        w.key("exchange").null();
    else
        w.field("exchange", s.instruments()[a.instrument].venue);
    field_time(w, "timestamp", a.time);
    w.key("alert").raw(codec::to_json(a, names_of(s)));
    return std::move(w.end_object()).take();
}

}  // namespace argosy::runtime
