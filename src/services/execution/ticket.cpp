#include "services/execution/ticket.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/describe.hpp"
#include "base/enum.hpp"
#include "base/suggest.hpp"
#include "domain/order_value.hpp"
#include "engine/engine.hpp"
#include "risk/refusal.hpp"
#include "risk/sizing.hpp"
#include "runtime/lookup.hpp"

namespace argosy::services::execution {
namespace {

using domain::OrderType;

/// The first that was written. Errors: invalid_argument, when two differ.
template <class T>
Result<std::optional<T>> one_of(std::initializer_list<std::pair<std::string_view, std::optional<T>>> words) {
    std::optional<T> found;
    for (const auto& [name, value] : words) {
        if (!value) continue;
        if (found && *found != *value)
            return fail(Errc::invalid_argument, fmt::format("{} says something else than another word for it", name));
        found = value;
    }
    return found;
}

std::optional<std::string> said(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

Result<OrderType> type_of_ticket(const Ticket& t, bool has_limit, bool has_trigger) {
    ARGOSY_LET(const auto word, one_of<std::string>({{"order_type", said(t.order_type)}, {"type", said(t.type)}}), "");
    if (!word)
        return has_trigger ? has_limit ? OrderType::stop_limit : OrderType::stop_market
               : has_limit ? OrderType::limit
                           : OrderType::market;
    if (*word == "stop") return OrderType::stop_market;
    if (*word == "take_profit") return OrderType::take_profit_market;
    if (const auto type = parse_enum<OrderType>(*word)) return *type;
    std::vector<std::string> known;
    for (const auto each : enumerators<OrderType>) known.emplace_back(to_string(each));
    return fail(Errc::invalid_argument, fmt::format("order_type: there is no \"{}\"", *word), "known: " + join(known));
}

Result<domain::Side> side_of(const Ticket& t) {
    std::optional<domain::Side> from_signal;
    if (!t.signal.empty()) {
        from_signal = parse_enum<domain::Side>(t.signal);
        if (!from_signal)
            return fail(Errc::invalid_argument, fmt::format("signal: \"{}\" is no side to trade", t.signal),
                        "buy or sell");
    }
    ARGOSY_LET(const auto side, one_of<domain::Side>({{"side", t.side}, {"signal", from_signal}}), "");
    if (!side) return fail(Errc::invalid_argument, "side is missing", "buy or sell");
    return *side;
}

Result<std::optional<Qty>> qty_of(const Ticket& t) {
    return one_of<Qty>({{"amount", t.amount}, {"qty", t.qty}, {"quantity", t.quantity}});
}

Result<domain::OrderRequest> without_qty(const Ticket& t, const runtime::Simulation& core) {
    ARGOSY_LET(
        const auto symbol,
        one_of<std::string>({{"symbol", said(t.symbol)}, {"instrument", said(t.instrument)}, {"pair", said(t.pair)}}),
        "");
    if (!symbol) return fail(Errc::invalid_argument, "symbol is missing", "GET /api/v1/status lists the instruments");
    domain::OrderRequest r;
    ARGOSY_LET(r.instrument, runtime::find_instrument(core, *symbol, t.exchange), "");
    ARGOSY_LET(r.side, side_of(t), "");
    ARGOSY_LET(const auto limit, one_of<Price>({{"price", t.price}, {"limit_price", t.limit_price}}), "");
    ARGOSY_LET(const auto trigger, one_of<Price>({{"stop_price", t.stop_price}, {"trigger_price", t.trigger_price}}),
               "");
    ARGOSY_LET(r.type, type_of_ticket(t, limit.has_value(), trigger.has_value()), "");
    r.limit_price = limit.value_or(Price{});
    r.trigger_price = trigger.value_or(Price{});
    const bool only_trigger = r.type == OrderType::stop_market || r.type == OrderType::take_profit_market;
    if (only_trigger && r.trigger_price.is_zero()) std::swap(r.limit_price, r.trigger_price);
    r.time_in_force = t.time_in_force;
    r.expire_at = t.expire_at.value_or(Time{});
    r.post_only = t.post_only;
    r.reduce_only = t.reduce_only;
    r.purpose = domain::OrderPurpose::manual;
    return r;
}

/// The book that trades the instrument, or the first.
const engine::Book& book_of(const runtime::Simulation& core, InstrumentId id) {
    const auto& books = core.engine().books();
    const auto trades = [&](const auto& book) {
        const auto& symbols = book->settings().instruments;
        return symbols.empty() || std::ranges::find(symbols, core.instruments()[id].symbol) != symbols.end();
    };
    const auto found = std::ranges::find_if(books, trades);
    return found == books.end() ? *books.front() : **found;
}

/// What the numbers say by themselves, before anything is computed from them.
Result<> check(const domain::OrderRequest& r, const runtime::Simulation& core) {
    ARGOSY_TRY(domain::validate(r), "");
    const auto& exposure = core.engine().exposure();
    return domain::validate_value(core.instruments()[r.instrument], r, exposure.last_price(r.instrument),
                                  exposure.rate(r.instrument));
}

Price expected_price(const domain::OrderRequest& r, Price last) {
    if (r.limit_price.is_positive()) return r.limit_price;
    return r.trigger_price.is_positive() ? r.trigger_price : last;
}

}  // namespace

void describe(Described<Ticket>& d) {
    using T = Ticket;
    d.name("order_ticket").doc("An order. symbol, instrument and pair mean the same; so do amount, qty and quantity.");
    d.field("symbol", &T::symbol, {.doc = "BTC/USDT, BTC-USDT, BTC/USDT:USDT ..."});
    d.field("instrument", &T::instrument).field("pair", &T::pair);
    d.field("exchange", &T::exchange, {.doc = "Empty: where the symbol is traded."});
    d.field("order_type", &T::order_type, {.doc = "market, limit, stop, stop_limit, take_profit_market ..."});
    d.field("type", &T::type).field("side", &T::side).field("signal", &T::signal, {.doc = "buy or sell."});
    d.field("amount", &T::amount, {.above = Qty{}, .doc = "In base units; contracts for inverse perpetuals."});
    d.field("qty", &T::qty, {.above = Qty{}}).field("quantity", &T::quantity, {.above = Qty{}});
    d.field("price", &T::price, {.above = Price{}, .doc = "Of limit orders."});
    d.field("limit_price", &T::limit_price, {.above = Price{}});
    d.field("stop_price", &T::stop_price, {.above = Price{}, .doc = "Trigger of stop and take-profit orders."});
    d.field("trigger_price", &T::trigger_price, {.above = Price{}});
    d.field("time_in_force", &T::time_in_force).field("expire_at", &T::expire_at, {.doc = "With gtd."});
    d.field("post_only", &T::post_only).field("reduce_only", &T::reduce_only);
}

void describe(Described<ReasonView>& d) {
    d.name("risk_reason").field("reason", &ReasonView::reason, {.doc = "docs/risk.md has a line for each."});
    d.field("text", &ReasonView::text);
}

void describe(Described<Preview>& d) {
    using T = Preview;
    d.name("order_preview").field("would_pass", &T::would_pass).field("reasons", &T::reasons);
    d.field("instrument", &T::instrument).field("exchange", &T::exchange).field("side", &T::side);
    d.field("qty", &T::qty).field("position_now", &T::position_now).field("position_after", &T::position_after);
    d.field("price", &T::price, {.doc = "That the estimate uses."}).field("notional", &T::notional);
    d.field("fee", &T::fee).field("fee_rate", &T::fee_rate);
    d.field("margin", &T::margin, {.doc = "That it locks."});
    d.field("margin_available", &T::margin_available).field("currency", &T::currency);
}

Result<domain::OrderRequest> to_request(const Ticket& t, const runtime::Simulation& core) {
    ARGOSY_LET(auto request, without_qty(t, core), "");
    ARGOSY_LET(const auto qty, qty_of(t), "");
    if (!qty) return fail(Errc::invalid_argument, "amount is missing", "in base units, as text or number");
    request.qty = *qty;
    ARGOSY_TRY(check(request, core), "");
    return request;
}

Result<domain::OrderRequest> to_sized_request(const Ticket& t, const runtime::Simulation& core) {
    ARGOSY_LET(const auto qty, qty_of(t), "");
    if (qty) return to_request(t, core);
    ARGOSY_LET(auto request, without_qty(t, core), "");
    const auto& engine = core.engine();
    const auto& instrument = core.instruments()[request.instrument];
    const auto margin = engine.checks().limits().of(request.instrument.value()).initial_margin;
    const auto& book = book_of(core, request.instrument);
    const auto sized =
        book.sizer().size(instrument, {.equity = engine.equity(),
                                       .margin_available = engine.portfolio().available(engine.portfolio().reporting()),
                                       .price = engine.exposure().last_price(request.instrument),
                                       .stop_price = {},
                                       .rate = engine.exposure().rate(request.instrument),
                                       .initial_margin = margin,
                                       .state_factor = engine.monitor().size_factor(),
                                       .trades = book.statistics()});
    if (sized.qty.is_zero()) return fail(Errc::rejected, risk::describe(sized.refusal, instrument), "give an amount");
    request.qty = sized.qty;
    ARGOSY_TRY(check(request, core), "");
    return request;
}

Preview preview(const domain::OrderRequest& request, runtime::Simulation& core) {
    auto& engine = core.engine();
    const auto& instrument = core.instruments()[request.instrument];
    Preview out;
    for (const auto& refusal : engine.examine(request))
        out.reasons.push_back(
            {.reason = std::string(risk::to_string(refusal.reason)), .text = risk::describe(refusal, instrument)});
    out.would_pass = out.reasons.empty();
    out.instrument = instrument.symbol;
    out.exchange = instrument.venue;
    out.side = request.side;
    out.qty = request.qty;
    out.position_now = engine.portfolio().position(request.instrument).qty;
    out.position_after = out.position_now + domain::signed_qty(request.side, request.qty);
    out.price = expected_price(request, engine.exposure().last_price(request.instrument));
    if (out.price.is_positive()) out.notional = instrument.notional(out.price, request.qty);
    out.fee_rate = request.post_only ? instrument.fees.front().maker : instrument.fees.front().taker;
    out.fee = scale(out.notional, out.fee_rate, Rounding::up);
    if (!request.reduce_only)
        out.margin =
            scale(out.notional, engine.checks().limits().of(request.instrument.value()).initial_margin, Rounding::up);
    out.margin_available = engine.portfolio().available(engine.portfolio().reporting());
    out.currency = instrument.settlement.code();
    return out;
}

}  // namespace argosy::services::execution
