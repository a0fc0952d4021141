#include "sim/detail/core.hpp"

#include <algorithm>

namespace argosy::sim::detail {

Core::Core(const domain::InstrumentTable& table, Settings chosen)
    : instruments(&table),
      settings(std::move(chosen)),
      account(table, settings),
      markets(table.size()),
      feed(settings.latency.feed, settings.seed, 1),
      entry(settings.latency.entry, settings.seed, 2),
      response(settings.latency.response, settings.seed, 3) {
    watch.resize(table.size());
    quotes.resize(table.size());
    waiting.reserve(table.size());
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        markets[i].id = InstrumentId(i);
        markets[i].instrument = &table[InstrumentId(i)];
        markets[i].slippage = table[InstrumentId(i)].tick_size * settings.slippage.ticks;
        bands_.emplace_back(table[InstrumentId(i)]);
    }
}

void Core::refresh(Market& m) {
    Watch& w = watch_of(m);
    w.lo = m.margin.lo;
    w.hi = m.margin.hi;
    bool queues = false;
    m.next_expiry = time_max;
    for (const Slot s : m.orders) {
        const WorkingOrder& o = orders[s];
        const Reach reach = reach_of(o);
        w.lo = std::max(w.lo, reach.lo);
        w.hi = std::min(w.hi, reach.hi);
        queues |= o.stage == Stage::resting;
        m.next_expiry = std::min(m.next_expiry, o.expires_at);
    }
    set_wake(m);
    w.skips_trades = m.has_trades;
    w.skips_quotes = m.has_trades && m.has_quote && (!queues || settings.fills.queue == QueueModel::none);
}

Qty Core::budget_of(const Market& m, Qty volume) const noexcept {
    const Ratio participation = settings.fills.participation;
    if (participation == Ratio{}) return Qty::max();
    return round_to_step(scale(volume, participation, Rounding::down), m.instrument->lot_size, Rounding::down);
}

}  // namespace argosy::sim::detail
