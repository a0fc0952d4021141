#include "services/analytics/figures.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "engine/engine.hpp"
#include "ledger/metric_row.hpp"
#include "ledger/trades.hpp"
#include "performance/trade_metrics.hpp"
#include "runtime/lookup.hpp"
#include "services/analytics/account.hpp"
#include "services/analytics/answers.hpp"

namespace argosy::services::analytics {
namespace {

using api::Call;
using api::Nothing;
using performance::MetricId;

/// What people look at first; a figure that is not defined is null, and /metrics says why.
struct SummaryView {
    std::string currency, basis, interval;
    double periods_per_year = 365;
    Time start{}, end{};
    Money start_equity, end_equity, total_pnl, net, unrealised, fees, funding;
    std::uint64_t total_trades = 0, winning_trades = 0, losing_trades = 0, open_trades = 0;
    std::optional<Money> expectancy;
    std::optional<double> total_return, win_rate, profit_factor, sharpe_ratio, sortino_ratio, max_drawdown,
        exposure_time;
};
void describe(Described<SummaryView>& d) {
    using S = SummaryView;
    d.name("analytics_summary").field("currency", &S::currency);
    d.field("basis", &S::basis, {.doc = "account: equity with open trades at their marks."});
    d.field("interval", &S::interval, {.doc = "Of the returns that ratios are made of."});
    d.field("periods_per_year", &S::periods_per_year, {.doc = "Of that interval, for what is said per year."});
    d.field("start", &S::start).field("end", &S::end);
    d.field("start_equity", &S::start_equity).field("end_equity", &S::end_equity);
    d.field("total_pnl", &S::total_pnl, {.doc = "Equity now less equity at the start."});
    d.field("net", &S::net, {.doc = "Of closed trades, after fees and funding."});
    d.field("unrealised", &S::unrealised, {.doc = "Of open trades, as if closed now."});
    d.field("fees", &S::fees, {.doc = "Of closed trades; negative: paid."}).field("funding", &S::funding);
    d.field("total_trades", &S::total_trades, {.doc = "Closed."}).field("winning_trades", &S::winning_trades);
    d.field("losing_trades", &S::losing_trades).field("open_trades", &S::open_trades);
    d.field("total_return", &S::total_return).field("win_rate", &S::win_rate).field("profit_factor", &S::profit_factor);
    d.field("expectancy", &S::expectancy).field("sharpe_ratio", &S::sharpe_ratio);
    d.field("sortino_ratio", &S::sortino_ratio).field("max_drawdown", &S::max_drawdown);
    d.field("exposure_time", &S::exposure_time);
}

struct MetricsView {
    std::string currency;
    Time start{}, end{};
    double periods_per_year = 365, risk_free_rate = 0;
    std::vector<argosy::ledger::MetricRow> metrics;
};
void describe(Described<MetricsView>& d) {
    using M = MetricsView;
    d.name("performance_metrics").field("currency", &M::currency).field("start", &M::start).field("end", &M::end);
    d.field("periods_per_year", &M::periods_per_year).field("risk_free_rate", &M::risk_free_rate);
    d.field("metrics", &M::metrics);
}

struct MetricsQuery {
    bool intervals = false;
};
void describe(Described<MetricsQuery>& d) {
    d.name("metrics_query").field("intervals", &MetricsQuery::intervals, {.doc = "With 95 % intervals by bootstrap."});
}

struct TradesQuery {
    std::string strategy, exchange, pair;
    std::optional<Time> from, to;
    std::int64_t limit = 100;
    std::string cursor;
};
void describe(Described<TradesQuery>& d) {
    using Q = TradesQuery;
    d.name("history_query").field("strategy", &Q::strategy).field("exchange", &Q::exchange).field("pair", &Q::pair);
    d.field("from", &Q::from, {.doc = "Entered at this time or later."}).field("to", &Q::to);
    d.field("limit", &Q::limit, {.min = 1, .max = 1000, .unit = "trades"}).field("cursor", &Q::cursor);
}

struct HistoryQuery {
    Duration every = 1h;
    std::optional<Time> from, to;
    std::int64_t limit = 1000;
};
void describe(Described<HistoryQuery>& d) {
    using Q = HistoryQuery;
    d.name("pnl_history_query").field("every", &Q::every, {.max = 24h * 31, .above = 0s, .doc = "A point for each."});
    d.field("from", &Q::from).field("to", &Q::to);
    d.field("limit", &Q::limit, {.min = 1, .max = 5000, .unit = "points", .doc = "The newest."});
}

struct PnlPoint {
    Time time{};
    Money equity, pnl, change;
    double drawdown = 0;
};
void describe(Described<PnlPoint>& d) {
    using P = PnlPoint;
    d.name("pnl_point").field("time", &P::time).field("equity", &P::equity);
    d.field("pnl", &P::pnl, {.doc = "Since the start."})
        .field("change", &P::change, {.doc = "Since the point before."});
    d.field("drawdown", &P::drawdown, {.doc = "Fall from the highest so far, as a fraction of it."});
}
struct PnlHistory {
    std::string currency;
    std::vector<PnlPoint> points;
};
void describe(Described<PnlHistory>& d) {
    d.name("pnl_history").field("currency", &PnlHistory::currency).field("points", &PnlHistory::points);
}

enum class By : std::uint8_t { strategy, exchange, instrument, side, exit, weekday, hour };
std::string_view to_string(By by) noexcept {
    constexpr std::string_view names[] = {"strategy", "exchange", "instrument", "side", "exit", "weekday", "hour"};
    return names[static_cast<std::size_t>(by)];
}
struct BreakdownQuery {
    By by = By::strategy;
};
void describe(Described<BreakdownQuery>& d) {
    d.name("breakdown_query").field("by", &BreakdownQuery::by, {.doc = "Weekday and hour: of the entry, UTC."});
}
struct Part {
    std::string name;
    std::uint64_t trades = 0, wins = 0;
    std::optional<double> win_rate, profit_factor;
    std::optional<Money> expectancy;
    Money net, fees, funding;
};
void describe(Described<Part>& d) {
    using P = Part;
    d.name("breakdown_part").field("name", &P::name).field("trades", &P::trades).field("wins", &P::wins);
    d.field("win_rate", &P::win_rate).field("profit_factor", &P::profit_factor).field("expectancy", &P::expectancy);
    d.field("net", &P::net).field("fees", &P::fees).field("funding", &P::funding);
}
struct Breakdown {
    std::string currency;
    By by = By::strategy;
    std::vector<Part> parts;
};
void describe(Described<Breakdown>& d) {
    d.name("breakdown").field("currency", &Breakdown::currency).field("by", &Breakdown::by);
    d.field("parts", &Breakdown::parts);
}

std::string code_of(const Account& account) { return std::string(account.assumptions.reporting.code()); }

Money sum_of(const std::vector<domain::RoundTrip>& trades, auto part) {
    Money out;
    for (const auto& t : trades) out += part(t);
    return out;
}

/// Of one trade, to the eighth decimal; none without trades.
std::optional<Money> mean_of(Money sum, std::uint64_t count) {
    if (count == 0) return std::nullopt;
    constexpr int128 last = 10'000'000'000;  // of Money's 18 decimals
    const int128 steps = last * static_cast<std::int64_t>(count);
    const int128 half = sum.is_negative() ? -steps / 2 : steps / 2;
    return Money::from_raw((int128{sum.raw()} + half) / steps * last);
}

Result<SummaryView> summary_of(const Account& account) {
    ARGOSY_LET(const auto s, account.summary(), "figures");
    const auto stats = performance::count_trades(account.closed);
    return SummaryView{.currency = code_of(account),
                       .basis = "account",
                       .interval = "1d",
                       .periods_per_year = s.assumptions.periods_per_year,
                       .start = s.start,
                       .end = s.end,
                       .start_equity = s.start_equity,
                       .end_equity = s.end_equity,
                       .total_pnl = s.end_equity - s.start_equity,
                       .net = stats.net(),
                       .unrealised = sum_of(account.open, [](const auto& t) { return t.net(); }),
                       .fees = sum_of(account.closed, [](const auto& t) { return t.fees; }),
                       .funding = sum_of(account.closed, [](const auto& t) { return t.funding; }),
                       .total_trades = stats.count,
                       .winning_trades = stats.wins,
                       .losing_trades = stats.losses,
                       .open_trades = account.open.size(),
                       .expectancy = mean_of(stats.net(), stats.count),
                       .total_return = s[MetricId::total_return].value,
                       .win_rate = s[MetricId::win_rate].value,
                       .profit_factor = s[MetricId::profit_factor].value,
                       .sharpe_ratio = s[MetricId::sharpe].value,
                       .sortino_ratio = s[MetricId::sortino].value,
                       .max_drawdown = s[MetricId::max_drawdown].value,
                       .exposure_time = s[MetricId::exposure_time].value};
}

Result<MetricsView> metrics_of(const Account& account) {
    ARGOSY_LET(const auto s, account.summary(), "figures");
    return MetricsView{.currency = code_of(account),
                       .start = s.start,
                       .end = s.end,
                       .periods_per_year = s.assumptions.periods_per_year,
                       .risk_free_rate = s.assumptions.risk_free_rate,
                       .metrics = argosy::ledger::rows_of(s.metrics)};
}

Result<PnlHistory> history_of(const Account& account, const HistoryQuery& q) {
    PnlHistory out{.currency = code_of(account), .points = {}};
    Money peak = account.curve.front().equity;
    const Money start = peak;
    for (std::size_t i = 0; i < account.curve.size(); ++i) {
        const auto& [time, equity] = account.curve[i];
        peak = std::max(peak, equity);
        const bool is_last = i + 1 == account.curve.size();
        if (!is_last && floor_to(time, q.every) == floor_to(account.curve[i + 1].time, q.every)) continue;
        if (time < q.from.value_or(Time::min()) || time >= q.to.value_or(time_max)) continue;
        const Money before = out.points.empty() ? start : out.points.back().equity;
        out.points.push_back({.time = time,
                              .equity = equity,
                              .pnl = equity - start,
                              .change = equity - before,
                              .drawdown = peak.is_positive() ? 1 - equity.to_double() / peak.to_double() : 0});
    }
    const auto most = static_cast<std::size_t>(q.limit);
    if (out.points.size() > most)
        out.points.erase(out.points.begin(), out.points.end() - static_cast<std::ptrdiff_t>(most));
    return out;
}

/// The name of the part that a trade belongs to; what is a number is written so that names sort as numbers do.
std::string part_of(const Account& account, const domain::RoundTrip& t, By by) {
    constexpr std::string_view days[] = {"1 Monday", "2 Tuesday",  "3 Wednesday", "4 Thursday",
                                         "5 Friday", "6 Saturday", "7 Sunday"};
    switch (by) {
        case By::strategy: return account.strategy_of(t);
        case By::exchange: return account.venues[t.instrument.value()];
        case By::instrument: return account.symbols[t.instrument.value()];
        case By::side: return t.side == domain::Side::buy ? "long" : "short";
        case By::exit: return std::string(domain::to_string(t.exit_purpose));
        case By::weekday: {
            const std::chrono::weekday day(std::chrono::floor<std::chrono::days>(t.entry_time));
            return std::string(days[day.iso_encoding() - 1]);
        }
        case By::hour: break;
    }
    return fmt::format("{:02}:00", (t.entry_time - floor_to(t.entry_time, 24h)) / 1h);
}

Result<Breakdown> breakdown_of(const Account& account, By by) {
    std::map<std::string, std::vector<domain::RoundTrip>> parts;
    for (const auto& t : account.closed) parts[part_of(account, t, by)].push_back(t);
    Breakdown out{.currency = code_of(account), .by = by, .parts = {}};
    for (const auto& [name, trades] : parts) {
        const auto stats = performance::count_trades(trades);
        const auto value = [&](MetricId id) { return performance::trade_metric(id, stats).value; };
        out.parts.push_back({.name = name,
                             .trades = stats.count,
                             .wins = stats.wins,
                             .win_rate = value(MetricId::win_rate),
                             .profit_factor = value(MetricId::profit_factor),
                             .expectancy = mean_of(stats.net(), stats.count),
                             .net = stats.net(),
                             .fees = sum_of(trades, [](const auto& t) { return t.fees; }),
                             .funding = sum_of(trades, [](const auto& t) { return t.funding; })});
    }
    return out;
}

Result<store::TradeFilter> filter_of(const runtime::Simulation& core, const TradesQuery& in) {
    store::TradeFilter out{
        .venue = {}, .pair = {}, .strategy = {}, .status = store::TradeStatus::closed, .entered = {}, .exited = {}};
    if (!in.exchange.empty()) {
        ARGOSY_LET(out.venue, runtime::find_exchange(core, in.exchange), "exchange");
    }
    if (!in.strategy.empty()) {
        ARGOSY_LET(const auto id, runtime::find_strategy(core, in.strategy), "strategy");
        out.strategy = core.engine().strategy_names()[id.value()];
    }
    if (!in.pair.empty()) {
        ARGOSY_LET(const auto id, runtime::find_instrument(core, in.pair, in.exchange), "pair");
        out.pair = core.instruments()[id].symbol;
    }
    if (in.from || in.to) out.entered = store::TimeRange{in.from.value_or(Time::min()), in.to.value_or(time_max)};
    return out;
}

using TradePage = api::Rendered<argosy::ledger::TradePage>;
Result<TradePage> trades_of(const Parts& parts, const TradesQuery& in) {
    ARGOSY_LET(const auto filter, filter_of(parts.core, in), "");
    ARGOSY_LET(const auto rows, parts.store.read([&](const store::Tables& t) {
        return t.trades().list(filter, {static_cast<std::size_t>(in.limit), in.cursor});
    }),
               "trades");
    return TradePage{argosy::ledger::page_json(rows.rows, rows.next)};
}

api::Route route(std::string name, std::string summary, std::vector<std::string> more = {}) {
    std::vector<std::string> aliases{"/api/analytics/" + name, "/analytics/" + name};
    std::ranges::move(more, std::back_inserter(aliases));
    return {.path = "/api/v1/analytics/" + name,
            .summary = std::move(summary),
            .service = "analytics",
            .aliases = std::move(aliases)};
}

/// A route that computes something from a copy of the account.
template <class In, class Out>
void add(const Parts& parts, api::Route r, Result<Out> (*compute)(const Account&, const In&)) {
    endpoint_later(
        parts.router, std::move(r), [&parts, compute](const In& in, const Call& call, api::Reply<Out> reply) {
            answer_from_worker(
                parts, call, std::move(reply),
                [account = account_of(parts.core, Intervals::no), in, compute] { return compute(account, in); });
        });
}

}  // namespace

void add_figure_routes(const Parts& parts) {
    add<Nothing, SummaryView>(parts, route("summary", "how the account does"),
                              [](const Account& a, const Nothing&) { return summary_of(a); });
    add<HistoryQuery, PnlHistory>(parts, route("pnl-history", "profit and loss over time"), history_of);
    add<BreakdownQuery, Breakdown>(parts, route("breakdown", "trades by strategy, exchange, instrument, weekday, hour"),
                                   [](const Account& a, const BreakdownQuery& q) { return breakdown_of(a, q.by); });
    endpoint_later(parts.router, route("metrics", "every metric with its definition", {"/api/performance-metrics"}),
                   [&parts](const MetricsQuery& in, const Call& call, api::Reply<MetricsView> reply) {
                       const auto intervals = in.intervals ? Intervals::yes : Intervals::no;
                       answer_from_worker(parts, call, std::move(reply), [account = account_of(parts.core, intervals)] {
                           return metrics_of(account);
                       });
                   });
    endpoint(parts.router, route("trades", "closed trades, newest first"),
             [&parts](const TradesQuery& in, const Call&) { return trades_of(parts, in); });
}

}  // namespace argosy::services::analytics
