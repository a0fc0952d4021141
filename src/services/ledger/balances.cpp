#include "services/ledger/balances.hpp"

#include "engine/engine.hpp"
#include "runtime/lookup.hpp"
#include "services/ledger/answers.hpp"

namespace argosy::services::ledger {
namespace {

using api::Call;

constexpr Duration keep_every = 5s;

/// The documented balance as JSON numbers, and the exact amounts.
struct BalanceRow {
    std::string exchange, currency;
    double total_balance = 0, available_balance = 0, total_pnl = 0, daily_pnl = 0;
    Money total, available;
    Time timestamp{};
};
void describe(Described<BalanceRow>& d) {
    using B = BalanceRow;
    d.name("exchange_balance").field("exchange", &B::exchange).field("currency", &B::currency);
    d.field("total_balance", &B::total_balance).field("available_balance", &B::available_balance);
    d.field("total_pnl", &B::total_pnl).field("daily_pnl", &B::daily_pnl);
    d.field("total", &B::total, {.doc = "total_balance to the last digit."});
    d.field("available", &B::available).field("timestamp", &B::timestamp);
}

struct BalanceList {
    std::vector<BalanceRow> balances;
};
void describe(Described<BalanceList>& d) { d.name("balances").field("balances", &BalanceList::balances); }

struct ExchangeName {
    std::string exchange_name;
};
void describe(Described<ExchangeName>& d) {
    d.name("exchange_name").field("exchange_name", &ExchangeName::exchange_name);
}

struct BalanceInput {
    std::string exchange_name;
    std::optional<std::string> exchange;
    std::string currency;
    Money total_balance, available_balance, total_pnl, daily_pnl;
    std::optional<Time> timestamp;
};
void describe(Described<BalanceInput>& d) {
    using B = BalanceInput;
    d.name("balance_input").field("exchange_name", &B::exchange_name);
    d.field("exchange", &B::exchange, {.doc = "May be given again."});
    d.field("currency", &B::currency, {.doc = "Empty: the account's."});
    d.field("total_balance", &B::total_balance, {.min = Money{}, .required = true});
    d.field("available_balance", &B::available_balance, {.min = Money{}, .required = true});
    d.field("total_pnl", &B::total_pnl).field("daily_pnl", &B::daily_pnl);
    d.field("timestamp", &B::timestamp, {.doc = "None: now. A newer balance is never replaced by an older one."});
}

BalanceRow row_of(const store::Balance& b) {
    return {.exchange = b.venue,
            .currency = b.currency,
            .total_balance = b.total.to_double(),
            .available_balance = b.available.to_double(),
            .total_pnl = b.total_pnl.to_double(),
            .daily_pnl = b.daily_pnl.to_double(),
            .total = b.total,
            .available = b.available,
            .timestamp = b.time};
}

Result<store::Balance> written(const runtime::Simulation& core, const BalanceInput& in) {
    store::Balance out{.total = in.total_balance,
                       .available = in.available_balance,
                       .total_pnl = in.total_pnl,
                       .daily_pnl = in.daily_pnl,
                       .time = in.timestamp.value_or(core.now())};
    ARGOSY_LET(out.venue, runtime::find_exchange(core, in.exchange_name), "exchange");
    if (in.exchange) {
        ARGOSY_LET(const auto again, runtime::find_exchange(core, *in.exchange), "/exchange");
        if (again != out.venue) return fail(Errc::invalid_argument, "/exchange: it is not the one of the path");
    }
    out.currency = core.engine().portfolio().reporting().code();
    if (!in.currency.empty()) {
        ARGOSY_LET(const auto currency, domain::parse_currency(in.currency), "/currency");
        out.currency = currency.code();
    }
    if (out.available > out.total)
        return fail(Errc::invalid_argument, "/available_balance: it is more than total_balance");
    if (out.time > core.now())
        return fail(Errc::invalid_argument, "/timestamp: it is in the future", "now is " + to_iso8601(core.now()));
    return out;
}

}  // namespace

Balances::Balances(const Parts& parts, Keeper& keeper) : parts_(parts), keeper_(keeper), timer_(parts.loop) {}

Result<> Balances::start() {
    ARGOSY_LET(const auto rows, parts_.store.read([](const store::Tables& t) { return t.balances().list(); }),
               "balances");
    for (const auto& row : rows) rows_[{row.venue, row.currency}] = row;
    for (const auto& row : rows) kept_[{row.venue, row.currency}] = row.time;
    subscription_ = parts_.bus.topic(parts_.subjects.positions).subscribe([this](const auto& m) {
        if (const auto* balance = std::get_if<messages::Balance>(&m.data)) on_balance(*balance);
    });
    timer_.every(keep_every, [this] { keep(); });
    return {};
}

void Balances::stop() noexcept {
    timer_.cancel();
    subscription_ = {};
    keep();
}

void Balances::on_balance(const messages::Balance& b) {
    // Also when what is kept is newer: a session that began anew counts from its own start.
    rows_[{b.exchange, b.currency}] = {b.exchange, b.currency, b.total, b.available, b.total_pnl, b.daily_pnl, b.time};
}

void Balances::take(const store::Balance& row) {
    auto& kept = rows_[{row.venue, row.currency}];
    if (row.time >= kept.time || kept.venue.empty()) kept = row;
}

void Balances::keep() {
    for (const auto& [key, row] : rows_) {
        if (auto& time = kept_[key]; time != row.time)
            time = row.time;
        else
            continue;
        keeper_.submit([row](store::Tables& t) { return t.balances().put(row); });
    }
}

std::vector<store::Balance> Balances::rows_of(std::string_view venue) const {
    std::vector<store::Balance> out;
    for (const auto& [key, row] : rows_)
        if (venue.empty() || key.first == venue) out.push_back(row);
    return out;
}

void Balances::add_routes() {
    endpoint(parts_.router,
             {.path = "/api/v1/balances", .summary = "balances of all exchanges", .service = "ledger", .aliases = {}},
             [this](const api::Nothing&, const Call&) -> Result<BalanceList> {
                 BalanceList out;
                 for (const auto& row : rows_of({})) out.balances.push_back(row_of(row));
                 return out;
             });
    endpoint(parts_.router,
             {.path = "/api/v1/balances/{exchange_name}",
              .summary = "the balance on one exchange",
              .service = "ledger",
              .aliases = {}},
             [this](const ExchangeName& in, const Call&) -> Result<BalanceRow> {
                 ARGOSY_LET(const auto venue, runtime::find_exchange(parts_.core, in.exchange_name), "exchange");
                 const auto own = rows_.find({venue, std::string(parts_.core.engine().portfolio().reporting().code())});
                 if (own != rows_.end()) return row_of(own->second);
                 return fail(Errc::not_found, "no balance of " + venue + " is known yet");
             });
    endpoint_later(parts_.router,
                   {.method = net::Method::put,
                    .path = "/api/v1/balances/{exchange_name}",
                    .summary = "write down a balance; the next that trading gives replaces it",
                    .role = api::Role::risk,
                    .service = "ledger",
                    .aliases = {}},
                   [this](const BalanceInput& in, const Call& call, api::Reply<BalanceRow> reply) {
                       const auto row = written(parts_.core, in);
                       if (!row) return refuse(reply, row.error(), call.trace_id());
                       auto change =
                           audit::change_of(call, "balance.update", row->venue, config::json_line(row_of(*row)));
                       keeper_.changes().run(
                           std::move(change), [row = *row](store::Tables& t) { return t.balances().put(row); },
                           [this, row = *row, reply = std::move(reply)](Result<> done) mutable {
                               if (!done) return reply.send(copied(done.error()));
                               take(row);
                               reply.send(row_of(rows_[{row.venue, row.currency}]));
                           });
                   });
}

}  // namespace argosy::services::ledger
