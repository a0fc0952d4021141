#include "engine/calm.hpp"

#include <algorithm>

#include "engine/engine.hpp"

namespace argosy::engine {

std::optional<Calm> Engine::calm(InstrumentId id, Duration interval, std::span<const domain::Bar> next) {
    Feed* const feed = find_feed(id, interval);
    const bool is_touched = std::ranges::any_of(touched_, [&](InstrumentId other) { return other != id; });
    if (!feed || is_touched || !outbox_.empty()) return {};
    const std::size_t b = book_of(id);
    const auto& consensus = books_[b]->consensus();
    const auto equity = portfolio_.equity_line(id);
    if (!equity || consensus.is_gated() || !brackets_[b]->is_still(id)) return {};
    if (must_be_flat() && !books_[b]->position(id).is_zero()) return {};
    touched_.clear();  // by a fill, of which the end of the step would find nothing to decide
    read_ahead(*feed, next);
    return Calm{.feed = feed,
                .by_close = keeps_close_only(feed, id),
                .equity = *equity,
                .monitor = &monitor_,
                .until = std::min({monitor_.day_end(), next_timer_, consensus.quiet_until(id),
                                   feed->reads_ahead ? feed->read_until + Duration{1} : time_max})};
}

void Engine::read_ahead(Feed& feed, std::span<const domain::Bar> next) {
    if (!feed.reads_ahead || next.empty() || next.front().open_time + feed.interval <= feed.read_until) return;
    const auto bars = next.first(std::min(next.size(), strategy::BarSeries::most));
    const strategy::BarSeries series(feed.instrument, feed.interval, bars);
    feed.said.clear();
    feed.heard = 0;
    reading_ = &feed;
    for (Instance* instance : feed.instances) {
        if (!instance->enabled) continue;
        speaking_ = instance;
        instance->context.set_ahead(true);
        instance->strategy->on_bars(series, instance->context);
        instance->context.set_ahead(false);
    }
    reading_ = nullptr;
    feed.read_until = bars.back().open_time + feed.interval;
}

void Engine::hear_due(Feed& feed) {
    for (; feed.heard < feed.said.size() && feed.said[feed.heard].signal.time <= now_; ++feed.heard) {
        auto& [from, signal] = feed.said[feed.heard];
        if (!from->context.is_silent()) signal.regime = from->context.regime(signal.instrument);
        hear(*from, signal);
    }
}

void Engine::on_silent_bars(Calm& calm, std::span<const domain::Bar> bars) {
    Feed& feed = *calm.feed;
    calm.note(bars);
    feed.bars += bars.size();
    if (feed.regime)
        for (const auto& bar : bars) feed.regime->update(bar.close.to_double());
    if (feed.atr)
        for (const auto& bar : bars) feed.atr->update(strategy::BarView(feed.instrument, feed.interval, bar).ohlcv());
    now_ = bars.back().open_time + feed.interval;
}

void Engine::end_calm(const Calm& calm, const domain::BarClosed& last) {
    const InstrumentId id = last.instrument;
    trades_.on_range(id, calm.low, calm.high);
    if (calm.feed->counts_trades) trades_.on_bar(id, calm.bars);
    portfolio_.on_mark(id, last.bar.close, now_);
    exposure_.on_price(id, last.bar.close, now_);
    brackets_[book_of(id)]->on_price(id, last.bar.close, now_, actions_);
    equity_ = equity();
    (void)monitor_.on_equity(equity_, now_);
    if (touched_.empty()) return;
    // As on_bar does: the instrument of the bar comes first.
    std::erase(touched_, id);
    touched_.insert(touched_.begin(), id);
}

}  // namespace argosy::engine
