#include "messages/facts.hpp"

#include "base/describe.hpp"

namespace argosy::messages {

#define FIELD(T, name) field(#name, &T::name)

void describe(Described<Position>& d) {
    using T = Position;
    d.name("position").FIELD(T, instrument).FIELD(T, exchange).FIELD(T, side).FIELD(T, qty).FIELD(T, entry_price);
    d.FIELD(T, mark_price).FIELD(T, exposure).FIELD(T, unrealised).FIELD(T, realised).FIELD(T, fees).FIELD(T, funding);
    d.FIELD(T, stop_price).FIELD(T, liquidation_price).FIELD(T, opened_at).FIELD(T, marked_at);
}

void describe(Described<Portfolio>& d) {
    using T = Portfolio;
    d.name("portfolio").FIELD(T, currency).FIELD(T, equity).FIELD(T, balance).FIELD(T, unrealised).FIELD(T, realised);
    d.FIELD(T, fees).FIELD(T, funding).FIELD(T, daily_pnl).FIELD(T, total_pnl).FIELD(T, drawdown);
    d.FIELD(T, max_drawdown).FIELD(T, exposure_gross).FIELD(T, exposure_net).FIELD(T, open_positions);
    d.FIELD(T, active_trades).FIELD(T, trades_today).FIELD(T, win_rate).FIELD(T, time);
}

void describe(Described<Balance>& d) {
    using T = Balance;
    d.name("balance").FIELD(T, exchange).FIELD(T, currency).FIELD(T, total).FIELD(T, available);
    d.FIELD(T, total_pnl).FIELD(T, daily_pnl).FIELD(T, time);
}

void describe(Described<EquityPoint>& d) {
    using T = EquityPoint;
    d.name("equity_point").FIELD(T, time).FIELD(T, equity).FIELD(T, balance).FIELD(T, unrealised);
    d.FIELD(T, exposure).FIELD(T, drawdown);
}

void describe(Described<Gauge>& d) {
    using T = Gauge;
    d.name("gauge").FIELD(T, name).FIELD(T, used).FIELD(T, limit).FIELD(T, unit).FIELD(T, next);
}

void describe(Described<Lock>& d) {
    using T = Lock;
    d.name("lock").FIELD(T, name).FIELD(T, instrument).FIELD(T, until).FIELD(T, reason);
}

void describe(Described<RiskState>& d) {
    using T = RiskState;
    d.name("risk_state").FIELD(T, state).FIELD(T, since).FIELD(T, cause).FIELD(T, latched).FIELD(T, emergency);
    d.FIELD(T, gauges).FIELD(T, protections);
}

void describe(Described<Alert>& d) {
    using T = Alert;
    d.name("alert").FIELD(T, alert_id).FIELD(T, level).FIELD(T, category).FIELD(T, message).FIELD(T, exchange);
    d.FIELD(T, instrument).FIELD(T, details).FIELD(T, timestamp);
}

void describe(Described<AlertResolved>& d) {
    using T = AlertResolved;
    d.name("alert_resolved").FIELD(T, alert_id).FIELD(T, by).FIELD(T, timestamp);
}

void describe(Described<Cycle>& d) {
    using T = Cycle;
    d.name("cycle").FIELD(T, cycle_id).FIELD(T, cycle_type).FIELD(T, start_time).FIELD(T, end_time);
    d.FIELD(T, trades_processed).FIELD(T, signals_generated).FIELD(T, errors);
}

void describe(Described<ConfigVersion>& d) {
    using T = ConfigVersion;
    d.name("config_version").FIELD(T, version).FIELD(T, author).FIELD(T, reason).FIELD(T, hash).FIELD(T, changed);
    d.FIELD(T, time);
}

void describe(Described<Heartbeat>& d) {
    using T = Heartbeat;
    d.name("heartbeat").FIELD(T, service).FIELD(T, state).FIELD(T, condition).FIELD(T, detail).FIELD(T, time);
}

void describe(Described<Headline>& d) {
    using T = Headline;
    d.name("headline").FIELD(T, id).FIELD(T, source).FIELD(T, title).FIELD(T, url).FIELD(T, instruments);
    d.FIELD(T, published).FIELD(T, received).FIELD(T, score);
}

void describe(Described<Sentiment>& d) {
    using T = Sentiment;
    d.name("sentiment").FIELD(T, instrument).FIELD(T, score).FIELD(T, dispersion).FIELD(T, headlines).FIELD(T, time);
}

void describe(Described<FeatureVector>& d) {
    using T = FeatureVector;
    d.name("feature_vector").FIELD(T, instrument).FIELD(T, feature_set).FIELD(T, values).FIELD(T, time);
}

void describe(Described<Report>& d) {
    using T = Report;
    d.name("performance_report").FIELD(T, report_id).FIELD(T, kind).FIELD(T, title).FIELD(T, time);
}

#undef FIELD

}  // namespace argosy::messages
