#include "backtest/config.hpp"

#include <utility>

#include "base/describe.hpp"
#include "engine/describe.hpp"
#include "execution/describe.hpp"
#include "portfolio/portfolio.hpp"
#include "risk/describe.hpp"
#include "sim/describe.hpp"
#include "strategy/describe.hpp"

namespace argosy::backtest {
namespace {

constexpr Ratio one = Ratio::from_int(1);

domain::FeeTier default_fees(domain::InstrumentKind kind) {
    switch (kind) {
        case domain::InstrumentKind::spot: return {.maker = "0.001"_ratio, .taker = "0.001"_ratio};
        case domain::InstrumentKind::linear_perpetual:
        case domain::InstrumentKind::inverse_perpetual: return {.maker = "0.0002"_ratio, .taker = "0.0005"_ratio};
        case domain::InstrumentKind::equity: return {};
    }
    std::unreachable();
}

Ratio inverse(Ratio leverage) {
    return Ratio::from_raw(
        static_cast<std::int64_t>(divide(int128{one.raw()} * one.raw(), leverage.raw(), Rounding::up)));
}

Result<domain::Instrument> make_instrument(const InstrumentConfig& c, const AccountConfig& account) {
    ARGOSY_LET(auto i, domain::parse_symbol(c.symbol), "instruments");
    i.venue = c.venue.empty() ? "sim" : c.venue;
    i.venue_symbol = c.symbol;
    i.tick_size = c.tick_size;
    i.lot_size = c.lot_size;
    i.qty_min = c.qty_min;
    i.qty_max = c.qty_max;
    i.notional_min = c.notional_min;
    i.multiplier = c.multiplier;
    i.hours = c.hours.value_or(i.hours);
    auto fees = default_fees(i.kind);
    fees.maker = c.maker.value_or(fees.maker);
    fees.taker = c.taker.value_or(fees.taker);
    i.fees = {fees};
    if (i.is_perpetual()) {
        const Ratio initial = c.initial_margin.value_or(inverse(account.leverage));
        const Ratio maintenance =
            c.maintenance_margin.value_or(Ratio::from_raw(std::max<std::int64_t>(initial.raw() / 2, 1)));
        i.margin = {
            {.notional_max = Money::from_int(1'000'000'000'000), .initial = initial, .maintenance = maintenance}};
    }
    return i;
}

}  // namespace

std::string_view to_string(MarketData d) noexcept {
    switch (d) {
        case MarketData::automatic: return "auto";
        case MarketData::bars: return "bars";
        case MarketData::trades: return "trades";
        case MarketData::quotes: return "quotes";
        case MarketData::trades_and_quotes: return "trades_and_quotes";
    }
    std::unreachable();
}

Result<domain::InstrumentTable> make_instruments(const RunConfig& config) {
    domain::InstrumentTable table;
    if (config.instruments.empty())
        return fail(Errc::invalid_argument, "no instrument is named",
                    "add `instruments: [{symbol: BTC/USDT}]` or --symbol");
    for (const auto& c : config.instruments) {
        ARGOSY_LET(auto instrument, make_instrument(c, config.account), c.symbol);
        if (instrument.settlement != config.account.currency &&
            !config.account.rates.contains(std::string(instrument.settlement.code())))
            return fail(Errc::invalid_argument,
                        c.symbol + " settles in " + std::string(instrument.settlement.code()) + ", the account is in " +
                            std::string(config.account.currency.code()),
                        "set account.currency, or give the rate in account.rates");
        ARGOSY_TRY(table.add(std::move(instrument)), "instruments");
    }
    return table;
}

engine::Settings engine_settings(const RunConfig& config) {
    engine::Settings s{.books = config.books,
                       .limits = config.limits,
                       .risk_state = config.risk_state,
                       .protections = config.protections,
                       .detect_regime = config.detect_regime,
                       .regime = config.regime,
                       .flatten_when_stopped = config.flatten_when_stopped};
    for (const auto& i : config.instruments)
        s.limits.instruments.push_back({.order_qty_max = i.order_qty_max,
                                        .position_max = i.position_max,
                                        .exposure_max = i.exposure_max,
                                        .initial_margin = i.initial_margin.value_or(inverse(config.account.leverage))});
    return s;
}

sim::Settings venue_settings(const RunConfig& config) {
    return {.margin_mode = config.account.margin,
            .leverage = config.account.leverage,
            .liquidation_fee = config.liquidation_fee,
            .slippage = config.slippage,
            .latency = config.latency,
            .fills = config.fills,
            .seed = config.seed,
            .balances = {{config.account.currency, config.account.balance}}};
}

portfolio::Portfolio::Settings account_settings(const RunConfig& config) {
    return {.margin_mode = config.account.margin == sim::MarginMode::isolated ? portfolio::MarginMode::isolated
                                                                              : portfolio::MarginMode::cross,
            .reporting = config.account.currency,
            .deposits = {{config.account.currency, config.account.balance}},
            .leverage = config.account.leverage};
}

void describe(Described<InstrumentConfig>& d) {
    using C = InstrumentConfig;
    d.name("instrument").doc("What is traded, and the venue's rules for it.");
    d.field("symbol", &C::symbol,
            {.required = true, .doc = "BTC/USDT (spot), BTC/USDT:USDT (perpetual) or AAPL (stock)."});
    d.field("venue", &C::venue, {.doc = "Of the recorded data; empty: the only one that has it."});
    d.field("data", &C::data,
            {.doc = "Replay bars, trades, quotes or trades_and_quotes; auto: what the strategies need, else bars."});
    d.field("hours", &C::hours,
            {.doc = "always, us_equity (default of stocks) or us_equity_extended; data outside is left out."});
    d.field("tick_size", &C::tick_size, {.above = Price{}, .doc = "Step of prices."});
    d.field("lot_size", &C::lot_size, {.above = Qty{}, .doc = "Step of quantities."});
    d.field("qty_min", &C::qty_min, {.min = Qty{}, .doc = "Smallest order."});
    d.field("qty_max", &C::qty_max, {.min = Qty{}, .doc = "Largest order; 0 is no limit."});
    d.field("notional_min", &C::notional_min, {.min = Money{}, .doc = "Smallest value of an order."});
    d.field("multiplier", &C::multiplier, {.above = Ratio{}, .doc = "Contract size."});
    d.field("maker", &C::maker, {.doc = "Fee of resting orders, of notional; negative is a rebate."});
    d.field("taker", &C::taker, {.doc = "Fee of orders that take, of notional."});
    d.field("initial_margin", &C::initial_margin,
            {.max = one, .above = Ratio{}, .doc = "Perpetuals: of notional; default 1 / leverage."});
    d.field("maintenance_margin", &C::maintenance_margin,
            {.max = one, .above = Ratio{}, .doc = "Perpetuals: of notional; default half the initial margin."});
    d.field("funding", &C::funding, {.doc = "Perpetuals: charge the recorded funding when there is some."});
    d.field("order_qty_max", &C::order_qty_max, {.min = Qty{}, .doc = "Our own limit for one order; 0 is none."});
    d.field("position_max", &C::position_max, {.min = Qty{}, .doc = "Our own limit for the position; 0 is none."});
    d.field("exposure_max", &C::exposure_max, {.doc = "Our own limit for its exposure, of equity."});
}

void describe(Described<AccountConfig>& d) {
    using C = AccountConfig;
    d.name("account").doc("The money.");
    d.field("currency", &C::currency, {.doc = "Of the balance and of every report."});
    d.field("balance", &C::balance, {.max = balance_max, .above = Money{}, .doc = "At the start."});
    d.field("leverage", &C::leverage, {.min = one, .max = Ratio::from_int(125), .doc = "Of perpetuals."});
    d.field("margin", &C::margin, {.doc = "cross or isolated."});
    d.field("rates", &C::rates, {.above = Price{}, .doc = "What one unit of another settlement currency is worth."});
}

void describe(Described<StatisticsConfig>& d) {
    using C = StatisticsConfig;
    d.name("statistics").doc("What the figures of the report assume.");
    d.field("risk_free_rate", &C::risk_free_rate,
            {.min = -1.0, .max = 10.0, .unit = "per year", .doc = "Of the Sharpe ratio."});
    d.field("minimum_return", &C::minimum_return,
            {.min = -1.0, .max = 10.0, .unit = "per year", .doc = "Of the Sortino ratio."});
    d.field("resamples", &C::resamples,
            {.min = 0, .max = 100'000, .doc = "Of the bootstrap intervals; 0 leaves them out."});
    d.field("seed", &C::seed, {.doc = "Of the bootstrap."});
}

void describe(Described<RunConfig>& d) {
    using C = RunConfig;
    d.name("run").doc("A backtest or a simulation.");
    d.field("name", &C::name, {.doc = "Title of the report."});
    d.field("from", &C::from, {.doc = "First bar; empty: the first there is."});
    d.field("to", &C::to, {.doc = "End, exclusive; empty: the last there is."});
    d.field("account", &C::account);
    d.field("instruments", &C::instruments, {.doc = "What is traded."});
    d.field("books", &C::books, {.doc = "Who decides."});
    d.field("limits", &C::limits);
    d.field("risk_state", &C::risk_state);
    d.field("protections", &C::protections);
    d.field("detect_regime", &C::detect_regime, {.doc = "Tell strategies and ballots the market regime."});
    d.field("regime", &C::regime);
    d.field("flatten_when_stopped", &C::flatten_when_stopped,
            {.doc = "Close positions when the risk state becomes stopped."});
    d.field("slippage", &C::slippage);
    d.field("latency", &C::latency);
    d.field("fills", &C::fills);
    d.field("liquidation_fee", &C::liquidation_fee,
            {.min = Ratio{}, .below = one, .doc = "Of notional, on top of the taker fee."});
    d.field("seed", &C::seed, {.doc = "Of everything random in the simulated venue."});
    d.field("statistics", &C::statistics);
    d.field("optimize", &C::optimize, {.doc = "For `argosy optimize`; a backtest ignores it."});
}

}  // namespace argosy::backtest
