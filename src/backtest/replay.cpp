#include "backtest/replay.hpp"

#include <algorithm>

#include "backtest/session.hpp"
#include "base/assert.hpp"

namespace argosy::backtest {
namespace {

template <class Tracks>
Time next_of(const Tracks& tracks, const std::vector<std::size_t>& index) noexcept {
    Time next = time_max;
    for (std::size_t i = 0; i < tracks.size(); ++i)
        if (index[i] < tracks[i].size()) next = std::min(next, tracks[i][index[i]].time);
    return next;
}

template <class Tracks, class Play>
std::uint64_t play_due(const Tracks& tracks, std::vector<std::size_t>& index, Time at, Play&& play) {
    std::uint64_t played = 0;
    for (std::size_t i = 0; i < tracks.size(); ++i)
        for (; index[i] < tracks[i].size() && tracks[i][index[i]].time == at; ++index[i], ++played)
            play(tracks[i][index[i]]);
    return played;
}

}  // namespace

std::uint64_t Market::events() const noexcept {
    std::uint64_t n = 0;
    for (const auto& t : bars) n += t.bars.size();
    for (const auto& t : funding) n += t.size();
    for (const auto& t : trades) n += t.size();
    for (const auto& t : quotes) n += t.size();
    return n;
}

Time Market::start() const noexcept {
    Time first = time_max;
    for (const auto& t : bars)
        if (!t.bars.empty()) first = std::min(first, t.bars.front().open_time);
    for (const auto& t : trades)
        if (!t.empty()) first = std::min(first, t.front().time);
    for (const auto& t : quotes)
        if (!t.empty()) first = std::min(first, t.front().time);
    return first;
}

Time Market::end() const noexcept {
    Time last = Time::min();
    for (const auto& t : bars)
        if (!t.bars.empty()) last = std::max(last, t.bars.back().open_time + t.interval);
    for (const auto& t : trades)
        if (!t.empty()) last = std::max(last, t.back().time);
    for (const auto& t : quotes)
        if (!t.empty()) last = std::max(last, t.back().time);
    return last;
}

Replay::Replay(const Market& market)
    : market_(&market), funding_(market.funding.size()), trades_(market.trades.size()), quotes_(market.quotes.size()) {
    for (const auto& track : market.bars) cursors_.push_back({.track = track});
    std::ranges::sort(cursors_, [](const Cursor& a, const Cursor& b) {
        return a.track.instrument != b.track.instrument ? a.track.instrument < b.track.instrument
                                                        : a.track.interval < b.track.interval;
    });
    for (std::size_t i = 0; i < cursors_.size(); ++i)
        cursors_[i].for_venue = i == 0 || cursors_[i - 1].track.instrument != cursors_[i].track.instrument;
    find_next();
}

void Replay::find_next() noexcept {
    next_ = time_max;
    for (const auto& c : cursors_) next_ = std::min(next_, c.next());
    // Funding before the first bar or after the last touches nothing that is traded.
    if (next_ != time_max || !trades_.empty() || !quotes_.empty())
        next_ = std::min(next_, next_of(market_->funding, funding_));
    next_ = std::min({next_, next_of(market_->trades, trades_), next_of(market_->quotes, quotes_)});
}

std::uint64_t Replay::run_until(Session& session, Time until) {
    if (cursors_.size() == 1 && funding_.empty() && trades_.empty() && quotes_.empty())
        return run_single(session, until);
    std::uint64_t played = 0;
    while (next_ <= until && next_ != time_max) {
        const auto calm = play_calm(session, until);
        played += calm > 0 ? calm : play_instant(session);
    }
    return played;
}

std::uint64_t Replay::play_calm(Session& session, Time until) {
    if (!may_be_calm()) return 0;
    const std::uint64_t played = play_calm(session, until, cursors_.front());
    if (played == 0) return 0;
    cursors_.front().opened = false;
    find_next();
    return played;
}

std::uint64_t Replay::play_calm(Session& session, Time until, Cursor& c) {
    const Time by = std::min(until, next_of(market_->funding, funding_) - Duration{1});
    const std::size_t played = session.on_calm(c.track.instrument, c.track.interval, c.closing_by(by));
    c.index += played;
    return played;
}

std::uint64_t Replay::run_calm(Session& session, Time until) {
    if (!may_be_calm() || !cursors_.front().opened) return 0;
    Cursor& c = cursors_.front();
    const std::uint64_t played = play_calm(session, until, c);
    if (played == 0) return 0;
    const Time closed = c.track.bars[c.index - 1].open_time + c.track.interval;
    c.opened = !c.done() && c.open() == closed;
    if (c.opened) session.on_open(c.event());
    find_next();
    return played;
}

std::uint64_t Replay::run(Session& session, const std::function<bool(double)>& progress) {
    if (done()) return 0;
    std::uint64_t played = 0;
    const Time first = next_, last = market_->end();
    const Duration stride = std::max((last - first) / 100, Duration{1});
    for (Time until = first + stride; !done(); until += stride) {
        played += run_until(session, std::min(until, last));
        if (until >= last) played += run_until(session, time_max - Duration{1});
        if (progress &&
            !progress(std::min(1.0, static_cast<double>((until - first).count()) /
                                        static_cast<double>(std::max<std::int64_t>((last - first).count(), 1)))))
            break;
    }
    return played;
}

std::uint64_t Replay::run_single(Session& session, Time until) {
    Cursor& c = cursors_.front();
    const std::size_t begin = c.index;
    const auto due = c.closing_by(until);
    domain::BarClosed event{.instrument = c.track.instrument, .interval = c.track.interval};
    while (!c.done()) {
        if (const auto calm = session.on_calm(event.instrument, event.interval, due.subspan(c.index - begin))) {
            c.index += calm;
            c.opened = false;
            continue;  // another stretch may begin
        }
        event.bar = c.track.bars[c.index];
        if (!c.opened) {
            if (event.bar.open_time > until) break;
            c.opened = true;
            if (session.on_open(event)) continue;
        }
        if (event.close_time() > until) break;
        session.on_close(event);
        ++c.index;
        c.opened = false;
    }
    next_ = c.next();
    return c.index - begin;
}

std::uint64_t Replay::play_instant(Session& session) {
    const std::uint64_t played = play_closes(session) + play_ticks(session);
    play_opens(session);
    find_next();
    return played;
}

std::uint64_t Replay::play_closes(Session& session) {
    closing_.clear();
    for_venue_.clear();
    due_.clear();
    for (auto& c : cursors_) {
        if (c.done() || !c.opened || c.close() != next_) continue;
        closing_.push_back(c.event());
        for_venue_.push_back(c.for_venue);
        ++c.index;
        c.opened = false;
    }
    play_due(market_->funding, funding_, next_, [&](const auto& f) { due_.push_back(f); });
    if (!closing_.empty() || !due_.empty()) session.on_close(closing_, for_venue_, due_, next_);
    return closing_.size() + due_.size();
}

std::uint64_t Replay::play_ticks(Session& session) {
    return play_due(market_->trades, trades_, next_, [&](const auto& t) { session.on_trade(t); }) +
           play_due(market_->quotes, quotes_, next_, [&](const auto& q) { session.on_quote(q); });
}

void Replay::play_opens(Session& session) {
    for (auto& c : cursors_) {
        if (c.done() || c.opened || c.open() != next_) continue;
        c.opened = true;
        if (c.for_venue) session.on_open(c.event());
    }
}

}  // namespace argosy::backtest
