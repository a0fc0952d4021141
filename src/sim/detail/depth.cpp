#include <algorithm>

#include "sim/detail/core.hpp"
#include "sim/detail/queue.hpp"

// L2 books: queue positions of resting orders, and takers that walk the levels.
namespace argosy::sim::detail {

using domain::BookLevel;
using domain::Side;
using market::OrderBook;

namespace {

/// Whether a taker of this side accepts the price.
bool accepts(const WorkingOrder& o, Price price) noexcept {
    return !o.has_limit() || (o.is_buy() ? price <= o.request.limit_price : price >= o.request.limit_price);
}

}  // namespace

void Core::on_book(const domain::BookUpdate& update) {
    Market& m = market(update.instrument);
    catch_up(m, update.time);
    if (!m.book) m.book = std::make_unique<OrderBook>(*m.instrument);
    m.has_quote = true;
    const bool has_queue = settings.fills.queue != QueueModel::none && !update.is_snapshot;
    if (update.is_snapshot) m.book->clear();
    if (has_queue && !m.orders.empty()) move_queues(m, update.levels);
    for (const BookLevel& level : update.levels)
        if (!m.book->set(level.side, level.price, level.qty)) ++m.bad_levels;
    if (update.is_snapshot) cap_queues(m);
    const domain::Quote quote = m.book->quote(m.id, update.time);
    quotes[m.id.value()] = quote;
    Watch& w = watch_of(m);
    w.time = update.time;
    if (!m.has_trades && quote.bid.is_positive() && quote.ask.is_positive()) w.last = mid(quote);
    if (m.orders.empty() && (m.has_trades || account.open_positions().empty())) return;
    for_each_order(m, [&](Slot s) { meet_quote(m, s, quote); });
    watch_last(m, update.time);
    end_tick(m);
}

void Core::move_queues(Market& m, std::span<const BookLevel> levels) {
    Price lo = Price::max(), hi;
    for (const Slot s : m.orders) {
        if (orders[s].stage != Stage::resting) continue;
        lo = std::min(lo, orders[s].request.limit_price);
        hi = std::max(hi, orders[s].request.limit_price);
    }
    for (const BookLevel& level : levels) {
        if (level.price < lo || level.price > hi) continue;
        for (const Slot s : m.orders) {
            WorkingOrder& o = orders[s];
            if (o.stage != Stage::resting || o.request.side != level.side || o.request.limit_price != level.price)
                continue;
            const double before = lots_of(m, m.book->qty_at(level.side, level.price));
            move_queue(o, settings.fills, before, lots_of(m, level.qty));
        }
    }
}

/// After a snapshot nothing tells what left where, only what is left.
void Core::cap_queues(Market& m) {
    for (const Slot s : m.orders) {
        WorkingOrder& o = orders[s];
        if (o.stage != Stage::resting) continue;
        const double now = lots_of(m, m.book->qty_at(o.request.side, o.request.limit_price));
        o.queue_ahead = o.queue_ahead < 0 ? now : std::min(o.queue_ahead, now);
        o.traded_ahead = 0;
    }
}

Qty Core::available(const Market& m, const WorkingOrder& o, Qty most) const {
    Qty found;
    m.book->walk(opposite(o.request.side), [&](const OrderBook::Level& level) {
        if (!accepts(o, level.price)) return false;
        found += level.qty;
        return found < most;
    });
    return round_to_step(std::min(found, most), m.instrument->lot_size, Rounding::down);
}

void Core::walk_book(Market& m, Slot slot, Time at) {
    const OrderId id = orders[slot].id;
    const Qty wanted = reducible(m, orders[slot]);
    if (wanted.is_zero()) return end_canceled(m, slot, nothing_to_reduce, at);
    const bool is_fok = orders[slot].request.time_in_force == domain::TimeInForce::fok;
    if (const Qty found = available(m, orders[slot], wanted); is_fok && found < wanted)
        return end_canceled(m, slot, fok_unfilled(found, wanted), at);
    m.book->walk(opposite(orders[slot].request.side), [&](const OrderBook::Level& level) {
        const WorkingOrder& o = orders[slot];
        if (o.id != id || !accepts(o, level.price)) return false;
        m.volume = level.qty;
        const Qty there = round_to_step(level.qty, m.instrument->lot_size, Rounding::down);
        const Qty qty = std::min(reducible(m, o), there);
        if (qty.is_zero()) return there.is_zero();  // dust below the lot: the next level
        return fill(m, slot, {.qty = qty, .price = slipped(m, o, level.price, qty), .at = at});
    });
    settle_rest(m, slot, id, at);
}

}  // namespace argosy::sim::detail
