#include "runtime/views.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/describe.hpp"
#include "base/json_writer.hpp"
#include "config/write.hpp"
#include "engine/engine.hpp"

namespace argosy::runtime {

void describe(Described<InstrumentStatus>& d) {
    using T = InstrumentStatus;
    d.name("instrument_status").field("instrument", &T::instrument).field("venue", &T::venue);
    d.field("price_decimals", &T::price_decimals).field("qty_decimals", &T::qty_decimals);
    d.field("intervals", &T::intervals);
}

void describe(Described<StrategyStatus>& d) {
    d.name("strategy_status").field("name", &StrategyStatus::name).field("enabled", &StrategyStatus::enabled);
}

void describe(Described<Status>& d) {
    using T = Status;
    d.name("status").field("status", &T::status).field("mode", &T::mode).field("source", &T::source);
    d.field("speed", &T::speed).field("time", &T::time).field("wall_time", &T::wall_time);
    d.field("started_at", &T::started_at).field("version", &T::version).field("currency", &T::currency);
    d.field("instruments", &T::instruments).field("strategies", &T::strategies);
}

codec::Names names_of(const Simulation& s) {
    return {.instruments = &s.instruments(), .strategies = s.engine().strategy_names()};
}

namespace {

Ratio ratio(double v) { return from_double<Ratio>(v, Rounding::half_even).value_or(Ratio{}); }

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

std::vector<InstrumentStatus> instruments_of(const Simulation& s) {
    std::vector<InstrumentStatus> rows;
    for (std::uint32_t i = 0; i < s.instruments().size(); ++i) {
        const auto& instrument = s.instruments()[InstrumentId(i)];
        auto& row = rows.emplace_back();
        row.instrument = instrument.symbol;
        row.venue = instrument.venue;
        row.price_decimals = decimals_of(to_string(instrument.tick_size));
        row.qty_decimals = decimals_of(to_string(instrument.lot_size));
        for (const Duration d : s.history().intervals(InstrumentId(i))) row.intervals.push_back(argosy::to_string(d));
    }
    return rows;
}

std::vector<StrategyStatus> strategies_of(const Simulation& s) {
    std::vector<StrategyStatus> rows;
    std::uint16_t id = 0;
    for (const auto& book : s.engine().books())
        for (const auto& voter : book->consensus().voters())
            rows.push_back({.name = voter.name, .enabled = s.engine().is_enabled(StrategyId(id++))});
    return rows;
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
    w.begin_object().field("trade_id", trade_id_of(t));
    w.field("status", status)
        .field("net", to_string(t.net()))
        .key("trip")
        .raw(codec::to_json(t, names_of(s)))
        .end_object();
}

using Gauges = std::vector<messages::Gauge>;

void add_ratio(Gauges& gauges, std::string_view name, Ratio used, Ratio limit, std::string_view next) {
    gauges.push_back({.name = std::string(name),
                      .used = to_string(used),
                      .limit = to_string(limit),
                      .unit = "ratio",
                      .next = std::string(next)});
}

void add_count(Gauges& gauges, std::string_view name, std::uint64_t used, std::uint64_t limit) {
    if (limit == 0) return;
    gauges.push_back({.name = std::string(name),
                      .used = std::to_string(used),
                      .limit = std::to_string(limit),
                      .unit = "count",
                      .next = "refuse"});
}

void add_exposure(Gauges& gauges, const Simulation& s) {
    const auto& limits = s.engine().checks().limits();
    const auto exposure = s.engine().portfolio().exposure();
    const Money equity = s.engine().equity();
    if (!exposure || !equity.is_positive()) return;
    const auto add = [&](std::string_view name, Money used, const risk::Cap& cap) {
        const auto share = ratio_of(used.abs(), equity, Rounding::half_even);
        if (cap.of_base.is_positive() && share) add_ratio(gauges, name, *share, cap.of_base, "refuse");
    };
    add("exposure_gross", exposure->gross, limits.gross_exposure);
    add("exposure_net", exposure->net, limits.net_exposure);
    add_count(gauges, "open_orders", s.engine().orders().open_count(), limits.open_orders_max);
    add_count(gauges, "open_positions", open_positions(s), limits.concurrent_trades_max);
}

Gauges gauges_of(const Simulation& s) {
    Gauges gauges;
    for (const auto& d : s.engine().monitor().distances())
        add_ratio(gauges, risk::to_string(d.measure), std::max(d.loss, Ratio{}), d.threshold, to_string(d.next));
    add_exposure(gauges, s);
    return gauges;
}

std::vector<messages::Lock> locks_of(const Simulation& s) {
    std::vector<messages::Lock> locks;
    for (const auto& lock : s.engine().protections().locks(s.now())) {
        auto& row = locks.emplace_back();
        row.name = risk::to_string(lock.kind);
        if (!lock.instrument.is_none()) row.instrument = s.instruments()[lock.instrument].symbol;
        row.until = lock.until;
        row.reason = lock.cause.view();
    }
    return locks;
}

}  // namespace

std::string trade_id_of(const domain::RoundTrip& t) {
    std::string id = fmt::format("{}-{}", t.instrument.value(), to_ns(t.entry_time));
    if (t.entry_number > 0) id += fmt::format("-{}", t.entry_number);
    return id;
}

Status status_of(const Simulation& s, const StatusInfo& info) {
    Status out;
    out.status = state_of(s);
    out.mode = "simulation";
    out.source = s.source().describe();
    out.speed = s.config().speed > 0 ? fmt::format("{:g}x", s.config().speed) : std::string("max");
    out.time = s.now();
    out.wall_time = info.wall_time;
    out.started_at = info.started_at;
    out.version = info.version;
    out.currency = s.config().run.account.currency.code();
    out.instruments = instruments_of(s);
    out.strategies = strategies_of(s);
    return out;
}

messages::Portfolio portfolio_of(const Simulation& s) {
    const auto& e = s.engine();
    const auto totals = e.portfolio().totals().value_or(portfolio::Totals{});
    const auto exposure = e.portfolio().exposure().value_or(portfolio::Exposure{});
    const auto& counts = s.history().trades();
    messages::Portfolio out;
    out.currency = e.portfolio().reporting().code();
    out.equity = e.equity();
    out.balance = out.equity - totals.unrealised;
    out.unrealised = totals.unrealised;
    out.realised = totals.realised;
    out.fees = totals.fees;
    out.funding = totals.funding;
    out.daily_pnl = e.monitor().day_pnl();
    out.total_pnl = out.equity - s.config().run.account.balance;
    out.drawdown = ratio(s.history().equity().empty() ? 0 : s.history().equity().back().drawdown);
    out.max_drawdown = ratio(s.history().max_drawdown());
    out.exposure_gross = exposure.gross;
    out.exposure_net = exposure.net;
    out.open_positions = out.active_trades = open_positions(s);
    out.trades_today = trades_today(s);
    if (counts.closed > 0) out.win_rate = static_cast<double>(counts.won) / static_cast<double>(counts.closed);
    out.time = s.now();
    return out;
}

messages::Position position_of(const Simulation& s, InstrumentId id) {
    const auto& p = s.engine().portfolio().position(id);
    messages::Position out;
    out.instrument = s.instruments()[id].symbol;
    out.exchange = s.instruments()[id].venue;
    out.side = p.is_short() ? "short" : "long";
    out.qty = p.qty.abs();
    out.entry_price = p.average_price().value_or(Price{});
    out.mark_price = p.mark;
    out.exposure = p.exposure();
    out.unrealised = p.unrealised();
    out.realised = p.realised;
    out.fees = p.fees;
    out.funding = p.funding;
    if (const Price stop = stop_of(s, id); !stop.is_zero()) out.stop_price = stop;
    out.liquidation_price = s.engine().portfolio().liquidation_price(id);
    out.opened_at = p.opened_at;
    out.marked_at = p.marked_at;
    return out;
}

std::vector<messages::Position> open_positions_of(const Simulation& s) {
    std::vector<messages::Position> out;
    for (std::uint32_t i = 0; i < s.instruments().size(); ++i)
        if (!s.engine().portfolio().position(InstrumentId(i)).is_flat()) out.push_back(position_of(s, InstrumentId(i)));
    return out;
}

std::vector<messages::Balance> balances_of(const Simulation& s) {
    const messages::Portfolio portfolio = portfolio_of(s);
    std::vector<messages::Balance> out;
    for (const auto& instrument : s.instruments()) {
        const auto is_venue = [&](const messages::Balance& b) { return b.exchange == instrument.venue; };
        if (std::ranges::any_of(out, is_venue)) continue;
        auto& row = out.emplace_back();
        row.exchange = instrument.venue;
        row.currency = portfolio.currency;
        row.total = portfolio.equity;
        row.available = s.engine().portfolio().available(s.engine().portfolio().reporting());
        row.total_pnl = portfolio.total_pnl;
        row.daily_pnl = portfolio.daily_pnl;
        row.time = s.now();
    }
    return out;
}

messages::RiskState risk_of(const Simulation& s) {
    const auto& m = s.engine().monitor();
    messages::RiskState out;
    out.state = m.state();
    const auto& stop = s.engine().emergency();
    if (stop.is_tripped()) {  // whatever state it came upon: it is the stop that holds
        out.state = domain::RiskState::stopped;
        out.since = stop.cause().time;
        out.cause = stop.cause().reason.view();
    } else if (const auto& last = m.last_transition()) {
        out.since = last->time;
        out.cause = last->measure == risk::LossMeasure::manual
                        ? std::string(last->note.view())
                        : fmt::format("{} {} of {}", risk::to_string(last->measure), to_string(last->loss),
                                      to_string(last->base));
    }
    out.latched = m.is_latched() || stop.is_tripped();
    out.emergency = stop.is_tripped();
    out.gauges = gauges_of(s);
    out.protections = locks_of(s);
    return out;
}

messages::Alert alert_of(const Simulation& s, const domain::Alert& a) {
    messages::Alert out;
    out.alert_id = fmt::format("engine-{}", a.id);
    out.level = a.level;
    out.category = a.category.view();
    out.message = a.message.view();
    if (!a.instrument.is_none()) {
        out.instrument = s.instruments()[a.instrument].symbol;
        out.exchange = s.instruments()[a.instrument].venue;
    }
    out.timestamp = a.time;
    return out;
}

std::string status_json(const Simulation& s, const StatusInfo& info) { return config::json_line(status_of(s, info)); }
std::string portfolio_json(const Simulation& s) { return config::json_line(portfolio_of(s)); }
std::string position_json(const Simulation& s, InstrumentId id) { return config::json_line(position_of(s, id)); }
std::string risk_json(const Simulation& s) { return config::json_line(risk_of(s)); }

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

std::string snapshot_json(const Simulation& s, const StatusInfo& info) {
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
    w.begin_object().field("trade_id", trade_id_of(t));
    w.field("pair", instrument.symbol).field("exchange", instrument.venue).field("status", status);
    w.field("entry_price", t.entry_price.to_double()).field("current_pnl", t.net().to_double()).key("trade");
    write_trade(w, s, t, status);
    return std::move(w.end_object()).take();
}

std::string equity_point_json(const EquityPoint& p) {
    JsonWriter w;
    w.begin_array()
        .value(to_iso8601(p.time))
        .value(to_string(p.equity))
        .value(fmt::format("{:.6f}", p.drawdown))
        .end_array();
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

std::string alert_update_json(const messages::Alert& a) {
    JsonWriter w;
    w.begin_object().field("level", to_string(a.level)).field("message", a.message);
    if (a.exchange)
        w.field("exchange", *a.exchange);
    else
        w.key("exchange").null();
    field_time(w, "timestamp", a.timestamp);
    w.key("alert").raw(config::json_line(a));
    return std::move(w.end_object()).take();
}

}  // namespace argosy::runtime
