#include "services/risk/assess.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/describe.hpp"
#include "domain/order_value.hpp"
#include "engine/engine.hpp"
#include "risk/refusal.hpp"
#include "runtime/lookup.hpp"
#include "runtime/views.hpp"

namespace argosy::services::risk {
namespace {

constexpr Qty one = Qty::from_int(1);

Ratio part(Money of, Money equity) {
    if (!equity.is_positive()) return {};
    return ratio_of(of, equity, Rounding::half_even).value_or(Ratio{});
}

Result<domain::OrderRequest> to_request(const Trade& t, const runtime::Simulation& core) {
    const std::string& symbol = !t.symbol.empty() ? t.symbol : !t.pair.empty() ? t.pair : t.instrument;
    if (symbol.empty()) return fail(Errc::invalid_argument, "symbol is missing");
    domain::OrderRequest r;
    ARGOSY_LET(r.instrument, runtime::find_instrument(core, symbol, t.exchange), "");
    if (!t.side) return fail(Errc::invalid_argument, "side is missing", "buy or sell");
    r.side = *t.side;
    const auto qty = t.amount ? t.amount : t.qty ? t.qty : t.quantity;
    if (!qty) return fail(Errc::invalid_argument, "amount is missing", "in base units");
    r.qty = *qty;
    if (t.price) {
        r.type = domain::OrderType::limit;
        r.limit_price = *t.price;
    }
    r.reduce_only = t.reduce_only;
    r.purpose = domain::OrderPurpose::manual;
    ARGOSY_TRY(domain::validate(r), "");
    const auto& exposure = core.engine().exposure();
    const auto none = Price{};
    ARGOSY_TRY(domain::validate_value(core.instruments()[r.instrument], r.qty,
                                      {r.limit_price, exposure.last_price(r.instrument), t.stop_loss.value_or(none),
                                       t.stop_price.value_or(none), t.take_profit.value_or(none)},
                                      exposure.rate(r.instrument)),
               "");
    return r;
}

std::string level_of(Ratio at_risk) {
    if (at_risk < "0.01"_ratio) return "low";
    return at_risk < "0.03"_ratio ? "medium" : "high";
}

std::optional<Price> take_profit_of(const runtime::Simulation& core, InstrumentId id) {
    for (std::size_t b = 0; b < core.engine().books().size(); ++b)
        for (const auto& view : core.engine().brackets(b).views())
            if (view.instrument == id && view.levels.take_profit.is_positive()) return view.levels.take_profit;
    return std::nullopt;
}

/// The first open trade of an instrument: what trade_id_of names.
std::string position_id_of(const runtime::Simulation& core, InstrumentId id) {
    for (const auto& trip : core.engine().trades().open(core.engine().portfolio(), core.now()))
        if (trip.instrument == id) return runtime::trade_id_of(trip);
    return core.instruments()[id].symbol;
}

}  // namespace

void describe(Described<Trade>& d) {
    using T = Trade;
    d.name("trade_input").field("symbol", &T::symbol).field("pair", &T::pair).field("instrument", &T::instrument);
    d.field("exchange", &T::exchange).field("side", &T::side, {.doc = "buy or sell; needed."});
    d.field("amount", &T::amount, {.above = Qty{}}).field("qty", &T::qty, {.above = Qty{}});
    d.field("quantity", &T::quantity, {.above = Qty{}});
    d.field("price", &T::price, {.above = Price{}, .doc = "Limit; empty: at the market."});
    d.field("stop_loss", &T::stop_loss, {.above = Price{}}).field("stop_price", &T::stop_price, {.above = Price{}});
    d.field("take_profit", &T::take_profit, {.above = Price{}}).field("reduce_only", &T::reduce_only);
}
void describe(Described<Objection>& d) {
    d.name("objection").field("reason", &Objection::reason, {.doc = "docs/risk.md has a line for each."});
    d.field("text", &Objection::text);
}
void describe(Described<Assessment>& d) {
    using T = Assessment;
    d.name("risk_assessment").field("allowed", &T::allowed).field("approved", &T::approved);
    d.field("risk_level", &T::risk_level, {.doc = "low below 1 % of equity at risk, medium below 3 %, high; refused."});
    d.field("reasons", &T::reasons).field("instrument", &T::instrument).field("exchange", &T::exchange);
    d.field("side", &T::side).field("qty", &T::qty).field("price", &T::price).field("notional", &T::notional);
    d.field("margin", &T::margin).field("margin_available", &T::margin_available);
    d.field("loss_at_stop", &T::loss_at_stop, {.doc = "All of it without a stop."});
    d.field("notional_of_equity", &T::notional_of_equity).field("loss_of_equity", &T::loss_of_equity);
    d.field("reward_to_risk", &T::reward_to_risk);
}
void describe(Described<InstrumentExposure>& d) {
    using T = InstrumentExposure;
    d.name("instrument_exposure").field("instrument", &T::instrument).field("exchange", &T::exchange);
    d.field("position", &T::position).field("exposure", &T::exposure).field("of_equity", &T::of_equity);
}
void describe(Described<StrategyExposure>& d) {
    using T = StrategyExposure;
    d.name("strategy_exposure").field("strategy", &T::strategy, {.doc = "Empty: opened by hand."});
    d.field("gross", &T::gross).field("net", &T::net).field("of_equity", &T::of_equity, {.doc = "Of the gross."});
}
void describe(Described<ExposureView>& d) {
    using T = ExposureView;
    d.name("exposure").field("currency", &T::currency).field("equity", &T::equity).field("gross", &T::gross);
    d.field("net", &T::net).field("gross_of_equity", &T::gross_of_equity).field("net_of_equity", &T::net_of_equity);
    d.field("total_exposure", &T::total_exposure, {.doc = "The same as gross, a number."});
    d.field("exposure_percentage", &T::exposure_percentage, {.unit = "%", .doc = "Gross, of equity."});
    d.field("instruments", &T::instruments).field("strategies", &T::strategies, {.doc = "Those that hold something."});
    d.field("time", &T::time);
}
void describe(Described<PositionRisk>& d) {
    using T = PositionRisk;
    d.name("position_risk").field("position_id", &T::position_id).field("position", &T::position);
    d.field("take_profit", &T::take_profit).field("loss_at_stop", &T::loss_at_stop, {.doc = "From the mark."});
    d.field("of_equity", &T::of_equity).field("loss_of_equity", &T::loss_of_equity);
    d.field("distance_to_liquidation", &T::distance_to_liquidation, {.doc = "Of the mark price."});
    d.field("is_protected", &T::is_protected);
}

Result<Assessment> assess(const Trade& trade, runtime::Simulation& core) {
    ARGOSY_LET(const auto request, to_request(trade, core), "");
    auto& engine = core.engine();
    const auto& instrument = core.instruments()[request.instrument];
    Assessment out;
    for (const auto& refusal : engine.examine(request))
        out.reasons.push_back({.reason = std::string(argosy::risk::to_string(refusal.reason)),
                               .text = argosy::risk::describe(refusal, instrument)});
    out.allowed = out.approved = out.reasons.empty();
    out.instrument = instrument.symbol;
    out.exchange = instrument.venue;
    out.side = request.side;
    out.qty = request.qty;
    out.price = trade.price.value_or(engine.exposure().last_price(request.instrument));
    if (out.price.is_positive()) out.notional = instrument.notional(out.price, request.qty);
    out.margin =
        scale(out.notional, engine.checks().limits().of(request.instrument.value()).initial_margin, Rounding::up);
    out.margin_available = engine.portfolio().available(engine.portfolio().reporting());
    const Qty held = domain::signed_qty(request.side, request.qty);
    const auto stop = trade.stop_loss ? trade.stop_loss : trade.stop_price;
    out.loss_at_stop = stop && out.price.is_positive() ? -instrument.pnl(out.price, *stop, held) : out.notional;
    out.notional_of_equity = part(out.notional, engine.equity());
    out.loss_of_equity = part(out.loss_at_stop, engine.equity());
    out.risk_level = out.allowed ? level_of(out.loss_of_equity) : "refused";
    if (trade.take_profit && out.price.is_positive() && out.loss_at_stop.is_positive())
        out.reward_to_risk = part(instrument.pnl(out.price, *trade.take_profit, held), out.loss_at_stop);
    return out;
}

namespace {

std::vector<StrategyExposure> by_strategy(const runtime::Simulation& core, Money equity) {
    const auto& engine = core.engine();
    std::vector<StrategyExposure> out;
    for (const StrategyId id : engine.portfolio().strategies()) {
        const auto held = engine.portfolio().exposure(id);
        if (!held || held->gross.is_zero()) continue;
        out.push_back({.strategy = id.is_none() ? std::string() : engine.strategy_names()[id.value()],
                       .gross = held->gross,
                       .net = held->net,
                       .of_equity = part(held->gross, equity)});
    }
    return out;
}

}  // namespace

ExposureView exposure_of(const runtime::Simulation& core) {
    const auto& portfolio = core.engine().portfolio();
    const auto total = portfolio.exposure();
    ExposureView out;
    out.currency = portfolio.reporting().code();
    out.equity = core.engine().equity();
    if (total) {
        out.gross = total->gross;
        out.net = total->net;
    }
    out.gross_of_equity = part(out.gross, out.equity);
    out.net_of_equity = part(out.net, out.equity);
    out.total_exposure = out.gross.to_double();
    out.exposure_percentage = out.gross_of_equity.to_double() * 100;
    for (std::uint32_t i = 0; i < core.instruments().size(); ++i) {
        const auto& p = portfolio.position(InstrumentId(i));
        if (p.is_flat()) continue;
        const auto& instrument = core.instruments()[InstrumentId(i)];
        out.instruments.push_back({.instrument = instrument.symbol,
                                   .exchange = instrument.venue,
                                   .position = p.qty,
                                   .exposure = p.exposure(),
                                   .of_equity = part(p.exposure(), out.equity)});
    }
    out.strategies = by_strategy(core, out.equity);
    out.time = core.now();
    return out;
}

Result<InstrumentId> find_position(const runtime::Simulation& core, std::string_view id, std::string_view exchange) {
    const auto& engine = core.engine();
    for (const auto& trip : engine.trades().open(engine.portfolio(), core.now()))
        if (runtime::trade_id_of(trip) == id) return trip.instrument;
    const auto found = runtime::find_instrument(core, id, exchange);
    if (found && !engine.portfolio().position(*found).is_flat()) return *found;
    return fail(Errc::not_found, fmt::format("there is no open position \"{}\"", id),
                "GET /api/v1/positions lists them; a symbol or the id of a trade names one");
}

Result<PositionRisk> risk_of_position(const runtime::Simulation& core, std::string_view name) {
    ARGOSY_LET(const auto id, find_position(core, name), "");
    const auto& p = core.engine().portfolio().position(id);
    const auto& instrument = core.instruments()[id];
    const Money equity = core.engine().equity();
    PositionRisk out;
    out.position_id = position_id_of(core, id);
    out.position = runtime::position_of(core, id);
    out.take_profit = take_profit_of(core, id);
    out.is_protected = out.position.stop_price.has_value();
    out.loss_at_stop = out.is_protected ? -instrument.pnl(p.mark, *out.position.stop_price, p.qty) : p.exposure().abs();
    out.of_equity = part(p.exposure().abs(), equity);
    out.loss_of_equity = part(out.loss_at_stop, equity);
    if (out.position.liquidation_price && p.mark.is_positive())
        out.distance_to_liquidation = part((p.mark - *out.position.liquidation_price).abs() * one, p.mark * one);
    return out;
}

}  // namespace argosy::services::risk
