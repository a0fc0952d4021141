#include "market/bar_builder.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace argosy::market {
namespace {

void merge(domain::Bar& into, const domain::Bar& part) {
    into.high = std::max(into.high, part.high);
    into.low = std::min(into.low, part.low);
    into.close = part.close;
    into.volume += part.volume;
    into.trade_count += part.trade_count;
}

domain::Bar bar_of(const domain::Trade& t) {
    return {.open_time = t.time,
            .open = t.price,
            .high = t.price,
            .low = t.price,
            .close = t.price,
            .trade_count = 1,
            .volume = t.qty};
}

std::unexpected<Error> at_index(Error error, std::size_t index) {
    return std::unexpected(std::move(error).with("item " + std::to_string(index)));
}

}  // namespace

BarBuilder::BarBuilder(const BarRule& rule)
    : rule_(rule), calendar_(rule.align == BarAlignment::session ? rule.hours : domain::TradingHours::always) {
    ARGOSY_ASSERT(rule.interval > Duration{0}, "the interval of a bar is positive");
    ARGOSY_ASSERT(rule.align == BarAlignment::utc || rule.interval <= std::chrono::days{1},
                  "bars that follow sessions are at most a day long");
}

void BarBuilder::advance(Time t, std::vector<domain::Bar>& closed) {
    while ((bar_ || last_close_) && slot_.close <= t) close_slot(closed);
    reached_ = std::max(reached_, t);
}

Result<> BarBuilder::add(const domain::Trade& trade, std::vector<domain::Bar>& closed) {
    auto entered = enter(trade.time, trade.time, closed);
    if (!entered) return std::unexpected(std::move(entered).error());
    if (!*entered) return {};
    const auto part = bar_of(trade);
    if (bar_) {
        merge(*bar_, part);
    } else {
        bar_ = part;
        bar_->open_time = slot_.open;
    }
    return {};
}

Result<> BarBuilder::add(const domain::Bar& bar, Duration interval, std::vector<domain::Bar>& closed) {
    const Time end = bar.open_time + interval;
    auto entered = enter(bar.open_time, end, closed);
    if (!entered) return std::unexpected(std::move(entered).error());
    if (*entered) {
        if (bar_) {
            merge(*bar_, bar);
        } else {
            bar_ = bar;
            bar_->open_time = slot_.open;
        }
    }
    advance(end, closed);
    return {};
}

/// Makes slot_ the one that holds [from, to]; false when no session does.
Result<bool> BarBuilder::enter(Time from, Time to, std::vector<domain::Bar>& closed) {
    if (from < reached_)
        return fail(Errc::invalid_argument,
                    "out of order: " + to_iso8601(from) + " comes after " + to_iso8601(reached_));
    if (!bar_ || !slot_.contains(from)) {
        advance(from, closed);
        const auto slot = slot_at(from);
        if (!slot) {
            ++outside_;
            return false;
        }
        slot_ = *slot;
    }
    reached_ = from;
    if (to > slot_.close)
        return fail(Errc::invalid_argument, "the bar from " + to_iso8601(from) + " to " + to_iso8601(to) +
                                                " does not lie within one of " + to_string(rule_.interval) + ", " +
                                                to_iso8601(slot_.open) + " to " + to_iso8601(slot_.close));
    return true;
}

/// Ends the interval of slot_ and moves on to the next one.
void BarBuilder::close_slot(std::vector<domain::Bar>& closed) {
    if (bar_) {
        closed.push_back(*bar_);
        if (rule_.empty == EmptyBars::carry) last_close_ = bar_->close;
        bar_.reset();
    } else {
        closed.push_back({.open_time = slot_.open,
                          .open = *last_close_,
                          .high = *last_close_,
                          .low = *last_close_,
                          .close = *last_close_});
    }
    reached_ = std::max(reached_, slot_.close);
    if (last_close_) slot_ = next_slot(slot_);
}

std::optional<BarBuilder::Slot> BarBuilder::slot_at(Time t) {
    if (rule_.align == BarAlignment::utc) {
        const Time open = floor_to(t, rule_.interval);
        return Slot{open, open + rule_.interval};
    }
    if (!session_ || !session_->contains(t)) session_ = calendar_.session_at(t);
    if (!session_) return std::nullopt;
    return slot_in(*session_, t);
}

BarBuilder::Slot BarBuilder::next_slot(const Slot& slot) {
    if (rule_.align == BarAlignment::utc) return {slot.close, slot.close + rule_.interval};
    const Session session = calendar_.session_from(slot.close);
    return slot_in(session, std::max(session.open, slot.close));
}

BarBuilder::Slot BarBuilder::slot_in(const Session& session, Time t) const noexcept {
    const Time open = session.open + (t - session.open) / rule_.interval * rule_.interval;
    return {open, std::min(open + rule_.interval, session.close)};
}

Result<std::vector<domain::Bar>> build_bars(std::span<const domain::Trade> trades, const BarRule& rule, LastBar last) {
    BarBuilder builder(rule);
    std::vector<domain::Bar> out;
    for (std::size_t i = 0; i < trades.size(); ++i)
        if (auto r = builder.add(trades[i], out); !r) return at_index(std::move(r).error(), i);
    if (builder.partial() && last == LastBar::keep_partial) out.push_back(*builder.partial());
    return out;
}

Result<std::vector<domain::Bar>> resample(std::span<const domain::Bar> bars, Duration interval, const BarRule& rule,
                                          LastBar last) {
    if (interval <= Duration{0} || rule.interval % interval != Duration{0})
        return fail(Errc::invalid_argument,
                    "bars of " + to_string(interval) + " do not add up to bars of " + to_string(rule.interval),
                    "choose a multiple of " + to_string(interval));
    BarBuilder builder(rule);
    std::vector<domain::Bar> out;
    for (std::size_t i = 0; i < bars.size(); ++i)
        if (auto r = builder.add(bars[i], interval, out); !r) return at_index(std::move(r).error(), i);
    if (builder.partial() && last == LastBar::keep_partial) out.push_back(*builder.partial());
    return out;
}

}  // namespace argosy::market
