#include <algorithm>

#include "sim/detail/core.hpp"
#include "sim/detail/queue.hpp"

namespace argosy::sim::detail {

using domain::Quote;
using domain::Side;
using domain::Trade;

namespace {

Price other_side(const Quote& q, const WorkingOrder& o) noexcept { return o.is_buy() ? q.ask : q.bid; }
Qty other_size(const Quote& q, const WorkingOrder& o) noexcept { return o.is_buy() ? q.ask_qty : q.bid_qty; }
Price own_side(const Quote& q, const WorkingOrder& o) noexcept { return o.is_buy() ? q.bid : q.ask; }
Qty own_size(const Quote& q, const WorkingOrder& o) noexcept { return o.is_buy() ? q.bid_qty : q.ask_qty; }

}  // namespace

void Core::on_trade(const Trade& trade) {
    Market& m = market(trade.instrument);
    Watch& w = watch_of(m);
    m.has_trades = true;
    catch_up(m, trade.time);
    w.last = trade.price;
    w.time = trade.time;
    Qty printed = trade.qty;
    m.volume = trade.qty;
    m.budget = budget_of(m, trade.qty);  // for all our orders together
    for_each_order(m, [&](Slot s) { meet_trade(m, s, trade, printed); });
    if (m.mark.is_zero() && (trade.price <= m.margin.lo || trade.price >= m.margin.hi)) {
        check_margin(m, {.from = trade.price, .to = trade.price, .at = trade.time});
        m.has_moved = true;
    }
    end_tick(m);
}

void Core::meet_trade(Market& m, Slot slot, const Trade& trade, Qty& printed) {
    const WorkingOrder& o = orders[slot];
    const bool waits_for_trade = !m.has_quote;
    switch (o.stage) {
        case Stage::held: return;
        case Stage::armed:
            if (o.watches_mark() && m.mark.is_positive()) return;
            if (!pull_trigger(m, slot, trade.price, trade.time)) return;
            if (waits_for_trade)
                meet_trade(m, slot, trade, printed);
            else
                engage(m, slot, trade.time);
            return;
        case Stage::market:
            if (waits_for_trade) take(m, slot, trade.price, trade.time);
            return;
        case Stage::arrived:
            if (waits_for_trade) meet(m, slot, trade.price, trade.time);
            return;
        case Stage::resting: break;
    }
    const Price limit = o.request.limit_price;
    if (o.is_buy() ? trade.price < limit : trade.price > limit) return make(m, slot, o.open(), trade.time);
    if (trade.price == limit) print_at_limit(m, slot, trade, printed);
}

/// A trade at the very price of a resting order: the queue decides, or the rule that a touch is enough.
void Core::print_at_limit(Market& m, Slot slot, const Trade& trade, Qty& printed) {
    WorkingOrder& o = orders[slot];
    if (settings.fills.limit_fill == LimitFill::touch) return make(m, slot, o.open(), trade.time);
    if (settings.fills.queue == QueueModel::none || trade.aggressor == o.request.side || o.queue_ahead < 0) return;
    const double lots = lots_of(m, printed);
    o.queue_ahead -= lots;
    o.traded_ahead += lots;
    if (o.queue_ahead >= 0) return;
    const auto beyond = static_cast<std::int64_t>(-o.queue_ahead);
    o.queue_ahead = 0;
    const Qty before = o.filled;
    const Qty open = o.open();
    const OrderId id = o.id;
    make(m, slot, std::min(printed, m.instrument->lot_size * beyond), trade.time);
    printed -= orders[slot].id == id ? orders[slot].filled - before : open;
}

/// The trigger of an armed order against a price; true when it was pulled and the order lives on.
bool Core::pull_trigger(Market& m, Slot slot, Price price, Time at) {
    WorkingOrder& o = orders[slot];
    if (o.is_trailing() && o.best.is_zero()) return follow(o, price, m.instrument->tick_size), false;
    if (o.acts_on_fall() ? price > o.trigger : price < o.trigger) {
        if (o.is_trailing()) follow(o, price, m.instrument->tick_size);
        return false;
    }
    const OrderId id = o.id;
    trigger(m, slot, at);
    return orders[slot].id == id;
}

void Core::on_quote(const Quote& quote) {
    Market& m = market(quote.instrument);
    if (m.book) return;  // the book says it all
    Watch& w = watch_of(m);
    catch_up(m, quote.time);
    const Quote before = std::exchange(quotes[m.id.value()], quote);
    m.has_quote = true;
    w.time = quote.time;
    if (!m.has_trades && quote.bid.is_positive() && quote.ask.is_positive()) w.last = mid(quote);
    if (settings.fills.queue != QueueModel::none) move_queues(m, before, quote);
    for_each_order(m, [&](Slot s) { meet_quote(m, s, quote); });
    watch_last(m, quote.time);
    end_tick(m);
}

/// The margin of a market that has quotes only.
void Core::watch_last(Market& m, Time at) {
    const Price last = watch_of(m).last;
    if (m.has_trades || m.mark.is_positive() || (last > m.margin.lo && last < m.margin.hi)) return;
    check_margin(m, {.from = last, .to = last, .at = at});
    m.has_moved = true;
}

void Core::end_tick(Market& m) {
    if (m.has_moved) watch_margin(m);
    m.has_moved = false;
    refresh(m);
}

void Core::meet_quote(Market& m, Slot slot, const Quote& quote) {
    const WorkingOrder& o = orders[slot];
    const Price other = other_side(quote, o);
    switch (o.stage) {
        case Stage::held: return;
        case Stage::market:
        case Stage::arrived: return engage(m, slot, quote.time);
        case Stage::armed:
            if (m.has_trades || other.is_zero() || (o.watches_mark() && m.mark.is_positive())) return;
            if (pull_trigger(m, slot, other, quote.time)) engage(m, slot, quote.time);
            return;
        case Stage::resting: break;
    }
    if (other.is_zero() || (o.is_buy() ? other > o.request.limit_price : other < o.request.limit_price)) return;
    m.budget = budget_of(m, other_size(quote, o));
    make(m, slot, o.open(), quote.time);
}

void Core::engage(Market& m, Slot slot, Time at) {
    WorkingOrder& o = orders[slot];
    const Quote& quote = quotes[m.id.value()];
    const Price other = other_side(quote, o);
    if (o.stage == Stage::resting) {
        o.queue_ahead = queue_at(m, o);
    } else if (o.stage == Stage::armed) {
        const Price price = m.has_trades ? watch_of(m).last : other;
        if (price.is_zero() || (o.watches_mark() && m.mark.is_positive())) return;
        if (pull_trigger(m, slot, price, at)) engage(m, slot, at);
    } else if (m.book) {
        const bool is_met =
            other.is_positive() && (o.stage == Stage::market ||
                                    (o.is_buy() ? other <= o.request.limit_price : other >= o.request.limit_price));
        if (is_met)
            walk_book(m, slot, at);
        else if (o.stage == Stage::arrived)
            meet(m, slot, o.is_buy() ? Price::max() : Price{}, at);
    } else if (m.has_quote) {
        const Qty volume = m.volume, budget = m.budget;  // of a trade at hand, which the quote does not touch
        m.volume = other_size(quote, o);
        m.budget = settings.fills.displayed_size_limits && m.volume.is_positive()
                       ? round_to_step(m.volume, m.instrument->lot_size, Rounding::down)
                       : Qty::max();
        if (o.stage == Stage::arrived)
            meet(m, slot, other.is_positive() || !o.is_buy() ? other : Price::max(), at);
        else if (other.is_positive())
            take(m, slot, other, at);
        m.volume = volume;
        m.budget = budget;
    } else if (o.stage == Stage::arrived && !o.is_immediate()) {
        // Trades alone: what the last price does not pass rests, and is filled at its limit. The rest meets the next
        // one.
        const Price last = watch_of(m).last, limit = o.request.limit_price;
        if (last.is_positive() && (o.is_buy() ? limit <= last : limit >= last)) rest(m, o);
    }
}

double Core::queue_at(const Market& m, const WorkingOrder& o) const noexcept {
    const Quote& quote = quotes[m.id.value()];
    const Price own = own_side(quote, o), limit = o.request.limit_price;
    if (!m.has_quote) return -1;
    if (m.book) return lots_of(m, m.book->qty_at(o.request.side, limit));
    if (own == limit) return lots_of(m, own_size(quote, o));
    const bool is_best = own.is_zero() || (o.is_buy() ? limit > own : limit < own);
    return is_best ? 0 : -1;
}

/// Queues of a market that shows its best prices only: what stands at our price is known while it is the best one.
void Core::move_queues(Market& m, const Quote& before, const Quote& after) {
    for (const Slot s : m.orders) {
        WorkingOrder& o = orders[s];
        if (o.stage != Stage::resting) continue;
        const double now = queue_at(m, o);
        if (now < 0) continue;
        if (own_side(after, o) != o.request.limit_price || o.queue_ahead < 0) {
            o.queue_ahead = now;
        } else {
            const bool was_shown = own_side(before, o) == o.request.limit_price;
            move_queue(o, settings.fills, was_shown ? lots_of(m, own_size(before, o)) : now + o.traded_ahead, now);
        }
    }
}

double Core::lots_of(const Market& m, Qty qty) const noexcept {
    if (fits64(qty.raw()) && fits64(m.instrument->lot_size.raw()))
        return static_cast<double>(static_cast<std::int64_t>(qty.raw())) /
               static_cast<double>(static_cast<std::int64_t>(m.instrument->lot_size.raw()));
    return qty.to_double() / m.instrument->lot_size.to_double();
}

}  // namespace argosy::sim::detail
