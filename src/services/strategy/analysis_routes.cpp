#include <algorithm>

#include "api/endpoint.hpp"
#include "runtime/lookup.hpp"
#include "services/strategy/chart.hpp"
#include "services/strategy/routes.hpp"
#include "services/strategy/voters.hpp"

namespace argosy::services::strategy {
namespace {

struct IndicatorQuery {
    std::string symbol;
    std::vector<std::string> which;
    std::optional<Duration> interval;
    std::int64_t points = 1, bars = 1000;
};
void describe(Described<IndicatorQuery>& d) {
    using T = IndicatorQuery;
    d.name("indicator_query").field("symbol", &T::symbol);
    d.field(
        "which", &T::which,
        {.items_max = 200, .doc = "stoch_rsi, ema:21, ema:period=21:source=hl2 ...; none: all with their defaults."});
    d.field("interval", &T::interval, {.above = Duration{}, .doc = "Of the bars; the shortest kept when left out."});
    d.field("points", &T::points, {.min = 1, .max = 1000, .doc = "Above 1: series of so many points too."});
    d.field("bars", &T::bars, {.min = 1, .max = 5000, .doc = "The newest bars that are computed over."});
}
struct IndicatorAnswer {
    std::string instrument, exchange;
    Duration interval{};
    Time time{};
    std::optional<Price> price;
    std::vector<Time> times;
    std::vector<IndicatorChart> indicators;
};
void describe(Described<IndicatorAnswer>& d) {
    using T = IndicatorAnswer;
    d.name("indicator_answer").field("instrument", &T::instrument).field("exchange", &T::exchange);
    d.field("interval", &T::interval).field("time", &T::time, {.doc = "When the last bar closed."});
    d.field("price", &T::price).field("times", &T::times, {.doc = "Closes of the bars of the series."});
    d.field("indicators", &T::indicators);
}

struct IndicatorParameter {
    std::string name, unit;
    double value = 0, min = 0, max = 0;
    bool whole = true;
};
void describe(Described<IndicatorParameter>& d) {
    using T = IndicatorParameter;
    d.name("indicator_parameter").field("name", &T::name).field("unit", &T::unit).field("default", &T::value);
    d.field("min", &T::min).field("max", &T::max).field("whole", &T::whole);
}
struct IndicatorInfo {
    std::string name, family, doc, source, warm_up;
    std::vector<IndicatorParameter> parameters;
    std::vector<std::string> outputs;
};
void describe(Described<IndicatorInfo>& d) {
    using T = IndicatorInfo;
    d.name("indicator_info").field("name", &T::name).field("family", &T::family).field("doc", &T::doc);
    d.field("source", &T::source).field("warm_up", &T::warm_up).field("parameters", &T::parameters);
    d.field("outputs", &T::outputs);
}
struct IndicatorList {
    std::vector<IndicatorInfo> indicators;
};
void describe(Described<IndicatorList>& d) { d.name("indicator_list").field("indicators", &IndicatorList::indicators); }

struct AnalysisInput {
    std::string exchange, pair;
    std::optional<Duration> interval;
    std::vector<std::string> strategies, indicators;
    std::int64_t bars = 2000;
};
void describe(Described<AnalysisInput>& d) {
    using T = AnalysisInput;
    d.name("analysis_input").field("exchange", &T::exchange).field("pair", &T::pair);
    d.field("interval", &T::interval, {.above = Duration{}, .doc = "Of the bars; the shortest kept when left out."});
    d.field("strategies", &T::strategies, {.items_max = 100, .doc = "None: every strategy that can speak on bars."});
    d.field("indicators", &T::indicators, {.items_max = 200, .doc = "As in `which` of /api/v1/indicators/{symbol}."});
    d.field("bars", &T::bars, {.min = 1, .max = 5000, .doc = "The newest bars that are looked at."});
}
struct Analysis {
    std::string pair, exchange;
    Duration interval{};
    std::int64_t bars = 0;
    Time timestamp{};
    Price price;
    std::string market_regime;
    double volatility = 0;
    std::vector<IndicatorChart> indicators;
    std::vector<StrategySignal> signals;
    StrategyConsensus consensus;
};
void describe(Described<Analysis>& d) {
    using T = Analysis;
    d.name("analysis").field("pair", &T::pair).field("exchange", &T::exchange).field("interval", &T::interval);
    d.field("bars", &T::bars, {.doc = "That were looked at."}).field("timestamp", &T::timestamp);
    d.field("price", &T::price).field("market_regime", &T::market_regime);
    d.field("volatility", &T::volatility, {.unit = "per year", .doc = "Of returns; 0 before there are enough bars."});
    d.field("indicators", &T::indicators).field("signals", &T::signals, {.doc = "What each strategy says now."});
    d.field("consensus", &T::consensus, {.doc = "The vote of those."});
}

Result<std::vector<IndicatorChart>> charts_of(const std::vector<std::string>& which, std::span<const domain::Bar> bars,
                                              std::size_t points) {
    std::vector<IndicatorChoice> choices = which.empty() ? every_choice() : std::vector<IndicatorChoice>{};
    for (const auto& text : which) {
        ARGOSY_LET(auto choice, parse_choice(text), "");
        choices.push_back(std::move(choice));
    }
    std::vector<IndicatorChart> out;
    for (const auto& choice : choices) {
        ARGOSY_LET(auto made, chart(choice, bars, points), "");
        out.push_back(std::move(made));
    }
    return out;
}

Result<IndicatorAnswer> indicators_of(const Parts& parts, const IndicatorQuery& in) {
    ARGOSY_LET(const auto id, runtime::find_instrument(parts.core, in.symbol), "");
    ARGOSY_LET(const auto kept, kept_bars(parts.core, id, in.interval, static_cast<std::size_t>(in.bars)), "");
    IndicatorAnswer out;
    out.instrument = parts.core.instruments()[id].symbol;
    out.exchange = parts.core.instruments()[id].venue;
    out.interval = kept.interval;
    const auto points = static_cast<std::size_t>(in.points);
    ARGOSY_LET(out.indicators, charts_of(in.which, kept.bars, points), "");
    if (kept.bars.empty()) return out;
    out.time = kept.bars.back().open_time + kept.interval;
    out.price = kept.bars.back().close;
    const std::size_t shown = points > 1 ? std::min(points, kept.bars.size()) : 0;
    for (std::size_t i = kept.bars.size() - shown; i < kept.bars.size(); ++i)
        out.times.push_back(kept.bars[i].open_time + kept.interval);
    return out;
}

IndicatorList all_indicators() {
    IndicatorList out;
    for (const auto* spec : indicators::all_indicators()) {
        auto& info = out.indicators.emplace_back();
        info = {.name = std::string(spec->name),
                .family = std::string(spec->family),
                .doc = std::string(spec->doc),
                .source = std::string(spec->source),
                .warm_up = std::string(spec->warm_up),
                .parameters = {},
                .outputs = {}};
        for (const auto& p : spec->params)
            info.parameters.push_back({.name = std::string(p.name),
                                       .unit = std::string(p.unit),
                                       .value = p.value,
                                       .min = p.min,
                                       .max = p.max,
                                       .whole = p.whole});
        for (const auto& o : spec->outputs) info.outputs.emplace_back(o);
    }
    return out;
}

Result<std::vector<Player>> speakers(const Parts& parts, const std::vector<std::string>& wanted) {
    std::vector<Player> out;
    if (wanted.empty()) {
        ARGOSY_LET(const auto all, strategies_of(parts.core, parts.catalogue), "");
        for (const auto& info : all) {
            ARGOSY_LET(auto player, find_player(parts.core, parts.catalogue, info.name), "");
            if (why_silent(*player.descriptor).empty()) out.push_back(std::move(player));
        }
        return out;
    }
    for (const auto& name : wanted) {
        ARGOSY_LET(auto player, find_player(parts.core, parts.catalogue, name), "/strategies");
        out.push_back(std::move(player));
    }
    return out;
}

/// Fills signals and consensus. A strategy that never spoke stands on hold without confidence.
Result<> let_speak(const std::vector<Player>& players, const StageMarket& market, Analysis& out) {
    std::vector<domain::Signal> last;
    std::vector<std::string> names;
    const auto& instrument = market.table[market.instrument];
    for (std::size_t i = 0; i < players.size(); ++i) {
        names.push_back(players[i].name);
        ARGOSY_LET(const auto heard, listen_to(players[i], StrategyId(static_cast<std::uint16_t>(i)), market), "");
        domain::Signal now{.instrument = market.instrument, .strength = 0, .confidence = 0, .time = out.timestamp};
        now.reason = "no opinion yet";
        if (!heard.empty()) last.push_back(now = heard.back());
        out.signals.push_back(to_signal(now, players[i].name, instrument));
    }
    if (players.empty()) return {};
    out.consensus = to_consensus(vote(players, last, market, {}), names, instrument);
    out.consensus.signals = out.signals;
    return {};
}

Result<Analysis> analyse(const Parts& parts, const AnalysisInput& in) {
    ARGOSY_LET(const auto id, runtime::find_instrument(parts.core, in.pair, in.exchange), "");
    ARGOSY_LET(const auto kept, kept_bars(parts.core, id, in.interval, static_cast<std::size_t>(in.bars)), "");
    const auto& regime = parts.core.config().run.regime;
    const StageMarket market{.table = parts.core.instruments(),
                             .instrument = id,
                             .interval = kept.interval,
                             .bars = kept.bars,
                             .regime = regime};
    argosy::strategy::RegimeDetector detector(regime);
    for (const auto& bar : kept.bars) detector.update(bar.close.to_double());
    Analysis out;
    out.pair = parts.core.instruments()[id].symbol;
    out.exchange = parts.core.instruments()[id].venue;
    out.interval = kept.interval;
    out.bars = static_cast<std::int64_t>(kept.bars.size());
    out.timestamp = kept.bars.back().open_time + kept.interval;
    out.price = kept.bars.back().close;
    out.market_regime = to_string(detector.regime());
    out.volatility = detector.volatility(kept.interval);
    ARGOSY_LET(out.indicators, charts_of(in.indicators, kept.bars, 1), "/indicators");
    ARGOSY_LET(const auto players, speakers(parts, in.strategies), "");
    ARGOSY_TRY(let_speak(players, market, out), "");
    return out;
}

}  // namespace

void add_analysis_routes(const Parts& parts) {
    using net::Method;
    endpoint(parts.router,
             make_route(Method::get, "/api/v1/indicators", {"/api/indicators"}, "every indicator there is"),
             [](const api::Nothing&, const api::Call&) -> Result<IndicatorList> { return all_indicators(); });
    endpoint(
        parts.router,
        make_route(Method::get, "/api/v1/indicators/{symbol}", {"/api/indicators/{symbol}", "/indicators/{symbol}"},
                   "technical indicators over the newest bars"),
        [parts](const IndicatorQuery& in, const api::Call&) { return indicators_of(parts, in); });
    endpoint(parts.router,
             make_route(Method::post, "/api/v1/analysis/{exchange}/{pair}", {},
                        "indicators, market regime and what every strategy says now"),
             [parts](const AnalysisInput& in, const api::Call&) { return analyse(parts, in); });
}

}  // namespace argosy::services::strategy
