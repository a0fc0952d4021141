#include "services/ledger/performance.hpp"

#include <algorithm>
#include <set>

#include "backtest/run.hpp"
#include "engine/engine.hpp"
#include "ledger/metric_row.hpp"
#include "ledger/trades.hpp"
#include "performance/rebuild.hpp"
#include "performance/summary.hpp"
#include "performance/trade_metrics.hpp"
#include "runtime/equity_curve.hpp"
#include "runtime/lookup.hpp"
#include "runtime/views.hpp"
#include "services/ledger/answers.hpp"

namespace argosy::services::ledger {
namespace {

using api::Call;
using performance::MetricId;

struct Name {
    std::string exchange_name, strategy_name;
};
void describe(Described<Name>& d) {
    d.name("performance_of").field("exchange_name", &Name::exchange_name).field("strategy_name", &Name::strategy_name);
}

/// Numbers that are not defined are null: there is no figure then.
struct Performance {
    std::string scope, name, currency, period, basis, interval;
    double periods_per_year = 365;
    std::uint64_t total_trades = 0, winning_trades = 0, losing_trades = 0;
    double total_pnl = 0;
    std::optional<double> win_rate, profit_factor, sharpe_ratio, max_drawdown;
    Money net;
    std::vector<argosy::ledger::MetricRow> metrics;
};
void describe(Described<Performance>& d) {
    using P = Performance;
    d.name("performance")
        .field("scope", &P::scope, {.doc = "exchange, strategy or portfolio."})
        .field("name", &P::name);
    d.field("currency", &P::currency);
    d.field("period", &P::period,
            {.doc = "What the figures are of: from the first entry, or the account's start, to now."});
    d.field("basis", &P::basis,
            {.doc = "account: equity with open trades at their marks; own, supported and exchange: the balance after "
                    "each closed trade, of its own, of those a strategy voted for, of one exchange."});
    d.field("interval", &P::interval, {.doc = "Of the returns that ratios are made of."});
    d.field("periods_per_year", &P::periods_per_year, {.doc = "Of that interval, for what is said per year."});
    d.field("total_trades", &P::total_trades, {.doc = "Closed."}).field("winning_trades", &P::winning_trades);
    d.field("losing_trades", &P::losing_trades).field("total_pnl", &P::total_pnl).field("win_rate", &P::win_rate);
    d.field("profit_factor", &P::profit_factor).field("sharpe_ratio", &P::sharpe_ratio);
    d.field("max_drawdown", &P::max_drawdown, {.doc = "As a positive fraction of the peak."});
    d.field("net", &P::net, {.doc = "total_pnl to the last digit."}).field("metrics", &P::metrics);
}

/// What the thread that reads needs to know of the core, taken on the core's own.
struct Question {
    std::string scope, name, basis;
    store::TradeFilter filter{.venue = {}, .pair = {}, .strategy = {}, .status = {}, .entered = {}, .exited = {}};
    Money balance;
    Time now{};
    performance::Assumptions assumptions;
    performance::EquityRecorder::Settings sampling;
    std::vector<performance::CurvePoint> curve;  ///< of the account; empty: that of the trades
    std::vector<domain::RoundTrip> open;         ///< beside the account's curve
    codec::Names names;                          ///< of tables that do not change while the core runs
};

/// The trades that a strategy voted for; the strategy service keeps the names.
Result<std::set<std::string>> supported_by(const store::Tables& t, const std::string& name, Time now) {
    std::set<std::string> out;
    store::PageRequest page{.limit = store::PageRequest::limit_max, .cursor = {}};
    do {
        ARGOSY_LET(const auto votes, t.documents().list({.collection = "strategy.votes"}, page, now), "votes");
        for (const auto& vote : votes.rows)
            if (("\n" + vote.body + "\n").contains("\n" + name + "\n")) out.insert(vote.key);
        page.cursor = votes.next;
    } while (!page.cursor.empty());
    return out;
}

Result<std::vector<store::Trade>> trades_of(const store::Tables& t, const Question& q) {
    ARGOSY_LET(auto trades, argosy::ledger::closed_trades(t.trades(), q.filter), "");
    if (q.scope != "strategy") return trades;
    ARGOSY_LET(const auto voted, supported_by(t, q.name, q.now), "");
    std::erase_if(trades, [&](const auto& trade) { return trade.strategy != q.name && !voted.contains(trade.id); });
    return trades;
}

std::vector<domain::RoundTrip> trips_of(const std::vector<store::Trade>& trades, const Question& q) {
    std::vector<domain::RoundTrip> out;
    for (const auto& trade : trades)
        if (trade.currency == q.assumptions.reporting.code() && trade.pnl)
            out.push_back(argosy::ledger::trip_of(trade, q.names));
    return out;
}

performance::EquityRecorder recorder_of(const Question& q, const std::vector<domain::RoundTrip>& trips) {
    if (q.curve.empty()) return performance::rebuild_from_trades(q.balance, trips, q.now, q.sampling);
    std::vector<domain::RoundTrip> all = trips;
    std::ranges::copy(q.open, std::back_inserter(all));
    return performance::rebuild(q.curve, all, q.now, q.sampling);
}

Performance answer_of(const Question& q, const std::vector<domain::RoundTrip>& trips) {
    const auto recorder = recorder_of(q, trips);
    const auto& assumptions = q.assumptions;
    const auto stats = performance::count_trades(trips);
    Performance out{
        .scope = q.scope,
        .name = q.name,
        .currency = std::string(assumptions.reporting.code()),
        .period = to_iso8601(recorder.start().time) + "/" + to_iso8601(std::max(q.now, recorder.last().time)),
        .basis = q.basis,
        .interval = "1d",
        .periods_per_year = assumptions.periods_per_year,
        .total_trades = stats.count,
        .winning_trades = stats.wins,
        .losing_trades = stats.losses,
        .total_pnl = stats.net().to_double(),
        .net = stats.net(),
        .metrics = {}};
    const auto value = [&](MetricId id) { return performance::metric(id, recorder, trips, assumptions).value; };
    out.win_rate = value(MetricId::win_rate);
    out.profit_factor = value(MetricId::profit_factor);
    out.sharpe_ratio = value(MetricId::sharpe);
    out.max_drawdown = value(MetricId::max_drawdown);
    for (std::size_t k = 0; k < performance::metric_count; ++k)
        out.metrics.push_back(
            argosy::ledger::row_of(performance::metric(static_cast<MetricId>(k), recorder, trips, assumptions)));
    return out;
}

class Routes {
public:
    using Reply = api::Reply<Performance>;
    Routes(const Parts& parts, Keeper& keeper) : parts_(parts), keeper_(keeper) {}

    [[nodiscard]] Question about(std::string scope, std::string name, std::string basis) const {
        const auto& run = parts_.core.config().run;
        Question out{.scope = std::move(scope),
                     .name = std::move(name),
                     .basis = std::move(basis),
                     .balance = run.account.balance,
                     .now = parts_.core.now(),
                     .assumptions = backtest::assumptions_of(run, parts_.core.instruments()),
                     .sampling = backtest::equity_settings(parts_.core.instruments()),
                     .curve = {},
                     .open = {},
                     .names = runtime::names_of(parts_.core)};
        out.assumptions.resamples = 0;
        return out;
    }

    /// Reads on the worker, after everything that was folded is written.
    void reply_to(Question question, std::string trace, Reply reply) {
        keeper_.when_written([this, question = std::move(question), trace = std::move(trace),
                              reply = std::make_shared<Reply>(std::move(reply))] {
            const auto taken = parts_.worker.run([&store = parts_.store, &loop = parts_.loop, question, reply] {
                const auto trades = store.read([&](const store::Tables& t) { return trades_of(t, question); });
                Result<Performance> out = trades ? Result<Performance>(answer_of(question, trips_of(*trades, question)))
                                                 : copied(trades.error());
                loop.post([reply, out = std::move(out)] { reply->send(out); });
            });
            if (!taken) refuse(*reply, taken.error(), trace);
        });
    }

    void exchange(const Name& in, const Call& call, Reply reply) {
        const auto venue = runtime::find_exchange(parts_.core, in.exchange_name);
        if (!venue) return refuse(reply, venue.error(), call.trace_id());
        Question q = about("exchange", *venue, "exchange");
        q.filter.venue = *venue;
        reply_to(std::move(q), call.trace_id(), std::move(reply));
    }

    void strategy(const Name& in, const Call& call, Reply reply) {
        const auto id = runtime::find_strategy(parts_.core, in.strategy_name);
        if (!id) return refuse(reply, id.error(), call.trace_id());
        const auto& engine = parts_.core.engine();
        const bool is_book = id->value() + engine.books().size() >= engine.strategy_names().size();
        Question q = about("strategy", engine.strategy_names()[id->value()], is_book ? "own" : "supported");
        reply_to(std::move(q), call.trace_id(), std::move(reply));
    }

    void portfolio(const Call& call, Reply reply) {
        Question q = about("portfolio", parts_.core.config().run.name, "account");
        for (const auto& p : runtime::equity_curve(parts_.core)) q.curve.push_back({p.time, p.equity});
        q.open = parts_.core.engine().trades().open(parts_.core.engine().portfolio(), parts_.core.now());
        std::erase_if(q.open, [&](const auto& t) { return t.currency != q.assumptions.reporting; });
        reply_to(std::move(q), call.trace_id(), std::move(reply));
    }

private:
    const Parts& parts_;
    Keeper& keeper_;
};

}  // namespace

void add_performance_routes(const Parts& parts, Keeper& keeper) {
    const auto self = std::make_shared<Routes>(parts, keeper);
    const auto route = [](std::string path, std::string summary) {
        return api::Route{.path = std::move(path), .summary = std::move(summary), .service = "ledger", .aliases = {}};
    };
    endpoint_later(
        parts.router, route("/api/v1/performance/exchange/{exchange_name}", "how trades on one exchange did"),
        [self](const Name& in, const Call& call, Routes::Reply reply) { self->exchange(in, call, std::move(reply)); });
    endpoint_later(
        parts.router, route("/api/v1/performance/strategy/{strategy_name}", "how one strategy did"),
        [self](const Name& in, const Call& call, Routes::Reply reply) { self->strategy(in, call, std::move(reply)); });
    endpoint_later(parts.router, route("/api/v1/performance/portfolio", "how the portfolio did"),
                   [self](const api::Nothing&, const Call& call, Routes::Reply reply) {
                       self->portfolio(call, std::move(reply));
                   });
}

}  // namespace argosy::services::ledger
