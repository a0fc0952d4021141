#include "services/market_data/gaps.hpp"

#include <algorithm>

#include "base/describe.hpp"
#include "market/calendar.hpp"

namespace argosy::services::market_data {

void GapWatch::note(const domain::BarClosed& bar) {
    ++bars_;
    auto [last, is_first] = last_.try_emplace({bar.instrument, bar.interval}, bar.bar.open_time);
    if (is_first) return;
    if (bar.bar.open_time <= last->second) return fill(bar);
    const std::uint64_t missing = expected(bar, last->second);
    if (missing > 0) {
        gaps_.push_back({.instrument = table_[bar.instrument].symbol,
                         .interval = bar.interval,
                         .after = last->second,
                         .before = bar.bar.open_time,
                         .missing = missing,
                         .status = "open"});
        if (gaps_.size() > gaps_kept) gaps_.pop_front();
    }
    last->second = bar.bar.open_time;
}

std::uint64_t GapWatch::expected(const domain::BarClosed& bar, Time after) const {
    const auto hours = table_[bar.instrument].hours;
    if (hours == domain::TradingHours::always)
        return static_cast<std::uint64_t>((bar.bar.open_time - after) / bar.interval - 1);
    if (bar.interval >= std::chrono::days{1}) return 0;  // a day without a session is no gap, and needs no count
    const market::Calendar calendar(hours);
    std::uint64_t count = 0;
    Time t = after + bar.interval;
    while (t < bar.bar.open_time) {
        const auto session = calendar.session_from(t);
        t = std::max(t, session.open);
        for (; t < std::min(session.close, bar.bar.open_time); t += bar.interval) ++count;
        t = std::max(t, session.close);
    }
    return count;
}

void GapWatch::fill(const domain::BarClosed& bar) {
    const auto holds = [&](const FeedGap& g) {
        return g.instrument == table_[bar.instrument].symbol && g.interval == bar.interval &&
               g.after < bar.bar.open_time && bar.bar.open_time < g.before && g.filled < g.missing;
    };
    const auto gap = std::ranges::find_if(gaps_, holds);
    if (gap == gaps_.end()) return;
    gap->status = ++gap->filled == gap->missing ? "filled" : "filling";
}

std::uint64_t GapWatch::missing() const noexcept {
    std::uint64_t out = 0;
    for (const auto& gap : gaps_) out += gap.missing - gap.filled;
    return out;
}

void describe(Described<FeedGap>& d) {
    using T = FeedGap;
    d.name("feed_gap").field("instrument", &T::instrument).field("interval", &T::interval);
    d.field("after", &T::after, {.doc = "Opening of the bar in front of the gap."});
    d.field("before", &T::before, {.doc = "Opening of the bar behind it."});
    d.field("missing", &T::missing, {.unit = "bars"}).field("filled", &T::filled, {.unit = "bars"});
    d.field("status", &T::status, {.doc = "open, filling (late bars come in) or filled."});
}

}  // namespace argosy::services::market_data
