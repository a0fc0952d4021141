#include "risk/protections.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace argosy::risk {
namespace {

using domain::OrderPurpose;

/// A losing exit that no strategy wanted; a trailing stop that ends in profit did its work.
bool is_stop(const ClosedTrade& t) {
    const bool forced = t.purpose == OrderPurpose::stop_loss || t.purpose == OrderPurpose::trailing_stop ||
                        t.purpose == OrderPurpose::liquidation;
    return forced && t.pnl.is_negative();
}

InlineString<96> text(const std::string& s) { return std::string_view(s); }

InlineString<96> cooldown_text(Duration rest, const char* after) {
    return text("cooldown of " + argosy::to_string(rest) + after);
}

}  // namespace

Result<> validate(const ProtectionSettings& s) {
    const auto refuse = [](const char* text) {
        return fail(Errc::invalid_argument, std::string("protections: ") + text);
    };
    const auto timed = [](Duration window, Duration lock) { return window > Duration{} && lock > Duration{}; };
    if (s.cooldown < Duration{} || s.cooldown_after_stop < Duration{}) return refuse("a cooldown must not be negative");
    if (s.stoploss_guard.stops != 0 && !timed(s.stoploss_guard.window, s.stoploss_guard.lock))
        return refuse("stoploss_guard needs a window and a lock");
    if (s.drawdown_guard.drawdown_max.is_negative() || s.drawdown_guard.drawdown_max > Ratio::from_int(1))
        return refuse("drawdown_guard.drawdown_max must be from 0 to 1");
    if (!s.drawdown_guard.drawdown_max.is_zero() && !timed(s.drawdown_guard.window, s.drawdown_guard.lock))
        return refuse("drawdown_guard needs a window and a lock");
    if (s.low_profit.trades_min != 0 && !timed(s.low_profit.window, s.low_profit.lock))
        return refuse("low_profit needs a window and a lock");
    for (const auto count : {s.stoploss_guard.stops, s.drawdown_guard.trades_min, s.low_profit.trades_min})
        if (count > Protections::history) return refuse("a count is above the 512 trades that are remembered");
    return {};
}

Protections::Protections(const ProtectionSettings& settings, std::size_t instruments)
    : settings_(settings),
      rest_after_exit_(cooldown_text(settings.cooldown, " after an exit")),
      rest_after_stop_(cooldown_text(std::max(settings.cooldown, settings.cooldown_after_stop), " after a stop")),
      locks_(instruments) {
    ARGOSY_ASSERT(validate(settings).has_value(), "the protection settings break their own rules");
    trades_.reserve(history);
}

bool Protections::on_exit(const ClosedTrade& trade) noexcept {
    if (trades_.size() < history) {
        trades_.push_back(trade);
    } else {
        trades_[next_] = trade;
        next_ = (next_ + 1) % history;
    }
    bool locked = cool_down(trade);
    locked |= guard_stops(trade);
    locked |= guard_drawdown(trade);
    locked |= guard_profit(trade);
    return locked;
}

template <class Use>
void Protections::each_since(Time from, Use use) const {
    const auto back = [&](std::size_t age) -> const ClosedTrade& {
        return trades_[(next_ + trades_.size() - 1 - age) % trades_.size()];
    };
    std::size_t count = 0;  // they came in order of time
    while (count < trades_.size() && back(count).time > from) ++count;
    while (count > 0) use(back(--count));
}

bool Protections::cool_down(const ClosedTrade& trade) noexcept {
    const bool stop = is_stop(trade);
    const Duration rest = stop ? std::max(settings_.cooldown, settings_.cooldown_after_stop) : settings_.cooldown;
    if (rest == Duration{}) return false;
    return set({.until = trade.time + rest,
                .kind = ProtectionKind::cooldown,
                .instrument = trade.instrument,
                .cause = stop ? rest_after_stop_ : rest_after_exit_,
                .since = trade.time});
}

bool Protections::guard_stops(const ClosedTrade& trade) noexcept {
    const auto& guard = settings_.stoploss_guard;
    if (guard.stops == 0 || !is_stop(trade)) return false;
    std::uint32_t stops = 0;
    each_since(trade.time - guard.window, [&](const ClosedTrade& t) {
        stops += is_stop(t) && (!guard.per_instrument || t.instrument == trade.instrument);
    });
    if (stops < guard.stops) return false;
    return set({.until = trade.time + guard.lock,
                .kind = ProtectionKind::stoploss_guard,
                .instrument = guard.per_instrument ? trade.instrument : InstrumentId{},
                .cause = text(std::to_string(stops) + " stops in " + argosy::to_string(guard.window)),
                .since = trade.time});
}

bool Protections::guard_drawdown(const ClosedTrade& trade) noexcept {
    const auto& guard = settings_.drawdown_guard;
    if (guard.drawdown_max.is_zero()) return false;
    Money sum, best, fall;
    std::uint32_t trades = 0;
    each_since(trade.time - guard.window, [&](const ClosedTrade& t) {
        sum += t.pnl;
        best = std::max(best, sum);
        fall = std::max(fall, best - sum);
        ++trades;
    });
    const Money top = trade.equity - sum + best;  // equity at the best point, had nothing else moved it
    if (trades < guard.trades_min || fall.is_zero() || !top.is_positive() || fall < scale(top, guard.drawdown_max))
        return false;
    return set({.until = trade.time + guard.lock,
                .kind = ProtectionKind::drawdown_guard,
                .instrument = {},
                .cause = text("closed trades fell by " + to_string(fall) + " in " + argosy::to_string(guard.window)),
                .since = trade.time});
}

bool Protections::guard_profit(const ClosedTrade& trade) noexcept {
    const auto& guard = settings_.low_profit;
    if (guard.trades_min == 0) return false;
    Ratio sum;
    std::uint32_t trades = 0;
    each_since(trade.time - guard.window, [&](const ClosedTrade& t) {
        if (t.instrument != trade.instrument) return;
        sum += t.gain;
        ++trades;
    });
    if (trades < guard.trades_min || sum >= guard.return_min) return false;
    return set({.until = trade.time + guard.lock,
                .kind = ProtectionKind::low_profit,
                .instrument = trade.instrument,
                .cause = text(std::to_string(trades) + " trades returned " + to_string(sum) + " in " +
                              argosy::to_string(guard.window)),
                .since = trade.time});
}

bool Protections::set(const Lock& lock) noexcept {
    auto& held = lock.instrument.is_none() ? all_ : locks_[lock.instrument.value()];
    if (lock.until <= held.until) return false;
    held = lock;
    return true;
}

void Protections::lock(const Lock& lock) noexcept { (void)set(lock); }

void Protections::unlock(InstrumentId instrument) noexcept {
    (instrument.is_none() ? all_ : locks_[instrument.value()]) = {};
}

const Lock& Protections::lock_of(InstrumentId instrument) const noexcept {
    const auto& own = locks_[instrument.value()];
    return own.until > all_.until ? own : all_;
}

std::vector<Lock> Protections::locks(Time now) const {
    std::vector<Lock> out;
    if (now < all_.until) out.push_back(all_);
    std::ranges::copy_if(locks_, std::back_inserter(out), [&](const Lock& l) { return now < l.until; });
    return out;
}

std::string_view to_string(ProtectionKind kind) noexcept {
    switch (kind) {
        case ProtectionKind::cooldown: return "cooldown";
        case ProtectionKind::stoploss_guard: return "stoploss_guard";
        case ProtectionKind::drawdown_guard: return "drawdown_guard";
        case ProtectionKind::low_profit: return "low_profit";
        case ProtectionKind::manual: return "manual";
    }
    std::unreachable();
}

}  // namespace argosy::risk
