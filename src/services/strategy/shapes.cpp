#include "services/strategy/shapes.hpp"

#include "base/describe.hpp"

namespace argosy::services::strategy {

void describe(Described<ParameterInfo>& d) {
    using T = ParameterInfo;
    d.name("parameter").field("name", &T::name).field("type", &T::type, {.doc = "integer, number or boolean (0, 1)."});
    d.field("value", &T::value, {.doc = "In force now."}).field("default", &T::default_value);
    d.field("min", &T::min).field("max", &T::max).field("unit", &T::unit).field("doc", &T::doc);
}

void describe(Described<StrategyInfo>& d) {
    using T = StrategyInfo;
    d.name("strategy").field("name", &T::name).field("strategy", &T::strategy, {.doc = "Name in the catalogue."});
    d.field("title", &T::title).field("summary", &T::summary);
    d.field("active", &T::active, {.doc = "It votes in this run."});
    d.field("enabled", &T::enabled, {.doc = "Its vote counts."});
    d.field("book", &T::book, {.doc = "The trading unit in which it votes."});
    d.field("timeframe", &T::timeframe, {.doc = "Length of the bars that it sees."});
    d.field("weight", &T::weight).field("veto", &T::veto).field("instruments", &T::instruments);
    d.field("parameters", &T::parameters);
}

void describe(Described<StrategySignal>& d) {
    using T = StrategySignal;
    d.name("strategy_signal").doc("What one strategy says about one instrument.");
    d.field("strategy_name", &T::strategy_name).field("pair", &T::pair).field("exchange", &T::exchange);
    d.field("signal", &T::signal, {.doc = "buy, sell or hold."});
    d.field("confidence", &T::confidence, {.doc = "0 to 1."}).field("strength", &T::strength, {.doc = "0 to 1."});
    d.field("timestamp", &T::timestamp).field("market_regime", &T::market_regime).field("reason", &T::reason);
    d.field("stop_price", &T::stop_price, {.doc = "The strategy's own stop."});
    d.field("expires_at", &T::expires_at, {.doc = "null: until the strategy says something else."});
}

void describe(Described<VoteInfo>& d) {
    using T = VoteInfo;
    d.name("vote").field("strategy_name", &T::strategy_name).field("signal", &T::signal);
    d.field("weight", &T::weight, {.doc = "Configured weight x confidence."}).field("strength", &T::strength);
    d.field("counted", &T::counted, {.doc = "false: expired, abstained, or not its market regime."});
    d.field("veto", &T::veto).field("reason", &T::reason);
}

void describe(Described<StrategyConsensus>& d) {
    using T = StrategyConsensus;
    d.name("strategy_consensus").doc("The vote of all strategies on one instrument.");
    d.field("pair", &T::pair).field("exchange", &T::exchange).field("consensus_signal", &T::consensus_signal);
    d.field("agreement_percentage", &T::agreement_percentage,
            {.unit = "percent", .doc = "Weight that agrees, of all weight that was counted."});
    d.field("participating_strategies", &T::participating_strategies, {.doc = "Votes that were counted."});
    d.field("signals", &T::signals).field("timestamp", &T::timestamp).field("reason", &T::reason);
    d.field("market_regime", &T::market_regime).field("votes", &T::votes, {.doc = "The ballot."});
}

void describe(Described<StrategyPerformance>& d) {
    using T = StrategyPerformance;
    d.name("strategy_performance").field("strategy_name", &T::strategy_name);
    d.field("total_trades", &T::total_trades).field("winning_trades", &T::winning_trades);
    d.field("win_rate", &T::win_rate, {.doc = "Fraction of the trades that won."});
    d.field("total_pnl", &T::total_pnl, {.unit = "reporting currency", .doc = "After fees and funding."});
    d.field("sharpe_ratio", &T::sharpe_ratio, {.doc = "Of daily results, per year; null when it is not defined."});
    d.field("max_drawdown", &T::max_drawdown,
            {.doc = "Of the balance after each closed trade, as a positive fraction of the peak."});
    d.field("period", &T::period).field("profit_factor", &T::profit_factor).field("average_pnl", &T::average_pnl);
    d.field("basis", &T::basis, {.doc = "own: trades of its own; supported: trades that it voted for."});
    d.field("interval", &T::interval, {.doc = "Of the returns that sharpe_ratio is made of."});
    d.field("from", &T::from, {.doc = "The first entry; all figures are of the time from then to timestamp."});
    d.field("timestamp", &T::timestamp);
}

StrategySignal to_signal(const domain::Signal& signal, std::string_view strategy,
                         const domain::Instrument& instrument) {
    StrategySignal out;
    out.strategy_name = strategy;
    out.pair = instrument.symbol;
    out.exchange = instrument.venue;
    out.signal = to_string(signal.direction);
    out.confidence = signal.confidence;
    out.strength = signal.strength;
    out.timestamp = signal.time;
    out.market_regime = to_string(signal.regime);
    out.reason = signal.reason.view();
    if (!signal.stop_price.is_zero()) out.stop_price = signal.stop_price;
    if (signal.expires_at != time_max) out.expires_at = signal.expires_at;
    return out;
}

}  // namespace argosy::services::strategy
