#include "services/exchange/service.hpp"

#include <algorithm>

#include "api/endpoint.hpp"
#include "engine/engine.hpp"
#include "runtime/lookup.hpp"
#include "runtime/market_views.hpp"
#include "runtime/views.hpp"
#include "services/exchange/reconciliation.hpp"
#include "services/exchange/shapes.hpp"

namespace argosy::services::exchange {
namespace {

struct MarketInput {
    std::string exchange, symbol;
};
void describe(Described<MarketInput>& d) {
    d.name("market_input").field("exchange", &MarketInput::exchange).field("symbol", &MarketInput::symbol);
}
struct OhlcvInput {
    std::string exchange, symbol;
    std::optional<Duration> interval;
    std::int64_t limit = 500;
};
void describe(Described<OhlcvInput>& d) {
    using T = OhlcvInput;
    d.name("ohlcv_input").field("exchange", &T::exchange).field("symbol", &T::symbol);
    d.field("interval", &T::interval, {.above = Duration{}, .doc = "The shortest that is kept when left out."});
    d.field("limit", &T::limit, {.min = 1, .max = 1000, .unit = "bars", .doc = "The newest."});
}
struct BookInput {
    std::string exchange, symbol;
    std::int64_t depth = 20;
};
void describe(Described<BookInput>& d) {
    using T = BookInput;
    d.name("book_input").field("exchange", &T::exchange).field("symbol", &T::symbol);
    d.field("depth", &T::depth, {.min = 1, .max = 500, .unit = "levels", .doc = "Of each side."});
}
struct ExchangeInput {
    std::string exchange;
};
void describe(Described<ExchangeInput>& d) { d.name("exchange_input").field("exchange", &ExchangeInput::exchange); }
struct ExchangeNameInput {
    std::string exchange_name;
};
void describe(Described<ExchangeNameInput>& d) {
    d.name("exchange_name_input").field("exchange_name", &ExchangeNameInput::exchange_name);
}

template <class T>
T market_data(const runtime::Simulation& core, InstrumentId id) {
    T out;
    out.exchange = core.instruments()[id].venue;
    out.symbol = core.instruments()[id].symbol;
    out.timestamp = core.now();
    return out;
}

Result<TickerAnswer> ticker(const runtime::Simulation& core, const MarketInput& in) {
    ARGOSY_LET(const auto id, runtime::find_instrument(core, in.symbol, in.exchange), "");
    const auto t = runtime::ticker_of(core, id);
    if (!t) return fail(Errc::not_found, "no price of " + in.symbol + " yet", "wait for its first bar");
    auto out = market_data<TickerAnswer>(core, id);
    out.data = {.last = t->last,
                .bid = t->bid,
                .ask = t->ask,
                .open = t->open,
                .high = t->high,
                .low = t->low,
                .bid_size = t->bid_qty,
                .ask_size = t->ask_qty,
                .volume = t->volume,
                .quote_volume = t->volume_quote,
                .change = t->change};
    out.timestamp = t->time;
    return out;
}

Result<OhlcvAnswer> ohlcv(const runtime::Simulation& core, const OhlcvInput& in) {
    ARGOSY_LET(const auto id, runtime::find_instrument(core, in.symbol, in.exchange), "");
    const auto intervals = core.history().intervals(id);
    auto out = market_data<OhlcvAnswer>(core, id);
    out.data.interval = in.interval.value_or(intervals.empty() ? 1min : intervals.front());
    const auto* series = core.history().bars(id, out.data.interval);
    if (!series)
        return fail(Errc::not_found, "no bars of " + to_string(out.data.interval) + " for " + out.symbol,
                    "GET /api/v1/status lists the intervals");
    const auto taken = std::min(series->bars.size(), static_cast<std::size_t>(in.limit));
    for (auto b = series->bars.end() - static_cast<std::ptrdiff_t>(taken); b != series->bars.end(); ++b)
        out.data.bars.push_back({to_iso8601(b->open_time), to_string(b->open), to_string(b->high), to_string(b->low),
                                 to_string(b->close), to_string(b->volume)});
    return out;
}

Result<BookAnswer> book(const runtime::Simulation& core, const BookInput& in) {
    ARGOSY_LET(const auto id, runtime::find_instrument(core, in.symbol, in.exchange), "");
    auto out = market_data<BookAnswer>(core, id);
    for (const auto& level : runtime::book_of(core, id, static_cast<std::size_t>(in.depth)))
        (level.side == domain::Side::buy ? out.data.bids : out.data.asks)
            .push_back({to_string(level.price), to_string(level.qty)});
    return out;
}

Pair pair_of(const runtime::Simulation& core, InstrumentId id) {
    const auto& i = core.instruments()[id];
    Pair out{.symbol = i.symbol,
             .base = std::string(i.base.code()),
             .quote = std::string(i.quote.code()),
             .settlement = std::string(i.settlement.code()),
             .kind = std::string(to_string(i.kind)),
             .status = core.is_trading() ? "trading" : "stopped",
             .tick_size = i.tick_size,
             .lot_size = i.lot_size,
             .qty_min = i.qty_min,
             .notional_min = i.notional_min,
             .maker_fee = i.fees.front().maker,
             .taker_fee = i.fees.front().taker,
             .price = std::nullopt};
    if (const auto* bars = runtime::finest_bars(core, id)) out.price = bars->bars.back().close;
    return out;
}

Result<Pairs> pairs(const runtime::Simulation& core, std::string_view exchange) {
    ARGOSY_LET(const auto venue, runtime::find_exchange(core, exchange), "");
    Pairs out{.exchange = venue, .pairs = {}};
    for (std::uint32_t i = 0; i < core.instruments().size(); ++i)
        if (core.instruments()[InstrumentId(i)].venue == venue) out.pairs.push_back(pair_of(core, InstrumentId(i)));
    return out;
}

/// The simulated venue cannot be out of reach; what can fail is the journal, without which nothing is sent.
Result<ExchangeHealth> health_of(const runtime::Simulation& core, std::string_view name) {
    ARGOSY_LET(const auto venue, runtime::find_exchange(core, name), "");
    ExchangeHealth out{.exchange = venue, .status = "healthy", .last_check = core.now()};
    out.response_time = std::chrono::duration<double>(core.config().run.latency.entry.mean).count();
    out.reconciliation = compare({.engine = core.engine(), .venue = core.venue(), .now = core.now()}, venue);
    if (const auto why = core.failure()) {
        out.status = "down";
        out.detail = *why;
        out.error_count = 1;
    } else if (core.engine().emergency().is_tripped()) {
        out.status = "degraded";
        out.detail = "the emergency stop is tripped: no order is sent";
    }
    return out;
}

Exchange exchange_of(const runtime::Simulation& core, const std::string& venue) {
    Exchange out{.name = venue, .mode = "simulation"};
    if (const auto health = health_of(core, venue)) out.status = health->status;
    for (const auto& i : core.instruments()) {
        if (i.venue != venue) continue;
        ++out.pairs;
        const std::string currency(i.settlement.code());
        if (std::ranges::find(out.currencies, currency) == out.currencies.end()) out.currencies.push_back(currency);
    }
    for (const char* name : {"binance", "bybit", "crypto.com", "alpaca"})
        if (const auto played = runtime::find_exchange(core, name); played && *played == venue && venue != name)
            out.also_called.emplace_back(name);
    return out;
}

Exchanges exchanges(const runtime::Simulation& core) {
    Exchanges out;
    for (const auto& i : core.instruments())
        if (std::ranges::find(out.exchanges, i.venue, &Exchange::name) == out.exchanges.end())
            out.exchanges.push_back(exchange_of(core, i.venue));
    return out;
}

template <class E>
std::vector<std::string> names_of_all() {
    std::vector<std::string> out;
    for (const auto e : enumerators<E>) out.emplace_back(to_string(e));
    return out;
}

Result<ExchangeInfo> info(const runtime::Simulation& core, std::string_view name) {
    ARGOSY_LET(const auto venue, runtime::find_exchange(core, name), "");
    ExchangeInfo out;
    out.exchange = exchange_of(core, venue);
    out.order_types = names_of_all<domain::OrderType>();
    out.time_in_force = names_of_all<domain::TimeInForce>();
    out.features = {"brackets", "reduce_only", "post_only", "replace", "funding", "liquidation", "latency", "slippage"};
    out.margin_mode = core.config().run.account.margin == sim::MarginMode::cross ? "cross" : "isolated";
    out.leverage = core.config().run.account.leverage;
    out.rate_limits = "none";
    out.hours = "as each instrument trades: GET /api/v1/market-status";
    out.note = "built in: fills by docs/fills.md, no order leaves this program";
    return out;
}

Result<BalanceAnswer> balance(const runtime::Simulation& core, std::string_view exchange) {
    ARGOSY_LET(const auto venue, runtime::find_exchange(core, exchange), "");
    for (const auto& b : runtime::balances_of(core))
        if (b.exchange == venue)
            return BalanceAnswer{.exchange = venue,
                                 .currency = b.currency,
                                 .total_balance = b.total.to_double(),
                                 .available_balance = b.available.to_double(),
                                 .total_pnl = b.total_pnl.to_double(),
                                 .daily_pnl = b.daily_pnl.to_double(),
                                 .timestamp = b.time};
    return fail(Errc::not_found, "nothing lies at " + venue, "GET /api/v1/exchanges lists the exchanges");
}

Result<PositionsAnswer> positions(const runtime::Simulation& core, std::string_view exchange) {
    ARGOSY_LET(const auto venue, runtime::find_exchange(core, exchange), "");
    PositionsAnswer out{.exchange = venue, .positions = runtime::open_positions_of(core)};
    std::erase_if(out.positions, [&](const auto& p) { return p.exchange != venue; });
    return out;
}

class Service final : public host::Service {
public:
    explicit Service(const Parts& parts) : router_(parts.router), core_(parts.core) {}

    Result<> start() override {
        add_markets();
        add_exchanges();
        add_accounts();
        return {};
    }
    void stop() noexcept override {}
    [[nodiscard]] host::Health health() const override {
        if (const auto why = core_.failure()) return {.condition = host::Condition::down, .detail = *why};
        return {};
    }

private:
    [[nodiscard]] static api::Route get(std::string path, std::string summary) {
        return {.path = std::move(path), .summary = std::move(summary), .service = "exchange"};
    }
    void add_markets() {
        const std::string base = "/api/v1/market/";
        endpoint(router_, get(base + "ticker/{exchange}/{symbol}", "ticker"),
                 [this](const MarketInput& in, const api::Call&) { return ticker(core_, in); });
        endpoint(router_, get(base + "ohlcv/{exchange}/{symbol}", "bars"),
                 [this](const OhlcvInput& in, const api::Call&) { return ohlcv(core_, in); });
        endpoint(router_, get(base + "orderbook/{exchange}/{symbol}", "order book"),
                 [this](const BookInput& in, const api::Call&) { return book(core_, in); });
        endpoint(router_, get(base + "pairs/{exchange}", "tradable pairs"),
                 [this](const ExchangeInput& in, const api::Call&) { return pairs(core_, in.exchange); });
    }
    void add_exchanges() {
        endpoint(router_, get("/api/v1/exchanges", "configured exchanges"),
                 [this](const api::Nothing&, const api::Call&) -> Result<Exchanges> { return exchanges(core_); });
        endpoint(router_, get("/api/v1/exchanges/{exchange_name}/health", "how it is"),
                 [this](const ExchangeNameInput& in, const api::Call&) { return health_of(core_, in.exchange_name); });
        endpoint(router_, get("/api/v1/exchanges/{exchange_name}/info", "what it offers"),
                 [this](const ExchangeNameInput& in, const api::Call&) { return info(core_, in.exchange_name); });
    }
    void add_accounts() {
        endpoint(router_, get("/api/v1/account/balance/{exchange}", "account balance"),
                 [this](const ExchangeInput& in, const api::Call&) { return balance(core_, in.exchange); });
        endpoint(router_, get("/api/v1/simulation/balance/{exchange}", "simulated balance"),
                 [this](const ExchangeInput& in, const api::Call&) { return balance(core_, in.exchange); });
        endpoint(router_, get("/api/v1/account/positions/{exchange}", "account positions"),
                 [this](const ExchangeInput& in, const api::Call&) { return positions(core_, in.exchange); });
    }

    api::Router& router_;
    const runtime::Simulation& core_;
};

}  // namespace

host::ServiceSpec spec(Parts parts) {
    return {.name = "exchange", .needs = {}, .make = [parts]() -> Result<std::unique_ptr<host::Service>> {
                return std::make_unique<Service>(parts);
            }};
}

}  // namespace argosy::services::exchange
