#include "services/ledger/trades.hpp"

#include <algorithm>

#include "api/idempotency.hpp"
#include "auth/entropy.hpp"
#include "base/hash.hpp"
#include "engine/engine.hpp"
#include "ledger/trades.hpp"
#include "runtime/lookup.hpp"
#include "runtime/views.hpp"
#include "services/ledger/answers.hpp"

namespace argosy::services::ledger {
namespace {

using api::Call;
using argosy::ledger::TradePage;
using argosy::ledger::TradeRow;
using store::Trade;
using store::TradeStatus;

struct ListQuery {
    std::string exchange, exchange_name, pair, strategy, status;
    std::optional<Time> from, to;
    std::int64_t limit = 100;
    std::string cursor;
};
void describe(Described<ListQuery>& d) {
    using Q = ListQuery;
    d.name("trades_query").field("exchange", &Q::exchange).field("exchange_name", &Q::exchange_name);
    d.field("pair", &Q::pair).field("strategy", &Q::strategy);
    d.field("status", &Q::status, {.doc = "OPEN, CLOSED or CANCELLED; empty: all, open ones first."});
    d.field("from", &Q::from, {.doc = "Entered at this time or later."}).field("to", &Q::to, {.doc = "Before this."});
    d.field("limit", &Q::limit, {.min = 1, .max = 1000, .unit = "trades"});
    d.field("cursor", &Q::cursor, {.doc = "next_cursor of the page before."});
}

struct OneQuery {
    std::string trade_id;
};
void describe(Described<OneQuery>& d) { d.name("trade_query").field("trade_id", &OneQuery::trade_id); }

/// A trade as a person writes it. What is left out of a change stays as it is.
struct TradeInput {
    std::string trade_id;
    std::optional<std::string> pair, exchange, side, status, strategy;
    std::optional<Price> entry_price, exit_price;
    std::optional<Qty> position_size;
    std::optional<Time> entry_time, exit_time;
    std::optional<Money> pnl, fees;
};
void describe(Described<TradeInput>& d) {
    using T = TradeInput;
    d.name("trade_input").field("trade_id", &T::trade_id, {.doc = "Empty: one is made."});
    d.field("pair", &T::pair).field("exchange", &T::exchange).field("side", &T::side, {.doc = "buy (long) or sell."});
    d.field("status", &T::status, {.doc = "OPEN, CLOSED or CANCELLED."}).field("strategy", &T::strategy);
    d.field("entry_price", &T::entry_price, {.above = Price{}}).field("exit_price", &T::exit_price, {.above = Price{}});
    d.field("position_size", &T::position_size, {.max = Qty::from_int(1'000'000'000'000), .above = Qty{}});
    d.field("entry_time", &T::entry_time).field("exit_time", &T::exit_time);
    d.field("pnl", &T::pnl, {.doc = "Net; left out of a closed trade it follows from the prices."});
    d.field("fees", &T::fees, {.doc = "Negative: paid."});
}

Result<> set_names(const runtime::Simulation& core, const TradeInput& in, Trade& trade) {
    if (in.exchange) {
        ARGOSY_LET(trade.venue, runtime::find_exchange(core, *in.exchange), "/exchange");
    }
    if (in.pair) {
        ARGOSY_LET(const auto id, runtime::find_instrument(core, *in.pair, trade.venue), "/pair");
        trade.pair = core.instruments()[id].symbol;
        trade.currency = core.instruments()[id].settlement.code();
    }
    if (in.strategy && !in.strategy->empty()) {
        ARGOSY_TRY(runtime::find_strategy(core, *in.strategy), "/strategy");
    }
    if (in.strategy) trade.strategy = *in.strategy;
    if (in.side && *in.side != "buy" && *in.side != "sell")
        return fail(Errc::invalid_argument, "/side: \"" + *in.side + "\" is no side", "buy or sell");
    if (in.side) trade.side = *in.side == "buy" ? domain::Side::buy : domain::Side::sell;
    return {};
}

/// The P&L that the prices make. Errors: invalid_argument when out of the range of money.
Result<Money> pnl_of(const Trade& t) {
    ARGOSY_LET(const Money in, checked_notional(t.entry_price, t.size), "/entry_price");
    ARGOSY_LET(const Money out, checked_notional(*t.exit_price, t.size), "/exit_price");
    return (t.side == domain::Side::buy ? out - in : in - out) + t.fees;
}

Result<> check_whole(const Trade& t) {
    if (t.status == TradeStatus::closed && !t.exit_price)
        return fail(Errc::invalid_argument, "/exit_price: a closed trade has one");
    if (t.status == TradeStatus::open && (t.exit_price || t.exit_time))
        return fail(Errc::invalid_argument, "/status: an open trade has no exit", "set the status to CLOSED");
    if (t.exit_time && *t.exit_time < t.entry_time)
        return fail(Errc::invalid_argument, "/exit_time: it is before the entry");
    return {};
}

/// The trade with what the person wrote. Errors: not_found for unknown names; invalid_argument.
Result<Trade> written(const runtime::Simulation& core, const TradeInput& in, Trade trade) {
    ARGOSY_TRY(set_names(core, in, trade), "");
    if (in.status) {
        ARGOSY_LET(trade.status, argosy::ledger::parse_status(*in.status), "/status");
    }
    const auto set = [](const auto& from, auto& to) {
        if (from) to = *from;
    };
    set(in.entry_price, trade.entry_price);
    set(in.position_size, trade.size);
    set(in.entry_time, trade.entry_time);
    set(in.exit_price, trade.exit_price);
    set(in.exit_time, trade.exit_time);
    set(in.fees, trade.fees);
    if (in.pnl) trade.pnl = *in.pnl;
    if (trade.status == TradeStatus::closed && !trade.exit_time)
        trade.exit_time = std::max(core.now(), trade.entry_time);
    ARGOSY_TRY(check_whole(trade), "");
    ARGOSY_TRY(argosy::ledger::check_range(trade), "");
    if (trade.status == TradeStatus::closed && !in.pnl) {
        ARGOSY_LET(trade.pnl, pnl_of(trade), "");
    }
    return trade;
}

constexpr std::string_view key_collection = "trade_keys";
constexpr Duration keys_kept = 24h;

/// Under which a person recorded a trade.
struct RecordKey {
    std::string name;    ///< "ada/k1"
    std::string digest;  ///< of what was asked
};

/// The digest and the first answer.
store::Document document_of(const RecordKey& key, const Trade& trade) {
    const Time now = net::wall_time();
    return {.collection = std::string(key_collection),
            .key = key.name,
            .group = {},
            .body = key.digest + " " + argosy::ledger::row_json(trade),
            .expires = now + keys_kept,
            .updated = now};
}

class Routes {
public:
    Routes(const Parts& parts, Keeper& keeper) : parts_(parts), keeper_(keeper) {}

    void add(const std::shared_ptr<Routes>& self);

private:
    using PageReply = api::Reply<api::Rendered<TradePage>>;
    using RowReply = api::Reply<api::Rendered<TradeRow>>;

    Result<store::TradeFilter> filter_of(const ListQuery& in) const {
        store::TradeFilter out{.venue = {}, .pair = {}, .strategy = {}, .status = {}, .entered = {}, .exited = {}};
        const std::string& exchange = in.exchange_name.empty() ? in.exchange : in.exchange_name;
        if (!exchange.empty()) {
            ARGOSY_LET(out.venue, runtime::find_exchange(parts_.core, exchange), "exchange");
        }
        if (!in.pair.empty()) {
            ARGOSY_LET(const auto id, runtime::find_instrument(parts_.core, in.pair, exchange), "pair");
            out.pair = parts_.core.instruments()[id].symbol;
        }
        if (!in.strategy.empty()) {
            ARGOSY_LET(const auto id, runtime::find_strategy(parts_.core, in.strategy), "strategy");
            out.strategy = parts_.core.engine().strategy_names()[id.value()];
        }
        if (!in.status.empty()) {
            ARGOSY_LET(out.status, argosy::ledger::parse_status(in.status), "status");
        }
        if (in.from || in.to) out.entered = store::TimeRange{in.from.value_or(Time::min()), in.to.value_or(time_max)};
        return out;
    }

    /// An open trade of the engine is worth what it is now, not what it was when it was written down.
    void show_now(std::vector<Trade>& rows) const {
        const auto& engine = parts_.core.engine();
        const auto open = engine.trades().open(engine.portfolio(), parts_.core.now());
        for (auto& row : rows) {
            if (row.status != TradeStatus::open || !argosy::ledger::is_of_engine(row)) continue;
            const auto now = std::ranges::find(open, row.id, runtime::trade_id_of);
            if (now == open.end()) continue;
            const auto version = row.config_version;
            row = argosy::ledger::trade_of(*now, row.id, TradeStatus::open, runtime::names_of(parts_.core));
            row.config_version = version;
        }
    }

    Result<std::string> page(const store::TradeFilter& filter, const store::PageRequest& request) const {
        ARGOSY_LET(auto rows, parts_.store.read([&](const store::Tables& t) {
            return argosy::ledger::list_by_status(t.trades(), filter, request);
        }),
                   "trades");
        show_now(rows.rows);
        return argosy::ledger::page_json(rows.rows, rows.next);
    }

    void list(const ListQuery& in, const Call& call, PageReply reply) {
        auto filter = filter_of(in);
        if (!filter) return refuse(reply, filter.error(), call.trace_id());
        store::PageRequest request{static_cast<std::size_t>(in.limit), in.cursor};
        keeper_.when_written([this, filter = std::move(*filter), request = std::move(request), trace = call.trace_id(),
                              reply = std::move(reply)]() mutable { answer(reply, page(filter, request), trace); });
    }

    Result<Trade> find(const std::string& id) const {
        ARGOSY_LET(auto found, parts_.store.read([&](const store::Tables& t) { return t.trades().find(id); }), "trade");
        if (!found) return fail(Errc::not_found, "there is no trade \"" + id + "\"", "GET /api/v1/trades lists them");
        std::vector rows{std::move(*found)};
        show_now(rows);
        return std::move(rows.front());
    }

    void one(const OneQuery& in, const Call& call, RowReply reply) {
        keeper_.when_written([this, id = in.trade_id, trace = call.trace_id(), reply = std::move(reply)]() mutable {
            const auto trade = find(id);
            answer(reply, trade ? Result<std::string>(argosy::ledger::row_json(*trade)) : copied(trade.error()), trace);
        });
    }

    void record(const TradeInput& in, const Call& call, RowReply reply) {
        for (const auto& [name, is_there] : {std::pair("/pair", in.pair.has_value()),
                                             {"/exchange", in.exchange.has_value()},
                                             {"/entry_price", in.entry_price.has_value()},
                                             {"/position_size", in.position_size.has_value()}})
            if (!is_there)
                return refuse(reply, Error(Errc::invalid_argument, std::string(name) + ": it is required"),
                              call.trace_id());
        auto trade = written(parts_.core, in, {.id = in.trade_id, .entry_time = parts_.core.now()});
        if (!trade) return refuse(reply, trade.error(), call.trace_id());
        if (trade->id.empty()) trade->id = to_string(ids_.next(net::wall_time()));
        auto change = audit::change_of(call, "trade.record", "");
        if (call.request().headers.get("Idempotency-Key"))
            return record_once(in, std::move(*trade), std::move(change), call, std::move(reply));
        write(std::move(*trade), std::move(change), 201, std::move(reply), put_new);
    }

    static Result<> put_new(const Trade& t, store::Tables& tables) {
        ARGOSY_LET(const auto known, tables.trades().find(t.id), "trade");
        if (known) return fail(Errc::rejected, "there is a trade \"" + t.id + "\" already", "PUT changes it");
        return tables.trades().put(t);
    }

    /// The key is written with the trade, in one transaction: there is neither without the other.
    void record_once(const TradeInput& in, Trade trade, audit::Change change, const Call& call, RowReply reply) {
        const auto named = api::idempotency_key(call);
        if (!named) return reply.send(api::to_response(named.error(), call.trace_id()));
        const std::string asked = config::json_line(in);
        RecordKey key{.name = *named, .digest = std::to_string(checksum64(std::as_bytes(std::span(asked))))};
        keeper_.when_written([this, key = std::move(key), trade = std::move(trade), change = std::move(change),
                              reply = std::move(reply)]() mutable {
            const auto first = parts_.store.read(
                [&](const store::Tables& t) { return t.documents().find(key_collection, key.name, net::wall_time()); });
            if (!first) return refuse(reply, first.error(), change.trace);
            if (*first) return answer_again(key, (*first)->body, change.trace, reply);
            write(std::move(trade), std::move(change), 201, std::move(reply),
                  [key](const Trade& t, store::Tables& tables) -> Result<> {
                      ARGOSY_TRY(put_new(t, tables), "");
                      ARGOSY_TRY(tables.documents().put(document_of(key, t), store::Expect::absent()),
                                 "Idempotency-Key");
                      return {};
                  });
        });
    }
    static void answer_again(const RecordKey& key, std::string_view body, std::string_view trace, RowReply& reply) {
        const auto digest_end = body.find(' ');
        if (body.substr(0, digest_end) == key.digest)
            return reply.send(api::json_response(std::string(body.substr(digest_end + 1)), 201));
        reply.send(api::to_response(
            api::make_problem(422, "this Idempotency-Key was used for another trade", "use a new key for each trade"),
            trace));
    }

    void update(const TradeInput& in, const Call& call, RowReply reply) {
        keeper_.when_written([this, in, change = audit::change_of(call, "trade.update", in.trade_id),
                              reply = std::move(reply)]() mutable {
            auto found = find(in.trade_id);
            if (found && argosy::ledger::is_of_engine(*found))
                found = fail(Errc::rejected, "the trade comes from the engine: it is what happened",
                             "only trades that were recorded by hand can be changed");
            auto trade = found ? written(parts_.core, in, *found) : std::move(found);
            if (!trade) return refuse(reply, trade.error(), change.trace);
            write(std::move(*trade), std::move(change), 200, std::move(reply),
                  [](const Trade& t, store::Tables& tables) { return tables.trades().put(t); });
        });
    }

    void write(Trade trade, audit::Change change, int status, RowReply reply, auto put) {
        const std::string row = argosy::ledger::row_json(trade);
        change.target = trade.id;
        change.what = row;
        const std::string trace = change.trace;
        auto work = [trade = std::move(trade), put](store::Tables& tables) { return put(trade, tables); };
        keeper_.changes().run(std::move(change), std::move(work),
                              [row, status, trace, reply = std::move(reply)](Result<> done) mutable {
                                  answer(reply, done ? Result<std::string>(row) : copied(done.error()), trace, status);
                              });
    }

    const Parts& parts_;
    Keeper& keeper_;
    UuidSource ids_{[] {
        auth::SystemEntropy entropy;
        std::uint64_t seed = 0;
        entropy.fill(std::as_writable_bytes(std::span(&seed, 1)));
        return seed;
    }()};
};

void Routes::add(const std::shared_ptr<Routes>& self) {
    const auto route = [](net::Method method, std::string path, std::string summary,
                          std::vector<std::string> aliases = {}) {
        return api::Route{.method = method,
                          .path = std::move(path),
                          .summary = std::move(summary),
                          .role = method == net::Method::get ? api::Role::viewer : api::Role::trader,
                          .service = "ledger",
                          .aliases = std::move(aliases),
                          .success = method == net::Method::post ? 201 : 200,
                          .takes_idempotency_key = method == net::Method::post};
    };
    auto& router = parts_.router;
    const auto list_route = [&](api::Route r, std::string status) {
        endpoint_later(router, std::move(r), [self, status](const ListQuery& in, const Call& call, PageReply reply) {
            ListQuery query = in;
            if (!status.empty()) query.status = status;
            self->list(query, call, std::move(reply));
        });
    };
    using enum net::Method;
    list_route(route(get, "/api/v1/trades", "trades, open ones first", {"/api/trades"}), "");
    list_route(route(get, "/api/v1/trades/open", "open trades"), "OPEN");
    list_route(route(get, "/api/v1/trades/exchange/{exchange_name}", "trades on one exchange"), "");
    endpoint_later(
        router, route(get, "/api/v1/trades/{trade_id}", "one trade"),
        [self](const OneQuery& in, const Call& call, RowReply reply) { self->one(in, call, std::move(reply)); });
    endpoint_later(
        router, route(post, "/api/v1/trades", "record a trade that was made elsewhere"),
        [self](const TradeInput& in, const Call& call, RowReply reply) { self->record(in, call, std::move(reply)); });
    endpoint_later(
        router, route(put, "/api/v1/trades/{trade_id}", "change a trade that was recorded by hand"),
        [self](const TradeInput& in, const Call& call, RowReply reply) { self->update(in, call, std::move(reply)); });
}

}  // namespace

void add_trade_routes(const Parts& parts, Keeper& keeper) {
    const auto routes = std::make_shared<Routes>(parts, keeper);
    routes->add(routes);
}

}  // namespace argosy::services::ledger
