#include "services/strategy/attribution.hpp"

#include <algorithm>

#include "backtest/run.hpp"
#include "base/suggest.hpp"
#include "engine/engine.hpp"
#include "performance/rebuild.hpp"
#include "performance/summary.hpp"
#include "performance/trade_metrics.hpp"
#include "runtime/views.hpp"

namespace argosy::services::strategy {
namespace {

Result<Time> start_of(std::string_view period, Time now) {
    if (period.empty() || period == "all") return Time::min();
    ARGOSY_LET(const Duration length, parse_duration(period), "period");
    if (length <= Duration{})
        return fail(Errc::invalid_argument, "period: expected a positive length", "write it like 24h, 7d or all");
    return now - length;
}

std::string join_names(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "" : "\n") + name;
    return out;
}

std::vector<std::string> split_names(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

}  // namespace

Attribution::Attribution(runtime::Simulation& core, store::Store& store, store::Writer& writer)
    : core_(core), store_(store), writer_(writer) {
    for (const auto& trade : core_.engine().trades().closed()) learn(trade, false);
    core_.listen(*this);
}

Attribution::~Attribution() { core_.forget(*this); }

void Attribution::on_trade(const domain::RoundTrip& trade) { learn(trade, true); }

void Attribution::learn(const domain::RoundTrip& trade, bool is_new) {
    const std::string id = runtime::trade_id_of(trade);
    Supporters found = is_new ? Supporters{} : stored(id);
    if (found.empty()) {
        found = supporters_of(trade);
        if (!found.empty()) keep(id, found, trade.exit_time);
    }
    if (!by_trade_.insert_or_assign(id, std::move(found)).second) return;
    order_.push_back(id);
    if (order_.size() <= 2 * runtime::History::trades_kept) return;
    by_trade_.erase(order_.front());
    order_.pop_front();
}

Attribution::Supporters Attribution::supporters_of(const domain::RoundTrip& trade) const {
    const auto wanted = trade.side == domain::Side::buy ? domain::Direction::buy : domain::Direction::sell;
    const auto& ballots = core_.history().ballots();
    const auto opened = std::find_if(ballots.rbegin(), ballots.rend(), [&](const domain::Ballot& b) {
        return b.instrument == trade.instrument && b.time <= trade.entry_time && b.outcome == wanted;
    });
    Supporters out;
    if (opened == ballots.rend()) return out;
    const auto& names = core_.engine().strategy_names();
    for (const auto& vote : opened->votes)
        if (vote.counted && vote.direction == wanted && vote.strategy.value() < names.size())
            out.push_back(names[vote.strategy.value()]);
    return out;
}

Attribution::Supporters Attribution::stored(const std::string& trade_id) const {
    const auto found =
        store_.read([&](const store::Tables& t) { return t.documents().find(collection, trade_id, core_.now()); });
    if (!found || !*found) return {};
    return split_names((*found)->body);
}

void Attribution::keep(const std::string& trade_id, const Supporters& supporters, Time time) {
    // A refusal costs what a later restart cannot find out any more, not the figures of now.
    static_cast<void>(writer_.submit([document = store::Document{.collection = std::string(collection),
                                                                 .key = trade_id,
                                                                 .group = {},
                                                                 .body = join_names(supporters),
                                                                 .updated = time}](store::Tables& t) -> Result<> {
        ARGOSY_TRY(t.documents().put(document, store::Expect::anything()), "votes of a trade");
        return {};
    }));
}

std::vector<std::string> Attribution::names() const { return core_.engine().strategy_names(); }

std::vector<domain::RoundTrip> Attribution::trades_of(std::string_view name, Time from) const {
    const auto& names = core_.engine().strategy_names();
    std::vector<domain::RoundTrip> out;
    for (const auto& trade : core_.engine().trades().closed()) {
        if (trade.exit_time < from) continue;
        const bool own = !trade.strategy.is_none() && names[trade.strategy.value()] == name;
        const auto voted = [&](const Supporters& s) { return std::ranges::find(s, name) != s.end(); };
        const auto votes = by_trade_.find(runtime::trade_id_of(trade));
        if (own || (votes != by_trade_.end() && voted(votes->second))) out.push_back(trade);
    }
    return out;
}

Result<StrategyPerformance> Attribution::performance_of(std::string_view name, std::string_view period) const {
    const auto& names = core_.engine().strategy_names();
    if (std::ranges::find(names, name) == names.end())
        return fail(Errc::not_found, "no strategy of this run is called \"" + std::string(name) + "\"",
                    "these are: " + join(names));
    ARGOSY_LET(const Time from, start_of(period, core_.now()), "");
    const auto& account = core_.config().run.account;
    auto trades = trades_of(name, from);
    std::erase_if(trades, [&](const auto& t) { return t.currency != account.currency; });  // nothing to add them to
    const auto stats = performance::count_trades(trades);
    const auto assumptions = backtest::assumptions_of(core_.config().run, core_.instruments());
    const auto recorder = performance::rebuild_from_trades(account.balance, trades, core_.now(),
                                                           backtest::equity_settings(core_.instruments()));
    const auto value = [&](performance::MetricId id) {
        return performance::metric(id, recorder, trades, assumptions).value;
    };
    StrategyPerformance out;
    out.strategy_name = name;
    out.total_trades = static_cast<std::int64_t>(stats.count);
    out.winning_trades = static_cast<std::int64_t>(stats.wins);
    if (stats.count > 0) {
        out.win_rate = static_cast<double>(stats.wins) / static_cast<double>(stats.count);
        out.average_pnl = stats.net().to_double() / static_cast<double>(stats.count);
    }
    out.total_pnl = stats.net().to_double();
    out.sharpe_ratio = value(performance::MetricId::sharpe);
    out.profit_factor = value(performance::MetricId::profit_factor);
    out.max_drawdown = value(performance::MetricId::max_drawdown).value_or(0.0);
    out.period = period.empty() ? "all" : std::string(period);
    out.basis = std::ranges::find(names, name) - names.begin() >=
                        static_cast<std::ptrdiff_t>(names.size() - core_.engine().books().size())
                    ? "own"
                    : "supported";
    out.interval = "1d";
    out.from = recorder.start().time;
    out.timestamp = core_.now();
    return out;
}

}  // namespace argosy::services::strategy
