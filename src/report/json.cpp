#include "base/json_writer.hpp"
#include "report/benchmark.hpp"
#include "report/breakdown.hpp"
#include "report/names.hpp"
#include "report/sections.hpp"

namespace argosy::report {
namespace {

void write_metric(JsonWriter& w, const performance::Metric& m) {
    w.begin_object().field("title", m.definition().title);
    if (m.value)
        w.field("value", *m.value);
    else
        w.key("value").null().field("reason", m.reason);
    if (m.interval) w.key("interval_95").begin_array().value(m.interval->low).value(m.interval->high).end_array();
    w.field("unit", performance::to_string(m.definition().unit)).field("definition", m.definition().definition);
    w.end_object();
}

template <class Metrics>
void write_metrics(JsonWriter& w, const Metrics& metrics) {
    w.begin_object();
    for (const auto& m : metrics) {
        w.key(m.definition().name);
        write_metric(w, m);
    }
    w.end_object();
}

void write_costs(JsonWriter& w, const performance::Costs& c) {
    w.key("costs").begin_object().field("fees", c.fees).field("funding", c.funding).field("slippage", c.slippage);
    w.end_object();
}

void write_warnings(JsonWriter& w, const Report& r) {
    w.key("warnings").begin_array();
    for (const auto& l : r.result.lookahead)
        w.begin_object()
            .field("code", "LOOKAHEAD")
            .field("strategy", l.voter)
            .field("cut", to_iso8601(l.cut))
            .end_object();
    for (const auto& x : r.result.warnings)
        w.begin_object().field("code", x.code).field("message", x.message).field("look_at", x.look_at).end_object();
    w.end_array().key("notes").begin_array();
    for (const auto& n : r.notes) w.value(n);
    w.end_array();
}

void write_groups(JsonWriter& w, std::string_view key, const std::vector<performance::Group>& groups, auto name_of) {
    w.key(key).begin_array();
    for (const auto& g : groups) {
        w.begin_object().field("name", name_of(g)).key("metrics");
        write_metrics(w, g.metrics);
        write_costs(w, g.costs);
        w.end_object();
    }
    w.end_array();
}

void write_contributions(JsonWriter& w, const Report& r) {
    w.key("contributions").begin_array();
    for (const auto& c : r.result.contributions) {
        w.begin_object().field("without", c.voter).key("net_profit");
        write_metric(w, c.net_profit_without);
        w.key("sharpe");
        write_metric(w, c.sharpe_without);
        w.end_object();
    }
    w.end_array();
}

void write_consensus(JsonWriter& w, const Report& r) {
    const auto& recorded = *r.result.recorded;
    w.field("decisions", recorded.ballot_count()).key("decision_reasons").begin_object();
    for (const auto& [reason, count] : recorded.reasons()) w.field(reason, count);
    w.end_object().key("voters").begin_array();
    for (std::size_t id = 0; id < recorded.voting().size(); ++id) {
        const auto& v = recorded.voting()[id];
        if (v.agreed + v.opposed + v.uncounted == 0) continue;
        w.begin_object().field("name", strategy_name(r, StrategyId(static_cast<std::uint16_t>(id))));
        w.field("agreed", v.agreed).field("opposed", v.opposed).field("uncounted", v.uncounted).end_object();
    }
    w.end_array();
}

void write_shares(JsonWriter& w, std::string_view key, const std::vector<Share>& shares) {
    w.key(key).begin_array();
    for (const auto& s : shares)
        w.begin_object()
            .field("name", s.name)
            .field("trades", s.trades)
            .field("wins", s.wins)
            .field("net", s.net)
            .end_object();
    w.end_array();
}

void write_checks(JsonWriter& w, const Report& r) {
    w.field("orders", r.result.recorded->orders())
        .field("events", r.result.events)
        .field("truncation_checks", r.result.truncation_checks)
        .key("refusals")
        .begin_object();
    for (const auto& [reason, count] : r.result.recorded->refusals()) w.field(reason, count);
    w.end_object().key("ambiguous_bars").begin_object();
    for (std::uint32_t i = 0; i < r.result.ambiguous_bars.size(); ++i)
        w.field((*r.instruments)[InstrumentId(i)].symbol, r.result.ambiguous_bars[i]);
    w.end_object();
}

void write_provenance(JsonWriter& w, const Report& r) {
    w.key("provenance")
        .begin_object()
        .field("origin", origin_of(r))
        .field("version", r.version)
        .field("config_hash", r.config_hash);
    w.field("config", r.config_text);
    w.field("result_digest", r.result.digest).key("data").begin_array();
    for (const auto& s : r.sources)
        w.begin_object()
            .field("series", s.series)
            .field("rows", s.rows)
            .field("sha256", s.checksum)
            .field("made", s.made)
            .end_object();
    w.end_array().end_object();
}

void write_curve(JsonWriter& w, const Report& r) {
    w.key("curve").begin_array();
    for (const auto& p : r.result.curve) w.begin_array().value(to_iso8601(p.time)).value(p.equity).end_array();
    w.end_array().key("months").begin_array();
    for (const auto& m : r.result.summary.months)
        w.begin_object().field("year", m.year).field("month", m.month).field("return", m.value).end_object();
    w.end_array();
}

}  // namespace

std::string json(const Report& r) {
    const auto& s = r.result.summary;
    JsonWriter w(JsonWriter::Layout::pretty);
    w.begin_object().field("name", r.config.name).field("start", to_iso8601(s.start)).field("end", to_iso8601(s.end));
    write_warnings(w, r);
    w.field("currency", r.config.account.currency.code())
        .field("start_equity", s.start_equity)
        .field("end_equity", s.end_equity);
    w.key("metrics");
    write_metrics(w, s.metrics);
    write_costs(w, s.costs);
    write_groups(w, "strategies", s.by_strategy, [&](const auto& g) -> std::string {
        return g.strategy.is_none() ? "by hand" : r.result.strategy_names[g.strategy.value()];
    });
    write_groups(w, "instruments", s.by_instrument,
                 [&](const auto& g) { return (*r.instruments)[g.instrument].symbol; });
    if (const auto benchmark = buy_and_hold(r)) {
        w.key("buy_and_hold");
        write_metrics(w, benchmark->metrics);
    }
    write_shares(w, "exits",
                 shares_of(r.result.trades, [](const auto& t) { return std::string(to_string(t.exit_purpose)); }));
    write_shares(w, "regimes",
                 shares_of(r.result.trades, [&](const auto& t) { return std::string(to_string(regime_of(r, t))); }));
    write_contributions(w, r);
    write_consensus(w, r);
    write_checks(w, r);
    write_curve(w, r);
    write_provenance(w, r);
    w.end_object();
    return std::move(w).take() + "\n";
}

}  // namespace argosy::report
