#include "backtest/lead_in.hpp"

#include <algorithm>

#include "engine/engine.hpp"

namespace argosy::backtest {
namespace {

template <class Row, class TimeOf>
std::span<const Row> between(std::span<const Row> rows, Span span, TimeOf time_of) {
    const auto from = std::ranges::upper_bound(rows, span.from, {}, time_of);
    const auto to = std::ranges::upper_bound(from, rows.end(), span.to, {}, time_of);
    return {from, to};
}

struct Cursor {
    const BarTrack* track;
    std::size_t index = 0;
    [[nodiscard]] Time next() const noexcept {
        return index == track->bars.size() ? time_max : track->bars[index].open_time + track->interval;
    }
};

void show(engine::Engine& engine, Cursor& c) {
    engine.on_bar({.instrument = c.track->instrument, .interval = c.track->interval, .bar = c.track->bars[c.index++]});
}

void show_funding(engine::Engine& engine, std::span<const domain::Funding>& rows, Time until) {
    for (; !rows.empty() && rows.front().time <= until; rows = rows.subspan(1)) engine.on_funding(rows.front());
}

}  // namespace

Market market_within(const Market& market, Span span) {
    Market out;
    for (auto track : market.bars) {
        track.bars = between(track.bars, span, [&](const domain::Bar& b) { return b.open_time + track.interval; });
        if (!track.bars.empty()) out.bars.push_back(track);
    }
    const auto by_time = [](const auto& row) { return row.time; };
    for (const auto& f : market.funding) out.funding.push_back(between(f, span, by_time));
    for (const auto& t : market.trades) out.trades.push_back(between(t, span, by_time));
    for (const auto& q : market.quotes) out.quotes.push_back(between(q, span, by_time));
    return out;
}

void lead_in(engine::Engine& engine, const Market& market, Time until) {
    std::vector<Cursor> cursors;
    for (const auto& track : market.bars) cursors.push_back({.track = &track});
    std::ranges::sort(cursors, {}, [](const Cursor& c) { return std::pair(c.track->instrument, c.track->interval); });
    auto funding = market.funding;
    for (;;) {
        // The first of equals: the finer series of an instrument, as in a replay.
        const auto c = std::ranges::min_element(cursors, {}, &Cursor::next);
        if (c == cursors.end() || c->next() > until) break;
        const Time at = c->next();
        show(engine, *c);
        const bool is_last_at = std::ranges::none_of(cursors, [&](const Cursor& x) { return x.next() == at; });
        for (auto& rows : funding)
            if (is_last_at) show_funding(engine, rows, at);
    }
}

}  // namespace argosy::backtest
