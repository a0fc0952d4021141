#include "engine/calm.hpp"

#include <algorithm>

#include "engine/engine.hpp"

namespace argosy::engine {

std::optional<Calm> Engine::calm(InstrumentId id, Duration interval) {
    Feed* const feed = find_feed(id, interval);
    if (!feed || !touched_.empty() || !outbox_.empty()) return {};
    const std::size_t b = book_of(id);
    const auto& consensus = books_[b]->consensus();
    const auto equity = portfolio_.equity_line(id);
    if (!equity || consensus.is_gated() || !brackets_[b]->is_still(id)) return {};
    if (must_be_flat() && !books_[b]->position(id).is_zero()) return {};
    return Calm{.feed = feed,
                .by_close = keeps_close_only(feed, id),
                .equity = *equity,
                .monitor = &monitor_,
                .until = std::min({monitor_.day_end(), next_timer_, consensus.quiet_until(id)})};
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
