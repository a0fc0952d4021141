#include "backtest/search_space.hpp"
#include "base/json_writer.hpp"
#include "report/optimize.hpp"

namespace argosy::report {
namespace {

void write_candidate(JsonWriter& w, const Optimization& o, const backtest::Candidate& candidate,
                     const backtest::Outcome& outcome) {
    w.begin_object().key("parameters").begin_object();
    for (std::size_t d = 0; d < candidate.size(); ++d) w.field(o.result.space[d].name, candidate[d]);
    w.end_object().field("verdict", to_string(outcome.verdict)).field("objective", outcome.objective);
    w.field("daily_sharpe", outcome.daily_sharpe).field("trades", outcome.trades).end_object();
}

void write_search(JsonWriter& w, const Optimization& o) {
    const auto& s = o.result.search;
    w.key("search").begin_object();
    w.field("objective", o.config.optimize->objective).field("sampler", to_string(o.config.optimize->sampler));
    w.field("seed", o.config.optimize->seed).field("trades_min", o.config.optimize->trades_min);
    w.field("candidates", o.result.candidates).field("tried", s.tried).field("impossible", s.impossible);
    w.field("few_trades", s.few_trades).field("undefined", s.undefined).field("swept", o.result.swept);
    w.field("not_swept", o.result.not_swept).field("is_complete", o.result.is_complete);
    w.field("trials_with_sharpe", s.with_sharpe).key("daily_sharpe_variance");
    if (const auto v = s.sharpe_variance())
        w.value(*v);
    else
        w.null();
    w.key("space").begin_array();
    for (const auto& d : o.result.space)
        w.begin_object()
            .field("name", d.name)
            .field("min", d.min)
            .field("max", d.max)
            .field("step", d.step)
            .end_object();
    w.end_array().key("best").begin_array();
    for (const auto& t : s.best) write_candidate(w, o, t.candidate, t.outcome);
    w.end_array().end_object();
}

void write_heat_maps(JsonWriter& w, const Optimization& o) {
    w.key("heat_maps").begin_array();
    for (const auto& map : o.result.search.heat_maps) {
        w.begin_object().field("x", o.result.space[map.x().dimension].name);
        w.field("y", o.result.space[map.y().dimension].name).key("x_values").begin_array();
        for (std::size_t x = 0; x < map.x().bins; ++x) w.value(map.value(map.x(), x));
        w.end_array().key("y_values").begin_array();
        for (std::size_t y = 0; y < map.y().bins; ++y) w.value(map.value(map.y(), y));
        w.end_array().key("best").begin_array();
        for (std::size_t x = 0; x < map.x().bins; ++x) {
            w.begin_array();
            for (std::size_t y = 0; y < map.y().bins; ++y)
                map.at(x, y).count == 0 ? w.null() : w.value(map.at(x, y).best);
            w.end_array();
        }
        w.end_array().key("mean").begin_array();
        for (std::size_t x = 0; x < map.x().bins; ++x) {
            w.begin_array();
            for (std::size_t y = 0; y < map.y().bins; ++y) {
                const auto& cell = map.at(x, y);
                cell.count == 0 ? w.null() : w.value(cell.sum / static_cast<double>(cell.count));
            }
            w.end_array();
        }
        w.end_array().end_object();
    }
    w.end_array();
}

void write_metric(JsonWriter& w, const performance::Metric& m) {
    w.key(m.definition().name);
    m.value ? w.value(*m.value) : w.null();
}

void write_winner(JsonWriter& w, const Optimization& o) {
    w.key("winner");
    if (!o.result.winner) {
        w.null();
        return;
    }
    w.begin_object().key("metrics").begin_object();
    for (const auto& m : o.result.winner->summary.metrics) write_metric(w, m);
    w.end_object().field("digest", o.result.winner->digest).key("neighbours").begin_array();
    for (const auto& n : o.result.neighbours) write_candidate(w, o, n.candidate, n.outcome);
    w.end_array().key("plateau");
    o.result.plateau ? w.value(*o.result.plateau) : w.null();
    w.end_object();
}

void write_spans(JsonWriter& w, const std::vector<backtest::Span>& spans) {
    w.begin_array();
    for (const auto& s : spans) w.begin_array().value(to_iso8601(s.from)).value(to_iso8601(s.to)).end_array();
    w.end_array();
}

void write_walk_forward(JsonWriter& w, const Optimization& o) {
    w.key("walk_forward");
    if (!o.result.walk_forward) {
        w.null();
        return;
    }
    const auto& x = *o.result.walk_forward;
    w.begin_object().field("total_return", x.total_return).field("growth", x.growth).key("sharpe");
    x.sharpe ? w.value(*x.sharpe) : w.null();
    w.field("max_drawdown", x.max_drawdown).field("train_growth", x.train_growth).key("efficiency");
    x.efficiency ? w.value(*x.efficiency) : w.null();
    w.key("windows").begin_array();
    for (const auto& window : x.windows) {
        w.begin_object().key("train");
        write_spans(w, window.split.train);
        w.key("test");
        write_spans(w, {window.split.test});
        w.field("tried", window.tried).key("chosen");
        if (window.chosen)
            write_candidate(w, o, window.chosen->candidate, window.chosen->outcome);
        else
            w.null();
        w.key("test_objective");
        window.test_value.value ? w.value(*window.test_value.value) : w.null();
        w.field("train_growth", window.train_growth).field("test_return", window.test_return);
        w.field("test_trades", window.test_trades).end_object();
    }
    w.end_array().key("stability").begin_array();
    for (const auto& s : x.stability)
        w.begin_object()
            .field("parameter", s.parameter)
            .field("smallest", s.smallest)
            .field("largest", s.largest)
            .field("mean", s.mean)
            .field("deviation", s.deviation)
            .field("of_range", s.of_range)
            .end_object();
    w.end_array().end_object();
}

void write_interval(JsonWriter& w, std::string_view name, const performance::Interval& i) {
    w.key(name).begin_array().value(i.low).value(i.high).end_array();
}

void write_monte_carlo(JsonWriter& w, const Optimization& o) {
    w.key("monte_carlo").begin_object();
    if (const auto& t = o.result.trade_shuffle) {
        w.key("trade_shuffle").begin_object().key("max_drawdown").begin_object();
        w.field("p05", t->max_drawdown.low).field("p50", t->max_drawdown.middle).field("p95", t->max_drawdown.high);
        w.end_object().field("observed", t->observed).field("worse", t->worse).end_object();
    }
    if (const auto& d = o.result.day_bootstrap) {
        w.key("day_bootstrap").begin_object();
        if (d->intervals.sharpe) write_interval(w, "sharpe", *d->intervals.sharpe);
        write_interval(w, "cagr", d->intervals.cagr);
        write_interval(w, "max_drawdown", d->intervals.max_drawdown);
        w.field("loss", d->loss).end_object();
    }
    w.end_object();
}

}  // namespace

std::string json(const Optimization& o) {
    JsonWriter w(JsonWriter::Layout::pretty);
    w.begin_object().field("name", o.config.name).field("version", o.version).field("config_hash", o.config_hash);
    w.key("warnings").begin_array();
    for (const auto& x : o.result.warnings)
        w.begin_object().field("code", x.code).field("message", x.message).field("look_at", x.look_at).end_object();
    w.end_array();
    write_search(w, o);
    write_winner(w, o);
    write_walk_forward(w, o);
    write_monte_carlo(w, o);
    write_heat_maps(w, o);
    w.key("data").begin_array();
    for (const auto& s : o.sources)
        w.begin_object()
            .field("series", s.series)
            .field("rows", s.rows)
            .field("checksum", s.checksum)
            .field("made", s.made)
            .end_object();
    w.end_array().end_object();
    return std::move(w).take();
}

}  // namespace argosy::report
