#include "sim/detail/bar_walk.hpp"

#include <algorithm>

namespace argosy::sim::detail {

BarWalk::BarWalk(Core& core, Market& market, const domain::BarClosed& bar)
    : core_(core), m_(market), bar_(bar.bar), close_time_(bar.close_time()) {
    if (m_.bar_time == bar_.open_time) return;  // on_open has begun it
    m_.bar_time = bar_.open_time;
    m_.volume = bar_.volume;
    m_.budget = core_.budget_of(m_, bar_.volume);
}

void BarWalk::open() {
    core_.catch_up(m_, bar_.open_time);
    Price& last = core_.watch_of(m_).last;
    now_ = bar_.open_time;
    part_ = Part::open;
    walk({.from = last.is_zero() ? bar_.open : last, .to = bar_.open, .is_gap = true});
    last = bar_.open;
    for (const Slot s : m_.orders) core_.orders[s].is_fresh = false;
}

bool BarWalk::is_over() const noexcept {
    const bool is_safe = m_.mark.is_positive() || (bar_.low > m_.margin.lo && bar_.high < m_.margin.hi);
    return m_.orders.empty() && is_safe && m_.next_timer() >= close_time_;
}

void BarWalk::rest() {
    if (is_over()) {
        core_.watch_of(m_).last = bar_.close;
        return;
    }
    note_reached();
    now_ = close_time_;
    if (m_.next_timer() < close_time_) {
        core_.catch_up(m_, close_time_ - Duration{1});
        for (const Slot s : m_.orders) core_.orders[s].is_fresh = false;
        note_reached();
        if (reached_ != no_side) reached_ = both_sides;  // when in the bar that was decides
    }
    const bool low_first = worse_is_low();
    const Price first = low_first ? bar_.low : bar_.high;
    const Price second = low_first ? bar_.high : bar_.low;
    part_ = Part::extremes;
    walk({.from = bar_.open, .to = first});
    walk({.from = first, .to = second});
    walk({.from = second, .to = bar_.close});
    part_ = Part::close;
    walk({.from = bar_.close, .to = bar_.close, .is_gap = true});
    if (reached_ == both_sides) ++m_.ambiguous_bars;
}

void BarWalk::walk(Leg leg) {
    Price& last = core_.watch_of(m_).last;
    margin_is_checked_ = false;
    for (Act act; find_next(leg, act);) {
        leg.from = act.price;
        last = leg.is_gap ? leg.to : act.price;
        perform(act.slot, {.from = last, .to = leg.to, .at = now_});
        note_fresh(last);
    }
    last = leg.to;
    follow_trailing(leg.to);
    if (margin_is_checked_) core_.watch_margin(m_);
}

bool BarWalk::find_next(const Leg& leg, Act& act) const {
    act.distance = INT64_MAX;
    const auto note = [&](std::optional<Price> price, Slot slot) {
        if (!price) return;
        const std::int64_t distance = leg.distance(*price);
        // At the same price the venue's liquidation comes before our orders.
        if (distance > act.distance || (distance == act.distance && slot != OrderPool::none)) return;
        act.distance = distance;
        act.price = *price;
        act.slot = slot;
    };
    for (const Slot s : m_.orders)
        if (takes_part(core_.orders[s])) note(contact(core_.orders[s], leg), s);
    if (!margin_is_checked_ && m_.mark.is_zero()) note(contact(m_.margin, leg), OrderPool::none);
    return act.distance != INT64_MAX;
}

void BarWalk::perform(Slot slot, const Move& move) {
    m_.has_moved = false;
    if (slot == OrderPool::none) {
        margin_is_checked_ = true;
        core_.check_margin(m_, move);
    } else {
        switch (core_.orders[slot].stage) {
            case Stage::held: break;
            case Stage::armed: core_.trigger(m_, slot, now_); break;
            case Stage::market: core_.take(m_, slot, move.from, now_); break;
            case Stage::arrived: core_.meet(m_, slot, move.from, now_); break;
            case Stage::resting: core_.make(m_, slot, m_.budget, now_); break;
        }
    }
    if (!m_.has_moved) return;
    core_.watch_margin(m_);
    margin_is_checked_ = false;
}

void BarWalk::follow_trailing(Price price) {
    for (const Slot s : m_.orders) {
        WorkingOrder& o = core_.orders[s];
        if (o.is_trailing() && o.stage == Stage::armed && takes_part(o) && is_priced_here(o))
            follow(o, price, m_.instrument->tick_size);
    }
}

bool BarWalk::takes_part(const WorkingOrder& o) const noexcept {
    if (o.stage == Stage::held) return false;
    if (o.active_from <= bar_.open_time || o.in_path || part_ == Part::close) return true;
    // It arrived inside the bar. The extremes may have come after it, so a protective stop counts, a gain does not.
    return part_ == Part::extremes && o.is_fixed_stop();
}

bool BarWalk::is_priced_here(const WorkingOrder& o) const noexcept { return m_.mark.is_zero() || !o.watches_mark(); }

Reach BarWalk::reach(const WorkingOrder& o) const noexcept {
    Reach r;
    const Price beyond =
        o.stage != Stage::armed && core_.settings.fills.limit_fill == LimitFill::through ? price_epsilon : Price{};
    if (o.stage == Stage::armed && o.trigger.is_zero()) return r;  // a trailing stop that saw no price yet
    if (o.acts_on_fall())
        r.lo = level_of(o) - beyond;
    else
        r.hi = level_of(o) + beyond;
    return r;
}

std::optional<Price> BarWalk::contact(const WorkingOrder& o, const Leg& leg) const noexcept {
    if (o.stage == Stage::arrived) return leg.from;
    if (o.stage == Stage::armed) return is_priced_here(o) ? contact(reach(o), leg) : std::nullopt;
    if (m_.budget.is_zero() && !o.is_immediate()) return {};
    if (o.stage == Stage::market) return leg.from;
    auto price = contact(reach(o), leg);
    if (price && *price != leg.from) price = level_of(o);
    return price;
}

std::optional<Price> BarWalk::contact(const Reach& reach, const Leg& leg) noexcept {
    // A gap counts where it lands; where it passed decides only what comes first.
    const Price first = leg.is_gap ? leg.to : leg.from;
    if (first <= reach.lo || leg.to <= reach.lo) return leg.from <= reach.lo ? leg.from : reach.lo;
    if (first >= reach.hi || leg.to >= reach.hi) return leg.from >= reach.hi ? leg.from : reach.hi;
    return {};
}

bool BarWalk::worse_is_low() const noexcept {
    const Qty position = core_.account.position_qty(m_.id);
    if (!position.is_zero()) return position.is_positive();
    bool buys = false, sells = false;
    for (const Slot s : m_.orders) {
        const WorkingOrder& o = core_.orders[s];
        if (o.stage != Stage::held && !o.request.reduce_only) (o.is_buy() ? buys : sells) = true;
    }
    if (buys != sells) return sells;  // an entry meets the extreme that hurts it last
    return bar_.open - bar_.low <= bar_.high - bar_.open;
}

void BarWalk::note_reached() noexcept {
    for (const Slot s : m_.orders)
        if (core_.orders[s].stage != Stage::held) reached_ |= sides(core_.orders[s], bar_.open);
    if (m_.mark.is_zero()) reached_ |= sides(m_.margin, bar_.open);
}

void BarWalk::note_fresh(Price price) noexcept {
    for (const Slot s : m_.orders) {
        WorkingOrder& o = core_.orders[s];
        if (!o.is_fresh || o.stage == Stage::held) continue;
        o.is_fresh = false;
        o.in_path = true;
        if (o.is_trailing()) follow(o, price, m_.instrument->tick_size);
        if (part_ != Part::open) reached_ |= sides(o, price);
    }
}

std::uint8_t BarWalk::sides(const WorkingOrder& o, Price from) const noexcept {
    if (o.stage == Stage::market || !is_priced_here(o)) return no_side;
    std::uint8_t found = sides(reach(o), from);
    if (o.stage != Stage::armed || !o.is_trailing() || o.best.is_zero()) return found;
    WorkingOrder moved = o;
    follow(moved, o.is_buy() ? bar_.low : bar_.high, m_.instrument->tick_size);
    if (moved.best == o.best) return found;
    // Had the other extreme come after this one, it would have met the moved trigger, unless the close does so anyway.
    const bool met_if_later = o.is_buy() ? bar_.high >= moved.trigger && bar_.close < moved.trigger
                                         : bar_.low <= moved.trigger && bar_.close > moved.trigger;
    return found | (o.is_buy() ? below : above) | (met_if_later ? both_sides : no_side);
}

std::uint8_t BarWalk::sides(const Reach& reach, Price from) const noexcept {
    std::uint8_t found = no_side;
    if (bar_.low <= reach.lo) found |= reach.lo < from ? below : reach.lo > from ? above : no_side;
    if (bar_.high >= reach.hi) found |= reach.hi > from ? above : reach.hi < from ? below : no_side;
    return found;
}

}  // namespace argosy::sim::detail
