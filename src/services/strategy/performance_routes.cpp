#include <algorithm>

#include "api/endpoint.hpp"
#include "base/json_writer.hpp"
#include "config/write.hpp"
#include "services/strategy/routes.hpp"
#include "services/strategy/voters.hpp"

namespace argosy::services::strategy {
namespace {

struct PerformanceInput {
    std::string strategy_name;
    std::string period = "all";
};
void describe(Described<PerformanceInput>& d) {
    d.name("performance_input").field("strategy_name", &PerformanceInput::strategy_name, {.doc = "Voter or book."});
    d.field("period", &PerformanceInput::period, {.doc = "all, or how far back: 24h, 7d."});
}
struct CompareInput {
    std::vector<std::string> strategies;
    std::string period = "all";
};
void describe(Described<CompareInput>& d) {
    d.name("compare_input").field("strategies", &CompareInput::strategies, {.doc = "None: all of this run."});
    d.field("period", &CompareInput::period, {.doc = "all, or how far back: 24h, 7d."});
}
struct Comparison {
    std::string period;
    std::vector<StrategyPerformance> strategies;
    std::optional<std::string> best;
};
void describe(Described<Comparison>& d) {
    d.name("strategy_comparison").field("period", &Comparison::period);
    d.field("strategies", &Comparison::strategies, {.doc = "By total_pnl, the best first."});
    d.field("best", &Comparison::best, {.doc = "Of those that have traded; null when none has."});
}

Result<Comparison> compare(const Attribution& attribution, const CompareInput& in) {
    Comparison out{.period = in.period, .strategies = {}, .best = std::nullopt};
    for (const auto& name : in.strategies.empty() ? attribution.names() : in.strategies) {
        ARGOSY_LET(auto row, attribution.performance_of(name, in.period), "");
        out.strategies.push_back(std::move(row));
    }
    std::ranges::sort(out.strategies, [](const auto& a, const auto& b) {
        return a.total_pnl != b.total_pnl ? a.total_pnl > b.total_pnl : a.strategy_name < b.strategy_name;
    });
    const auto traded = std::ranges::find_if(out.strategies, [](const auto& p) { return p.total_trades > 0; });
    if (traded != out.strategies.end()) out.best = traded->strategy_name;
    return out;
}

/// Computes it anew and keeps it, as the newest of its name and period.
Result<StrategyPerformance> update(const Parts& parts, const Attribution& attribution, const PerformanceInput& in) {
    ARGOSY_LET(auto row, attribution.performance_of(in.strategy_name, in.period), "");
    const store::Document document{.collection = "strategy.performance",
                                   .key = in.strategy_name + " " + row.period,
                                   .group = in.strategy_name,
                                   .body = config::json_line(row),
                                   .updated = row.timestamp};
    ARGOSY_TRY(
        parts.store.write([&](store::Tables& t) { return t.documents().put(document, store::Expect::anything()); }),
        "performance");
    return row;
}

/// One strategy's backtest; what is left out is as POST /api/v1/backtests has it.
struct BacktestInput {
    std::string strategy_name;
    std::optional<std::string> source, timeframe, venue;
    std::vector<std::string> symbols;
    std::optional<Time> from, to;
    std::optional<std::int64_t> bars, seed;
    bool quick = false;
    std::map<std::string, double> parameters;
};
void describe(Described<BacktestInput>& d) {
    using T = BacktestInput;
    d.name("strategy_backtest").field("strategy_name", &T::strategy_name);
    d.field("source", &T::source, {.doc = "automatic, catalogue or synthetic."}).field("symbols", &T::symbols);
    d.field("venue", &T::venue, {.doc = "Of the recorded data."});
    d.field("timeframe", &T::timeframe, {.doc = "1h."}).field("from", &T::from).field("to", &T::to);
    d.field("bars", &T::bars, {.doc = "Length of a synthetic market."}).field("seed", &T::seed);
    d.field("quick", &T::quick, {.doc = "Leave out the runs that doubt the result."});
    d.field("parameters", &T::parameters, {.doc = "None: those in force."});
}
struct BacktestStarted {
    std::string job_id, status;
};
void describe(Described<BacktestStarted>& d) {
    d.name("backtest_started").doc("The job, as GET /api/v1/backtests/{job_id} shows it.");
    d.field("job_id", &BacktestStarted::job_id).field("status", &BacktestStarted::status);
}

std::string request_of(const Player& player, const BacktestInput& in) {
    JsonWriter w;
    const std::string name(player.descriptor->name);
    w.begin_object().key("strategies").begin_array().value(name).end_array();
    w.key("parameters").begin_object().key(name).begin_object();
    for (std::size_t i = 0; i < player.parameters.declaration().size(); ++i)
        w.field(player.parameters.declaration()[i].name, player.parameters.values()[i]);
    w.end_object().end_object();
    const auto add = [&](std::string_view key, const auto& value) {
        if (value) w.field(key, *value);
    };
    add("source", in.source);
    add("venue", in.venue);
    add("timeframe", in.timeframe);
    add("bars", in.bars);
    add("seed", in.seed);
    if (in.from) w.field("from", to_iso8601(*in.from));
    if (in.to) w.field("to", to_iso8601(*in.to));
    if (!in.symbols.empty()) {
        w.key("symbols").begin_array();
        for (const auto& symbol : in.symbols) w.value(symbol);
        w.end_array();
    }
    return std::move(w.field("quick", in.quick).end_object()).take();
}

Result<api::Rendered<BacktestStarted>> backtest(const Parts& parts, const BacktestInput& in, const api::Call& call) {
    ARGOSY_LET(auto player, find_player(parts.core, parts.catalogue, in.strategy_name), "");
    for (const auto& [name, value] : in.parameters) ARGOSY_TRY(player.parameters.set(name, value), "/parameters");
    if (!parts.backtest)
        return fail(Errc::unavailable, "there is no backtest service in this process", "start it: argosy up");
    ARGOSY_LET(auto job, parts.backtest(request_of(player, in), call.who().name), "");
    return api::Rendered<BacktestStarted>{std::move(job)};
}

}  // namespace

void add_performance_routes(const Parts& parts, const Attribution& attribution) {
    using net::Method;
    endpoint(parts.router,
             make_route(Method::get, "/api/v1/performance/{strategy_name}", {}, "how well a strategy has done"),
             [&attribution](const PerformanceInput& in, const api::Call&) {
                 return attribution.performance_of(in.strategy_name, in.period);
             });
    endpoint(parts.router, make_route(Method::get, "/api/v1/performance/compare", {}, "strategies side by side"),
             [&attribution](const CompareInput& in, const api::Call&) { return compare(attribution, in); });
    endpoint(
        parts.router,
        make_route(Method::post, "/api/v1/performance/{strategy_name}/update", {}, "compute it anew and keep it",
                   api::Role::trader),
        [parts, &attribution](const PerformanceInput& in, const api::Call&) { return update(parts, attribution, in); });
    auto route = make_route(Method::post, "/api/v1/strategies/{strategy_name}/backtest", {}, "backtest this strategy",
                            api::Role::trader);
    route.success = 202;
    endpoint(parts.router, std::move(route),
             [parts](const BacktestInput& in, const api::Call& call) { return backtest(parts, in, call); });
}

}  // namespace argosy::services::strategy
