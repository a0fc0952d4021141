#include "services/analytics/account.hpp"

#include <algorithm>

#include "backtest/run.hpp"
#include "config/write.hpp"
#include "engine/engine.hpp"
#include "performance/plausibility.hpp"
#include "runtime/equity_curve.hpp"
#include "sim/venue.hpp"

namespace argosy::services::analytics {
namespace {

std::vector<performance::CurvePoint> curve_of(const runtime::Simulation& core) {
    std::vector<performance::CurvePoint> out;
    for (const auto& p : runtime::equity_curve(core)) out.push_back({p.time, p.equity});
    return out;
}

std::vector<domain::RoundTrip> in_currency(std::vector<domain::RoundTrip> trades, const domain::Currency& currency) {
    std::erase_if(trades, [&](const auto& t) { return t.currency != currency; });
    return trades;
}

std::shared_ptr<const backtest::Recorder> recorded(const runtime::Simulation& core) {
    auto out = std::make_shared<backtest::Recorder>();
    for (const auto& ballot : core.history().ballots()) out->on_ballot(ballot);
    for (const auto& fill : core.history().fills()) out->on_fill(fill, {});
    for (const auto& alert : core.history().alerts()) out->on_alert(alert);
    return out;
}

}  // namespace

std::string Account::strategy_of(const domain::RoundTrip& trip) const {
    return trip.strategy.is_none() || trip.strategy.value() >= strategies.size() ? "by hand"
                                                                                 : strategies[trip.strategy.value()];
}

performance::EquityRecorder Account::recorder() const {
    std::vector<domain::RoundTrip> all = closed;
    std::ranges::copy(open, std::back_inserter(all));
    return performance::rebuild(curve, all, now, settings);
}

Result<performance::Summary> Account::summary() const {
    return performance::summarise(recorder(), closed, assumptions);
}

Account account_of(const runtime::Simulation& core, Intervals intervals) {
    const auto& run = core.config().run;
    Account out{
        .curve = curve_of(core),
        .closed = in_currency(core.engine().trades().closed(), run.account.currency),
        .open = in_currency(core.engine().trades().open(core.engine().portfolio(), core.now()), run.account.currency),
        .strategies = core.engine().strategy_names(),
        .symbols = {},
        .venues = {},
        .assumptions = backtest::assumptions_of(run, core.instruments()),
        .settings = backtest::equity_settings(core.instruments()),
        .now = core.now()};
    for (const auto& instrument : core.instruments()) {
        out.symbols.push_back(instrument.symbol);
        out.venues.push_back(instrument.venue);
    }
    if (intervals == Intervals::no) out.assumptions.resamples = 0;
    return out;
}

report::Report report_frame_of(const runtime::Simulation& core, const std::string& version) {
    report::Report out{
        .config = core.config().run,
        .instruments = &core.instruments(),
        .market = {},
        .sources = {},
        .notes = {"The running account. Equity is thinned as it grows, and exposure is rebuilt from the trades."},
        .result = {},
        .kind = "account",
        .version = version,
        .config_hash = config::config_hash(core.config().run),
        .config_text = config::to_yaml(core.config().run)};
    out.result.recorded = recorded(core);
    out.result.strategy_names = core.engine().strategy_names();
    for (std::uint32_t i = 0; i < core.instruments().size(); ++i)
        out.result.ambiguous_bars.push_back(core.venue().ambiguous_bars(InstrumentId(i)));
    out.result.events = core.steps();
    return out;
}

Result<report::Report> report_of(report::Report frame, const Account& account) {
    auto& result = frame.result;
    const auto recorder = account.recorder();
    ARGOSY_LET(result.summary, performance::summarise(recorder, account.closed, account.assumptions), "figures");
    result.curve = recorder.curve();
    result.trades = account.closed;
    result.open_trades = account.open;
    result.warnings = performance::plausibility(result.summary, result.trades);
    result.digest = result.recorded->digest();
    return frame;
}

}  // namespace argosy::services::analytics
