#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "market/calendar.hpp"
#include "sim/detail/core.hpp"
#include "sim/detail/refusal.hpp"

namespace argosy::sim::detail {

using domain::OrderType;
using domain::TimeInForce;

namespace {

InlineString<64> venue_order_id(OrderId id) noexcept {
    char text[24] = {'S', '-'};
    const auto [end, ec] = std::to_chars(text + 2, text + sizeof text, id.value());
    return std::string_view(text, static_cast<std::size_t>(end - text));
}

Time expiry_of(const domain::OrderRequest& r, const domain::Instrument& instrument, Time from) {
    switch (r.time_in_force) {
        case TimeInForce::gtd: return r.expire_at;
        case TimeInForce::day: return market::Calendar(instrument.hours).next_close(from);
        case TimeInForce::gtc:
        case TimeInForce::ioc:
        case TimeInForce::fok: return time_max;
    }
    std::unreachable();
}

}  // namespace

Time Core::arrival(const Market& m, Time now) {
    // One connection: commands arrive in the order they were sent, and never in a past that was played already.
    last_arrival = std::max({now + entry.next(), last_arrival, watch_of(m).time});
    return last_arrival;
}

void Core::dispatch(Market& m, Pending command, Time now, bool is_alone) {
    command.at = arrival(m, now);
    if (is_alone && command.at <= now && next_timer > now) {
        arrive(m, command);
        return refresh(m);
    }
    m.pending.push(command);
    set_wake(m);
}

void Core::submit(const domain::SubmitOrder& command, Time now, bool is_alone) {
    Market& m = market(command.request.instrument);
    if (orders.find(command.order) != OrderPool::none) [[unlikely]] {
        const Time at = arrival(m, now);
        return report(m, at, domain::OrderRejected{command.order, "ORDER_DUPLICATE: the id is in use", at});
    }
    orders[orders.add(command.order)].request = command.request;
    dispatch(m, {.kind = Pending::Kind::submit, .order = command.order}, now, is_alone);
}

void Core::cancel(const domain::CancelOrder& command, Time now, bool is_alone) {
    const Slot slot = orders.find(command.order);
    if (slot == OrderPool::none) {
        const Time at = stray_time(now);
        return reports.push(at, domain::CancelRejected{command.order, "ORDER_NOT_OPEN: no such open order", at});
    }
    dispatch(market(orders[slot].request.instrument), {.kind = Pending::Kind::cancel, .order = command.order}, now,
             is_alone);
}

void Core::replace(const domain::ReplaceOrder& command, Time now, bool is_alone) {
    const Slot slot = orders.find(command.order);
    if (slot == OrderPool::none) {
        const Time at = stray_time(now);
        return reports.push(at, domain::ReplaceRejected{command.order, "ORDER_NOT_OPEN: no such open order", at});
    }
    dispatch(market(orders[slot].request.instrument),
             {.kind = Pending::Kind::replace,
              .order = command.order,
              .qty = command.qty,
              .limit_price = command.limit_price,
              .trigger_price = command.trigger_price},
             now, is_alone);
}

Time Core::stray_time(Time now) {
    // Nothing can open this order any more, so the answer is known before the command arrives. It comes after every
    // report that is under way.
    last_arrival = std::max(now + entry.next(), last_arrival);
    return std::max(last_arrival + response.next(), reports.last());
}

void Core::set_wake(Market& m) {
    Watch& w = watch_of(m);
    const Time wake = m.next_timer();
    if (wake < w.wake) {
        if (!m.is_waiting) waiting.push_back(m.id);
        m.is_waiting = true;
        next_timer = std::min(next_timer, wake);
    }
    w.wake = wake;  // a later one leaves next_timer too early, which run_timers mends
}

void Core::run_timers(Time until) {
    for (;;) {
        next_timer = time_max;
        InstrumentId first;
        std::erase_if(waiting, [&](InstrumentId id) {
            const Time wake = watch[id.value()].wake;
            if (wake < next_timer || (wake == next_timer && id < first)) next_timer = wake, first = id;
            markets[id.value()].is_waiting = wake != time_max;
            return wake == time_max;
        });
        if (next_timer > until) return;
        Market& m = market(first);
        catch_up(m, next_timer);
        refresh(m);
    }
}

void Core::run_market_timers(Market& m, Time t) {
    while (m.next_timer() <= t) {
        if (m.next_expiry <= m.next_arrival())
            expire_due(m, m.next_expiry);
        else
            arrive(m, m.pending.pop());
    }
    set_wake(m);
}

void Core::arrive(Market& m, const Pending& pending) {
    switch (pending.kind) {
        case Pending::Kind::submit: return arrive_submit(m, orders.find(pending.order), pending.at);
        case Pending::Kind::cancel: return arrive_cancel(m, pending);
        case Pending::Kind::replace: return arrive_replace(m, pending);
    }
    std::unreachable();
}

void Core::arrive_submit(Market& m, Slot slot, Time at) {
    WorkingOrder& o = orders[slot];
    o.has_arrived = true;
    Account::Need need{.currency = need_currency(o)};
    if (!is_admitted(m, o, need, at)) [[unlikely]] {
        if (const Reason reason = refusal(m, o, need, at); !reason.empty()) {
            report(m, at, domain::OrderRejected{o.id, std::string_view(reason), at});
            return orders.remove(slot);
        }
    }
    auto& accepted = new_report<domain::OrderAccepted>(m, at);
    accepted.order = o.id;
    accepted.venue_order_id = venue_order_id(o.id);
    accepted.time = at;
    place(m, slot, need, at);
    if (o.stage != Stage::held && m.has_ticks()) engage(m, slot, at);
}

bool Core::is_admitted(const Market& m, const WorkingOrder& o, Account::Need& need, Time at) const noexcept {
    if (!keeps_rules(*m.instrument, o.request, reference_price(m, o))) return false;
    if (expiry_of(o.request, *m.instrument, at) <= at || would_take(m, o)) return false;
    return awaits_parent(o) || fits_account(m, o, need = need_of(m, o));
}

Reason Core::refusal(const Market& m, const WorkingOrder& o, Account::Need& need, Time at) const {
    if (Reason reason = rule_refusal(*m.instrument, o.request, reference_price(m, o)); !reason.empty()) return reason;
    if (expiry_of(o.request, *m.instrument, at) <= at) return "ORDER_EXPIRY: the expiry time has passed";
    if (would_take(m, o)) return Reason(would_take_reason);
    return awaits_parent(o) ? Reason{} : account_refusal(m, o, need = need_of(m, o));
}

bool Core::awaits_parent(const WorkingOrder& o) const noexcept {
    if (o.request.parent.is_none()) return false;
    const Slot parent = orders.find(o.request.parent);
    return parent != OrderPool::none && orders[parent].has_arrived && orders[parent].filled.is_zero();
}

void Core::place(Market& m, Slot slot, const Account::Need& need, Time at) {
    WorkingOrder& o = orders[slot];
    o.expires_at = expiry_of(o.request, *m.instrument, at);
    m.orders.push_back(slot);
    m.next_expiry = std::min(m.next_expiry, o.expires_at);
    if (!awaits_parent(o)) return start(slot, need, at);
    o.stage = Stage::held;
    ++m.held;
}

void Core::start(Slot slot, const Account::Need& need, Time at) {
    WorkingOrder& o = orders[slot];
    o.active_from = at;
    o.is_fresh = true;
    o.trigger = o.request.trigger_price;
    switch (o.request.type) {
        case OrderType::market: o.stage = Stage::market; break;
        case OrderType::limit: o.stage = o.request.post_only ? Stage::resting : Stage::arrived; break;
        case OrderType::stop_market:
        case OrderType::stop_limit:
        case OrderType::take_profit_market:
        case OrderType::take_profit_limit:
        case OrderType::trailing_stop: o.stage = Stage::armed; break;
    }
    reserve(o, need);
}

void Core::arrive_cancel(Market& m, const Pending& p) {
    const Slot slot = orders.find(p.order);
    if (slot == OrderPool::none || !orders[slot].has_arrived)
        return report(m, p.at, domain::CancelRejected{p.order, "ORDER_NOT_OPEN: the order is final", p.at});
    end_canceled(m, slot, "REQUESTED", p.at);
}

void Core::arrive_replace(Market& m, const Pending& p) {
    const Slot slot = orders.find(p.order);
    if (slot == OrderPool::none || !orders[slot].has_arrived)
        return report(m, p.at, domain::ReplaceRejected{p.order, "ORDER_NOT_OPEN: the order is final", p.at});
    WorkingOrder& o = orders[slot];
    WorkingOrder changed = o;
    changed.reserved = Money{};
    changed.request.qty = p.qty;
    if (p.limit_price.is_positive()) changed.request.limit_price = p.limit_price;
    if (p.trigger_price.is_positive()) changed.request.trigger_price = changed.trigger = p.trigger_price;
    const bool is_working = o.stage != Stage::held;
    unreserve(o);
    const Reason reason = replace_refusal(m, o, changed);
    const bool loses_place = changed.request.limit_price != o.request.limit_price || p.qty > o.request.qty;
    if (reason.empty()) o = changed;
    if (is_working) reserve(o, need_of(m, o));
    if (!reason.empty()) return report(m, p.at, domain::ReplaceRejected{p.order, std::string_view(reason), p.at});
    report(m, p.at, domain::OrderReplaced{o.id, p.qty, p.limit_price, p.trigger_price, p.at});
    if (loses_place && is_working) requeue(m, slot, p.at);
}

Reason Core::replace_refusal(const Market& m, const WorkingOrder& before, WorkingOrder& after) const {
    if (after.request.qty <= before.filled)
        return Reason("REPLACE_BELOW_FILLED: " + to_string(before.filled) + " is filled already");
    const bool has_triggered = before.stage != Stage::armed && before.stage != Stage::held;
    if (has_triggered && after.request.trigger_price != before.request.trigger_price)
        return "REPLACE_TRIGGERED: the order has triggered already";
    if (Reason reason = rule_refusal(*m.instrument, after.request, reference_price(m, after)); !reason.empty())
        return reason;
    if (would_take(m, after)) return Reason(would_take_reason);
    return before.stage == Stage::held ? Reason{} : account_refusal(m, after, need_of(m, after));
}

void Core::requeue(Market& m, Slot slot, Time at) {
    WorkingOrder& o = orders[slot];
    std::erase(m.orders, slot);
    m.orders.push_back(slot);
    o.active_from = at;
    if (o.stage != Stage::resting) return;
    if (!o.request.post_only) o.stage = Stage::arrived;
    if (m.has_ticks()) engage(m, slot, at);
}

void Core::expire_due(Market& m, Time at) {
    const auto is_due = [&](Slot s) { return orders[s].expires_at <= at; };
    for (auto it = std::ranges::find_if(m.orders, is_due); it != m.orders.end();
         it = std::ranges::find_if(m.orders, is_due))
        end_expired(m, *it, at);
    m.next_expiry = time_max;
    for (const Slot s : m.orders) m.next_expiry = std::min(m.next_expiry, orders[s].expires_at);
}

bool Core::would_take(const Market& m, const WorkingOrder& o) const noexcept {
    if (!o.request.post_only) return false;
    const Price limit = o.request.limit_price;
    if (m.has_quote) {
        const domain::Quote& quote = quotes[m.id.value()];
        return o.is_buy() ? quote.ask.is_positive() && limit >= quote.ask : limit <= quote.bid;
    }
    const Price last = watch_of(m).last;  // without quotes the sides are not known, only the last price is
    return last.is_positive() && (o.is_buy() ? limit > last : limit < last);
}

}  // namespace argosy::sim::detail
