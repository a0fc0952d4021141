#include "runtime/market_views.hpp"

#include <algorithm>

namespace argosy::runtime {
namespace {

/// Half of the spread: a hundredth of a percent, at least a tick, on the tick.
Price half_spread(const domain::Instrument& instrument, Price last) {
    const Price wanted = scale(last, "0.0001"_ratio);
    return std::max(round_to_step(wanted, instrument.tick_size, Rounding::up), instrument.tick_size);
}

/// What lies at the best price: a twentieth of the last bar's volume, at least a lot.
Qty best_qty(const domain::Instrument& instrument, const domain::Bar& bar) {
    const Qty wanted = round_to_step(scale(bar.volume, "0.05"_ratio), instrument.lot_size, Rounding::down);
    return std::max(wanted, instrument.lot_size);
}

}  // namespace

const History::BarSeries* finest_bars(const Simulation& s, InstrumentId id) noexcept {
    const auto intervals = s.history().intervals(id);
    const auto* series = intervals.empty() ? nullptr : s.history().bars(id, intervals.front());
    return series && !series->bars.empty() ? series : nullptr;
}

std::optional<domain::Quote> quote_of(const Simulation& s, InstrumentId id) {
    const auto* series = finest_bars(s, id);
    if (!series) return std::nullopt;
    const auto& instrument = s.instruments()[id];
    const auto& bar = series->bars.back();
    const Price half = half_spread(instrument, bar.close);
    const Qty qty = best_qty(instrument, bar);
    return domain::Quote{.instrument = id,
                         .time = bar.open_time + series->interval,
                         .bid = std::max(bar.close - half, instrument.tick_size),
                         .ask = bar.close + half,
                         .bid_qty = qty,
                         .ask_qty = qty};
}

std::optional<Ticker> ticker_of(const Simulation& s, InstrumentId id) {
    const auto quote = quote_of(s, id);
    if (!quote) return std::nullopt;
    const auto& bars = finest_bars(s, id)->bars;
    const auto first =
        std::ranges::upper_bound(bars, quote->time - 24h - finest_bars(s, id)->interval, {}, &domain::Bar::open_time);
    Ticker out{.last = bars.back().close,
               .bid = quote->bid,
               .ask = quote->ask,
               .bid_qty = quote->bid_qty,
               .ask_qty = quote->ask_qty};
    out.open = first->open;
    out.low = first->low;
    out.time = quote->time;
    for (auto bar = first; bar != bars.end(); ++bar) {
        out.high = std::max(out.high, bar->high);
        out.low = std::min(out.low, bar->low);
        out.volume = out.volume + bar->volume;
        out.volume_quote += bar->close.to_double() * bar->volume.to_double();
    }
    out.change = out.last.to_double() / out.open.to_double() - 1;
    return out;
}

std::vector<domain::BookLevel> book_of(const Simulation& s, InstrumentId id, std::size_t depth) {
    std::vector<domain::BookLevel> out;
    const auto quote = quote_of(s, id);
    if (!quote) return out;
    const auto& instrument = s.instruments()[id];
    const Price step = half_spread(instrument, quote->bid);
    Price price = quote->bid;
    Qty qty = quote->bid_qty;
    for (std::size_t i = 0; i < depth && price.is_positive(); ++i, price = price - step, qty = qty + quote->bid_qty)
        out.push_back({.side = domain::Side::buy, .price = price, .qty = qty});
    price = quote->ask;
    qty = quote->ask_qty;
    for (std::size_t i = 0; i < depth; ++i, price = price + step, qty = qty + quote->ask_qty)
        out.push_back({.side = domain::Side::sell, .price = price, .qty = qty});
    return out;
}

}  // namespace argosy::runtime
