#include "engine/engine.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace argosy::engine {

Feed* Engine::find_feed(InstrumentId instrument, Duration interval) noexcept {
    for (const std::size_t f : feeds_of_[instrument.value()])
        if (feeds_[f].interval == interval) return &feeds_[f];
    return nullptr;
}

void Engine::touch(InstrumentId id) {
    if (touched_.empty() || (touched_.back() != id && std::ranges::find(touched_, id) == touched_.end()))
        touched_.push_back(id);
}

void Engine::on_bar(const domain::BarClosed& bar) {
    const InstrumentId id = bar.instrument;
    now_ = bar.close_time();
    portfolio_.on_mark(id, bar.bar.close, now_);
    exposure_.on_price(id, bar.bar.close, now_);
    Feed* const feed = find_feed(id, bar.interval);
    note_range(feed, bar);
    touch(id);
    if (feed) feed_strategies(*feed, bar);
    const std::size_t b = book_of(id);
    if (b >= books_.size()) return;
    if (counts_trades(feed, id))
        brackets_[b]->on_bar(id, bar.bar, now_, actions_);
    else
        brackets_[b]->on_price(id, bar.bar.close, now_, actions_);
    if (!actions_.empty()) run_brackets(b);
}

void Engine::note_range(const Feed* feed, const domain::BarClosed& bar) noexcept {
    const InstrumentId id = bar.instrument;
    if (keeps_close_only(feed, id))
        trades_.on_mark(id, bar.bar.close);
    else
        trades_.on_range(id, bar.bar.low, bar.bar.high);
    if (counts_trades(feed, id)) trades_.on_bar(id);
}

/// Extremes that may lie before a trade's entry are not the trade's: those of longer bars, and after ticks.
bool Engine::keeps_close_only(const Feed* feed, InstrumentId id) const noexcept {
    return (feed && !feed->is_finest) || has_ticks_[id.value()];
}

/// Of several timeframes one counts the bars that a trade has lasted.
bool Engine::counts_trades(const Feed* feed, InstrumentId id) const noexcept {
    return feed ? feed->counts_trades : book_of(id) == SIZE_MAX;
}

void Engine::on_trade(const domain::Trade& trade) {
    now_ = trade.time;
    portfolio_.on_mark(trade.instrument, trade.price, now_);
    exposure_.on_price(trade.instrument, trade.price, now_);
    trades_.on_mark(trade.instrument, trade.price);
    has_ticks_[trade.instrument.value()] = 1;
    touch(trade.instrument);
    call_strategies(trade.instrument, [&](auto& s, auto& scene) { s.on_trade(trade, scene); });
    if (const std::size_t b = book_of(trade.instrument); b < books_.size()) {
        brackets_[b]->on_price(trade.instrument, trade.price, now_, actions_);
        if (!actions_.empty()) run_brackets(b);
    }
}

void Engine::on_quote(const domain::Quote& quote) {
    now_ = quote.time;
    touch(quote.instrument);
    call_strategies(quote.instrument, [&](auto& s, auto& scene) { s.on_quote(quote, scene); });
}

void Engine::on_funding(const domain::Funding& funding) {
    now_ = funding.time;
    touch(funding.instrument);
    call_strategies(funding.instrument, [&](auto& s, auto& scene) { s.on_funding(funding, scene); });
}

void Engine::on_mark(const domain::MarkPrice& mark) {
    now_ = mark.time;
    portfolio_.on_mark(mark.instrument, mark.price, now_);
    trades_.on_mark(mark.instrument, mark.price);
    touch(mark.instrument);
}

void Engine::on_signal(const domain::Signal& signal) {
    if (is_warming_) [[unlikely]] {
        if (silent_bars_ == 0) books_[speaking_->book]->consensus().record(speaking_->voter, signal);
        return;
    }
    if (!reading_) return hear(*speaking_, signal);
    auto& said = reading_->said;
    const auto time_of = [](const Said& s) { return s.signal.time; };
    said.insert(std::ranges::upper_bound(said, signal.time, {}, time_of), {speaking_, signal});
}

void Engine::hear(const Instance& from, const domain::Signal& signal) {
    const Feed* heard = nullptr;  // a strategy speaks about the instruments that it is fed with, once they are warm
    for (const std::size_t f : feeds_of_[signal.instrument.value()])
        if (feeds_[f].timeframe == from.timeframe) heard = &feeds_[f];
    if (!heard || heard->bars < from.warm_up) return;
    books_[from.book]->consensus().record(from.voter, signal);
    touch(signal.instrument);
    if (observer_) observer_->on_signal(signal);
}

void Engine::run_timers() {
    next_timer_ = time_max;
    for (const auto& instance : instances_) {
        if (instance->next_timer <= now_ && instance->enabled) {
            const Duration interval = instance->strategy->timer_interval();
            instance->next_timer = floor_to(now_, interval) + interval;
            instance->strategy->on_timer(now_, scene_of(*instance));
        }
        next_timer_ = std::min(next_timer_, instance->next_timer);
    }
}

void Engine::set_rate(const domain::Currency& currency, Price rate, Time at) {
    portfolio_.set_rate(currency, portfolio_.reporting(), rate, at);
    for (std::uint32_t i = 0; i < instruments_.size(); ++i)
        if (instruments_[InstrumentId(i)].settlement == currency)
            exposure_.set_rate(InstrumentId(i), Ratio::from_raw(rate.raw()));
}

bool Engine::is_enabled(StrategyId voter) const noexcept {
    return std::ranges::any_of(instances_, [&](const auto& i) { return i->id == voter && i->enabled; });
}

domain::Regime Engine::regime(InstrumentId instrument) {
    const auto& feeds = feeds_of_[instrument.value()];
    if (!settings_.detect_regime || feeds.empty()) return domain::Regime::unknown;
    return regimes_[feeds_[feeds.front()].timeframe][instrument.value()].regime();
}

void Engine::alert(domain::AlertLevel level, std::string_view category, std::string_view message, InstrumentId id) {
    ++alerts_;
    if (observer_)
        observer_->on_alert(
            {.id = alerts_, .level = level, .category = category, .message = message, .instrument = id, .time = now_});
}

}  // namespace argosy::engine
