#include <algorithm>
#include <utility>

#include "sim/detail/core.hpp"

namespace argosy::sim::detail {

using domain::Liquidity;
using domain::Side;
using domain::TimeInForce;

namespace {

/// price × coefficient × (qty / volume)², up to the next tick.
Price impact(Price price, Qty qty, Qty volume, Ratio coefficient, Price tick) noexcept {
    if (!volume.is_positive()) return {};
    bool ok = false;
    const int128 raw =
        multiply_divide(std::min(qty, volume).raw(), Ratio::from_int(1).raw(), volume.raw(), Rounding::ceiling, ok);
    const Ratio part = Ratio::from_raw(static_cast<std::int64_t>(raw));
    return round_to_step(scale(scale(price, coefficient), scale(part, part)), tick, Rounding::ceiling);
}

}  // namespace

Qty Core::reducible(const Market& m, const WorkingOrder& o) const noexcept {
    if (!o.request.reduce_only) return o.open();
    const Qty position = account.position_qty(m.id);
    const Qty other_side = o.is_buy() ? -position : position;
    if (!other_side.is_positive()) return {};
    if (o.open() <= other_side) return o.open();
    return round_to_step(other_side, m.instrument->lot_size, Rounding::down);
}

Price Core::slipped(const Market& m, const WorkingOrder& o, Price price, Qty qty) const noexcept {
    const Slippage& s = settings.slippage;
    const Price tick = m.instrument->tick_size;
    Price worse;
    switch (s.kind) {
        case SlippageKind::none: return price;
        case SlippageKind::ticks:
        case SlippageKind::book_walk: worse = m.slippage; break;
        case SlippageKind::volume_share: worse = impact(price, qty, m.volume, s.impact, tick); break;
    }
    const Price result = o.is_buy() ? price + worse : std::max(tick, price - worse);
    if (!o.has_limit()) return result;
    return o.is_buy() ? std::min(result, o.request.limit_price) : std::max(result, o.request.limit_price);
}

void Core::take(Market& m, Slot slot, Price price, Time at) {
    const WorkingOrder& o = orders[slot];
    const OrderId id = o.id;
    const Qty wanted = reducible(m, o);
    if (wanted.is_zero()) return end_canceled(m, slot, nothing_to_reduce, at);
    const Qty qty = std::min(wanted, m.budget);
    if (o.request.time_in_force == TimeInForce::fok && qty < wanted)
        return end_canceled(m, slot, fok_unfilled(qty, wanted), at);
    if (qty.is_positive()) {
        m.budget -= qty;
        if (!fill(m, slot, {.qty = qty, .price = slipped(m, o, price, qty), .at = at})) return;
    }
    settle_rest(m, slot, id, at);
}

void Core::settle_rest(Market& m, Slot slot, OrderId id, Time at) {
    if (orders[slot].id != id) return;  // it is final
    WorkingOrder& o = orders[slot];
    if (o.is_immediate()) return end_canceled(m, slot, "IOC_REMAINDER: " + to_string(o.open()) + " not filled", at);
    if (o.stage == Stage::arrived) rest(m, o);
}

void Core::make(Market& m, Slot slot, Qty most, Time at) {
    const WorkingOrder& o = orders[slot];
    const Qty wanted = reducible(m, o);
    if (wanted.is_zero()) return end_canceled(m, slot, nothing_to_reduce, at);
    const Qty qty = std::min({wanted, most, m.budget});
    if (!qty.is_positive()) return;
    m.budget -= qty;
    fill(m, slot, {.qty = qty, .price = o.request.limit_price, .liquidity = Liquidity::maker, .at = at});
}

void Core::meet(Market& m, Slot slot, Price price, Time at) {
    WorkingOrder& o = orders[slot];
    const Price limit = o.request.limit_price;
    if (o.is_buy() ? price <= limit : price >= limit) return take(m, slot, price, at);
    if (!o.is_immediate()) return rest(m, o);
    const bool is_fok = o.request.time_in_force == TimeInForce::fok;
    end_canceled(m, slot, is_fok ? "FOK_UNFILLED: the limit is not reached" : "IOC_UNFILLED: the limit is not reached",
                 at);
}

void Core::trigger(Market& m, Slot slot, Time at) {
    WorkingOrder& o = orders[slot];
    if (reducible(m, o).is_zero()) return end_canceled(m, slot, nothing_to_reduce, at);
    o.stage = o.has_limit() ? Stage::arrived : Stage::market;
    o.is_fresh = true;
    report(m, at, domain::OrderTriggered{o.id, at});
}

bool Core::fill(Market& m, Slot slot, const Deal& deal) {
    WorkingOrder& o = orders[slot];
    const domain::OrderRequest& r = o.request;
    const Money notional = m.instrument->notional(deal.price, deal.qty);
    account.roll_volume(m.id, deal.at);
    const Money fee = account.fee(m.id, notional, deal.liquidity);
    if (const auto need = need_of_fill(m, o, deal, notional + fee); !is_backed(need, o.reserved)) [[unlikely]]
        return end_canceled(m, slot, shortage(m, need, o.reserved), deal.at), false;
    account.apply(
        {.instrument = m.id, .side = r.side, .qty = deal.qty, .notional = notional, .fee = fee, .time = deal.at});
    if (!o.reserved.is_zero()) {
        const Money part = deal.qty == o.open() ? o.reserved : share(o.reserved, deal.qty, o.open(), Rounding::down);
        o.reserved -= part;
        account.release(need_currency(o), part);
    }
    const bool is_first = o.filled.is_zero();
    o.filled += deal.qty;
    ARGOSY_ASSERT(o.filled <= r.qty, "an order filled beyond its quantity");
    domain::Fill& f = new_report<domain::OrderFilled>(m, deal.at).fill;
    f.id = FillId(++fills);
    f.order = o.id;
    f.instrument = m.id;
    f.strategy = r.strategy;
    f.side = r.side;
    f.liquidity = deal.liquidity;
    f.purpose = r.purpose;
    f.qty = deal.qty;
    f.price = deal.price;
    f.decision_price = o.decision_price();
    f.fee = fee;
    f.fee_currency = m.instrument->settlement;
    f.time = deal.at;
    after_fill(m, slot, is_first, deal.at);
    return true;
}

void Core::after_fill(Market& m, Slot slot, bool is_first, Time at) {
    const OrderId id = orders[slot].id;
    if (orders[slot].open().is_zero()) remove(m, slot);
    m.has_moved = true;
    if (is_first && m.held > 0) release_children(m, id, at);
    drop_reduce_only(m, at);
}

Account::Need Core::need_of_fill(const Market& m, const WorkingOrder& o, const Deal& deal, Money whole) const noexcept {
    if (!settings.check_funds || o.request.reduce_only) return {};
    const Account::Route& route = account.route(m.id);
    if (route.is_cash && o.is_buy()) return {route.quote, whole};
    // No order of a perpetual needs more than its whole notional and fee, which saves most from working it out.
    const bool is_alone = account.open_positions().empty();
    if (!route.is_cash && is_alone && whole <= account.unreserved(route.settlement) + o.reserved) return {};
    return account.need(o.request, deal.qty, deal.price);
}

void Core::rest(Market& m, WorkingOrder& o) {
    o.stage = Stage::resting;
    o.queue_ahead = queue_at(m, o);
}

void Core::end_expired(Market& m, Slot slot, Time at) {
    const OrderId id = orders[slot].id;
    const Qty filled = orders[slot].filled;
    report(m, at, domain::OrderExpired{id, filled, at});
    remove(m, slot);
    if (filled.is_zero()) drop_children(m, id, at);
}

void Core::end_canceled(Market& m, Slot slot, std::string_view reason, Time at) {
    const OrderId id = orders[slot].id;
    const Qty filled = orders[slot].filled;
    report(m, at, domain::OrderCanceled{id, filled, reason, at});
    remove(m, slot);
    if (filled.is_zero()) drop_children(m, id, at);
}

void Core::remove(Market& m, Slot slot) {
    WorkingOrder& o = orders[slot];
    unreserve(o);
    if (o.stage == Stage::held) --m.held;
    m.orders.erase(std::ranges::find(m.orders, slot));
    orders.remove(slot);
}

void Core::release_children(Market& m, OrderId parent, Time at) {
    const auto is_child = [&](Slot s) { return orders[s].stage == Stage::held && orders[s].request.parent == parent; };
    for (auto it = std::ranges::find_if(m.orders, is_child); it != m.orders.end();
         it = std::ranges::find_if(m.orders, is_child)) {
        const Slot slot = *it;
        --m.held;
        orders[slot].stage = Stage::arrived;  // no longer held, whatever comes of it
        const Account::Need need = need_of(m, orders[slot]);
        Reason reason = account_refusal(m, orders[slot], need);
        if (reason.empty() && would_take(m, orders[slot])) reason = would_take_reason;
        if (!reason.empty()) {
            end_canceled(m, slot, reason, at);
            continue;
        }
        start(slot, need, at);
        if (m.has_ticks()) engage(m, slot, at);
    }
}

void Core::drop_children(Market& m, OrderId parent, Time at) {
    if (m.held == 0) return;
    const auto is_child = [&](Slot s) { return orders[s].stage == Stage::held && orders[s].request.parent == parent; };
    for (auto it = std::ranges::find_if(m.orders, is_child); it != m.orders.end();
         it = std::ranges::find_if(m.orders, is_child))
        end_canceled(m, *it, "PARENT_UNFILLED: the entry it protects ended without a fill", at);
}

void Core::drop_reduce_only(Market& m, Time at) {
    const auto is_idle = [&](Slot s) {
        const WorkingOrder& o = orders[s];
        return o.request.reduce_only && o.stage != Stage::held && reducible(m, o).is_zero();
    };
    for (auto it = std::ranges::find_if(m.orders, is_idle); it != m.orders.end();
         it = std::ranges::find_if(m.orders, is_idle))
        end_canceled(m, *it, "REDUCE_ONLY_NOTHING: the position is closed", at);
}

}  // namespace argosy::sim::detail
