#include "risk/checks.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "domain/order_value.hpp"

namespace argosy::risk {
namespace {

using domain::OrderPurpose;
using domain::OrderRequest;
using domain::OrderType;
using domain::RiskState;
using domain::Side;

/// Keeps the first broken rule.
struct First {
    std::optional<Refusal> refusal;  // optional: building an empty refusal costs more than many checks
    bool operator()(Reason reason, Measure measure, int128 value, int128 limit, std::string_view detail = {}) {
        refusal = Refusal{reason, measure, value, limit, detail};
        return false;
    }
};

/// Keeps them all.
struct All {
    std::vector<Refusal> refusals;
    bool operator()(Reason reason, Measure measure, int128 value, int128 limit, std::string_view detail = {}) {
        refusals.push_back({reason, measure, value, limit, detail});
        return true;
    }
};

template <class Sink, class D>
bool at_most(Sink& sink, Reason reason, Measure measure, D value, D limit) {
    if (value <= limit) [[likely]]
        return true;
    return sink(reason, measure, value.raw(), limit.raw());
}

template <class Sink>
bool below(Sink& sink, Reason reason, std::uint32_t value, std::uint32_t limit) {
    if (value < limit) [[likely]]
        return true;
    return sink(reason, Measure::count, int128{value} + 1, limit);
}

/// Zero, the word for "no limit" in settings, becomes a number that nothing reaches.
std::uint32_t or_none(std::uint32_t limit) { return limit ? limit : UINT32_MAX; }
template <class D>
D or_none(D limit) {
    return limit.is_zero() ? D::max() : limit;
}

Money bound_of(const Cap& cap, Money base) {
    constexpr double countable = 1e20;  // what is more of the base than Money can say bounds nothing
    const bool has_part = !cap.of_base.is_zero() && std::abs(base.to_double()) * cap.of_base.to_double() < countable;
    const Money part = has_part ? scale(base, cap.of_base, Rounding::floor) : Money::max();
    return std::min(or_none(cap.amount), part);
}

bool is_on(const Cap& cap) { return !cap.amount.is_zero() || !cap.of_base.is_zero(); }

/// Orders that may go out in `stopped`: what shrinks a position and no strategy decided.
bool is_protective(const OrderRequest& r) {
    return r.reduce_only && r.purpose != OrderPurpose::entry && r.purpose != OrderPurpose::exit;
}

Price own_price(const OrderRequest& r) { return r.limit_price.is_positive() ? r.limit_price : r.trigger_price; }

}  // namespace

Checks::Checks(Parts parts, const Limits& limits) : parts_(parts), limits_(limits) {
    ARGOSY_ASSERT(validate(limits).has_value(), "the limits break their own rules");
    restart_rules();
}

void Checks::restart_rules() {
    apply_limits();
    rate_ = detail::TokenBucket(limits_.order_rate_max, limits_.order_rate_window);
}

Result<> Checks::set_limits(const Limits& limits) {
    ARGOSY_TRY(validate(limits), "set risk limits");
    const bool new_rate =
        limits.order_rate_max != limits_.order_rate_max || limits.order_rate_window != limits_.order_rate_window;
    limits_ = limits;
    apply_limits();
    if (new_rate) rate_ = detail::TokenBucket(limits_.order_rate_max, limits_.order_rate_window);
    return {};
}

void Checks::apply_limits() {
    const auto& l = limits_;
    effective_ = {.order_notional_max = or_none(l.order_notional_max),
                  .open_orders_max = or_none(l.open_orders_max),
                  .open_orders_per_instrument_max = or_none(l.open_orders_per_instrument_max),
                  .concurrent_max = or_none(l.concurrent_trades_max),
                  .daily_max = or_none(l.daily_trades_max),
                  .data_age_max = l.data_age_max == Duration{} ? Duration::max() : l.data_age_max,
                  .has_exposure = is_on(l.gross_exposure) || is_on(l.net_exposure) || is_on(l.instrument_exposure) ||
                                  is_on(l.strategy_exposure) ||
                                  std::ranges::any_of(l.instruments, is_on, &InstrumentLimits::exposure_max),
                  .has_strategy = is_on(l.strategy_exposure),
                  .has_loss = is_on(l.daily_loss) || is_on(l.total_loss)};
    exposure_bounds_.reset();
    loss_bounds_.reset();
    rules_.clear();
    for (const auto& i : parts_.instruments) {
        const auto own = limits_.of(rules_.size());
        rules_.push_back({.lot = detail::Divisor(i.lot_size.raw()),
                          .tick = detail::Divisor(i.tick_size.raw()),
                          .qty_min = i.qty_min,
                          .qty_max = or_none(i.qty_max),
                          .order_qty_max = or_none(own.order_qty_max),
                          .position_max = or_none(own.position_max),
                          .notional_min = i.notional_min,
                          .exposure_max = own.exposure_max,
                          .has_exposure_max = is_on(own.exposure_max),
                          .margin_millionths = detail::MarginSum::millionths(own.initial_margin),
                          .can_short = i.can_short()});
    }
}

[[gnu::always_inline]] inline const Checks::ExposureBounds& Checks::exposure_bounds(Money equity) noexcept {
    if (!exposure_bounds_ || exposure_bounds_->equity != equity) [[unlikely]]
        exposure_bounds_ = {.equity = equity,
                            .gross = bound_of(limits_.gross_exposure, equity),
                            .net = bound_of(limits_.net_exposure, equity),
                            .instrument = bound_of(limits_.instrument_exposure, equity),
                            .strategy = bound_of(limits_.strategy_exposure, equity)};
    return *exposure_bounds_;
}

[[gnu::always_inline]] inline const Checks::LossBounds& Checks::loss_bounds() noexcept {
    const Money day = parts_.monitor.day_base(), total = parts_.monitor.total_base();
    if (!loss_bounds_ || loss_bounds_->day_base != day || loss_bounds_->total_base != total) [[unlikely]]
        loss_bounds_ = {.day_base = day,
                        .total_base = total,
                        .daily = bound_of(limits_.daily_loss, day),
                        .total = bound_of(limits_.total_loss, total)};
    return *loss_bounds_;
}

// --- the case ---

[[gnu::always_inline]] inline bool Checks::can_only_shrink(const OrderRequest& r,
                                                           const ExposureLine& line) const noexcept {
    if (r.reduce_only) return true;
    return r.side == Side::buy ? line.highest() + r.qty <= Qty{} : line.lowest() - r.qty >= Qty{};
}

[[gnu::always_inline]] inline Checks::Case Checks::examine(const OrderRequest& r, const AccountView& account,
                                                           Time now) noexcept {
    const auto& slot = parts_.exposure.slots_[r.instrument.value()];
    Case c{.request = r, .account = account, .now = now, .slot = slot, .rules = rules_[r.instrument.value()]};
    c.after = r.side == Side::buy ? slot.line.highest() + r.qty : slot.line.lowest() - r.qty;
    c.reduces = can_only_shrink(r, slot.line);
    c.price = own_price(r);
    // A sell fills at its price or better, and better is more.
    if (c.price.is_zero() || (r.side == Side::sell && c.price < slot.price)) c.price = slot.price;
    c.notional = notional_of(c);
    if (!c.reduces) c.margin = detail::MarginSum::of(c.notional, c.rules.margin_millionths);
    return c;
}

[[gnu::always_inline]] inline Money Checks::notional_of(const Case& c) const noexcept {
    if (!c.price.is_positive()) return {};
    if (c.slot.plain) return c.price * c.request.qty;
    const Money own = parts_.instruments[c.request.instrument].notional(c.price, c.request.qty);
    return scale(own, c.slot.rate, Rounding::ceiling);
}

// --- the checks ---

template <class Sink>
bool Checks::state(const Case& c, Sink& sink) noexcept {
    const auto refuse = [&](Reason reason, std::string_view why) { return sink(reason, Measure::none, 0, 0, why); };
    const auto& r = c.request;
    if (parts_.emergency.is_tripped() && !(r.reduce_only && r.purpose == OrderPurpose::flatten)) [[unlikely]]
        if (!refuse(Reason::state_emergency, parts_.emergency.cause().reason.view())) return false;
    const auto state = parts_.monitor.state();
    if (state == RiskState::stopped && !is_protective(r)) [[unlikely]]
        if (!refuse(Reason::state_stopped, parts_.monitor.cause_text().view())) return false;
    if (c.reduces) return true;
    if (state == RiskState::crisis) [[unlikely]]
        if (!refuse(Reason::state_crisis, parts_.monitor.cause_text().view())) return false;
    if (blocked_) [[unlikely]]
        if (!refuse(Reason::state_entries_blocked, blocked_cause_.view())) return false;
    if (!is_selected(r.instrument)) [[unlikely]]
        if (!refuse(Reason::state_entries_blocked, "the instrument is not among the selected ones")) return false;
    if (parts_.protections.is_locked(r.instrument, c.now)) [[unlikely]] {
        const auto& lock = parts_.protections.lock_of(r.instrument);
        return sink(lock.instrument.is_none() ? Reason::lock_all : Reason::lock_instrument, Measure::until,
                    to_ns(lock.until), 0, lock.cause.view());
    }
    return true;
}

template <class Sink>
bool Checks::data(const Case& c, Sink& sink) noexcept {
    if (c.reduces) return true;
    if (!c.slot.price.is_positive()) [[unlikely]]
        return sink(Reason::data_price_missing, Measure::none, 0, 0);
    if (!c.slot.rate.is_positive()) [[unlikely]]
        return sink(Reason::data_rate_missing, Measure::none, 0, 0, "no rate to the account currency");
    const Duration age = c.now - c.slot.price_time;
    if (age > effective_.data_age_max) [[unlikely]]
        return sink(Reason::data_stale, Measure::duration, age.count(), effective_.data_age_max.count());
    return true;
}

template <class Sink>
bool Checks::rules(const Case& c, Sink& sink) noexcept {
    const auto& r = c.request;
    const auto& instrument = parts_.instruments[r.instrument];
    if (!c.rules.lot.divides(r.qty.raw())) [[unlikely]]
        if (!sink(Reason::order_quantity_step, Measure::qty, r.qty.raw(), instrument.lot_size.raw())) return false;
    for (const Price p : {r.limit_price, r.trigger_price, r.trail_offset})
        if (!p.is_zero() && !c.rules.tick.divides(p.raw())) [[unlikely]]
            if (!sink(Reason::order_price_tick, Measure::price, p.raw(), instrument.tick_size.raw())) return false;
    if (r.qty < c.rules.qty_min) [[unlikely]]
        if (!sink(Reason::order_quantity_min, Measure::qty, r.qty.raw(), c.rules.qty_min.raw())) return false;
    if (!at_most(sink, Reason::order_quantity_max, Measure::qty, r.qty, c.rules.qty_max)) return false;
    if (r.reduce_only || c.rules.notional_min.is_zero() || !c.price.is_positive()) return true;
    const Money own = c.slot.plain ? c.notional : instrument.notional(c.price, r.qty);
    if (own < c.rules.notional_min) [[unlikely]]
        return sink(Reason::order_notional_min, Measure::money, own.raw(), c.rules.notional_min.raw());
    return true;
}

template <class Sink>
bool Checks::size(const Case& c, Sink& sink) noexcept {
    const auto& r = c.request;
    const Price own = own_price(r), last = c.slot.price;
    if (!limits_.price_band.is_zero() && own.is_positive() && last.is_positive()) {
        const Price toward = r.side == Side::buy ? own - last : last - own;
        // |own - last| / last > band, without the division; both sides at 20 decimals
        const int128 off = int128{c.reduces ? toward.raw() : toward.abs().raw()} * Ratio::from_int(1).raw();
        if (off > int128{last.raw()} * limits_.price_band.raw()) [[unlikely]]
            if (!sink(Reason::order_price_band, Measure::ratio, off / last.raw(), limits_.price_band.raw()))
                return false;
    }
    if (c.reduces) return true;
    return at_most(sink, Reason::order_quantity_limit, Measure::qty, r.qty, c.rules.order_qty_max) &&
           at_most(sink, Reason::order_notional_limit, Measure::money, c.notional, effective_.order_notional_max);
}

template <class Sink>
bool Checks::position(const Case& c, Sink& sink) noexcept {
    const auto& r = c.request;
    if (r.reduce_only) {
        const Qty held = c.slot.line.position;
        const Qty closable = r.side == Side::sell ? std::max(held, Qty{}) : std::max(-held, Qty{});
        return at_most(sink, Reason::position_reduce, Measure::qty, r.qty, closable);
    }
    if (c.after.is_negative() && !c.rules.can_short && r.side == Side::sell) [[unlikely]]
        if (!sink(Reason::position_short, Measure::qty, c.after.raw(), 0)) return false;
    if (c.reduces) return true;
    return at_most(sink, Reason::position_limit, Measure::qty, c.after.abs(), c.rules.position_max);
}

template <class Sink>
bool Checks::exposure(const Case& c, Sink& sink) noexcept {
    if (c.reduces || !effective_.has_exposure) return true;
    auto& e = parts_.exposure;
    const auto id = c.request.instrument;
    if (e.unvalued() != 0) [[unlikely]]
        return sink(Reason::data_price_missing, Measure::none, 0, 0, "a position has no price or no rate");
    const bool buys = c.request.side == Side::buy;
    const auto& bound = exposure_bounds(c.account.equity);
    const Qty qty = domain::signed_qty(c.request.side, c.request.qty);
    const Money gain = c.slot.plain ? c.slot.price * qty : Money{};
    // The value of the end of a line that the order moves, once it has.
    const auto moved = [&](const Exposure::ValuedLine& v) {
        if (c.slot.plain) return (buys ? v.highest_value : v.lowest_value) + gain;
        return e.converted_value(c.slot, id, (buys ? v.line.highest() : v.line.lowest()) + qty);
    };
    const Money after = moved(c.slot);
    const Money alone = buys ? std::max(after, -c.slot.lowest_value) : std::max(c.slot.highest_value, -after);
    const Money gross = e.gross_ - c.slot.gross() + alone;
    const Money net = (buys ? e.net_highest_ - c.slot.highest_value : e.net_lowest_ - c.slot.lowest_value) + after;
    if (!at_most(sink, Reason::exposure_gross, Measure::money, gross, bound.gross) ||
        !at_most(sink, Reason::exposure_net, Measure::money, buys ? net : -net, bound.net) ||
        !at_most(sink, Reason::exposure_instrument, Measure::money, alone, bound.instrument))
        return false;
    if (c.rules.has_exposure_max &&
        !at_most(sink, Reason::exposure_limit, Measure::money, alone, bound_of(c.rules.exposure_max, c.account.equity)))
        return false;
    auto* own = effective_.has_strategy ? e.strategy_line(id, c.request.strategy) : nullptr;
    if (own == nullptr) return true;
    const Money own_after = moved(*own);
    const Money own_alone = buys ? std::max(own_after, -own->lowest_value) : std::max(own->highest_value, -own_after);
    const Money own_gross = e.strategy_gross_[c.request.strategy.value()] - own->gross() + own_alone;
    return at_most(sink, Reason::exposure_strategy, Measure::money, own_gross, bound.strategy);
}

template <class Sink>
bool Checks::activity(const Case& c, Sink& sink) noexcept {
    const auto& e = parts_.exposure;
    if (c.reduces) return true;
    if (!rate_.has(c.now, limits_.order_rate_reserve)) [[unlikely]]
        if (!sink(Reason::order_rate, Measure::count, int128{limits_.order_rate_max} + 1, limits_.order_rate_max))
            return false;
    if (!below(sink, Reason::open_orders_limit, e.open_orders(), effective_.open_orders_max) ||
        !below(sink, Reason::open_orders_instrument, c.slot.line.open_orders,
               effective_.open_orders_per_instrument_max))
        return false;
    if (c.slot.line.is_idle() &&
        !below(sink, Reason::trades_concurrent, e.concurrent_trades(), effective_.concurrent_max))
        return false;
    return below(sink, Reason::trades_daily, e.entries_on(parts_.monitor.day_of(c.now)), effective_.daily_max);
}

template <class Sink>
bool Checks::loss(const Case& c, Sink& sink) noexcept {
    if (c.reduces) return true;
    const auto stays_below = [&](Reason reason, Money base, Money bound) {
        const Money lost = base - c.account.equity;
        return lost < bound || sink(reason, Measure::money, lost.raw(), bound.raw());
    };
    if (effective_.has_loss) {
        const auto& bound = loss_bounds();
        if (!stays_below(Reason::loss_daily, bound.day_base, bound.daily) ||
            !stays_below(Reason::loss_total, bound.total_base, bound.total))
            return false;
    }
    if (!limits_.check_margin) return true;
    const auto free = detail::MarginSum::of(c.account.margin_available, 1'000'000) - parts_.exposure.margin_reserved_;
    if (c.margin <= free) [[likely]]
        return true;
    return sink(Reason::margin_available, Measure::money, c.margin.money().raw(), free.money().raw());
}

template <class Sink>
bool Checks::run(const Case& c, Sink& sink) noexcept {
    return state(c, sink) && data(c, sink) && rules(c, sink) && size(c, sink) && position(c, sink) &&
           exposure(c, sink) && activity(c, sink) && loss(c, sink);
}

// --- what the caller sees ---

[[gnu::always_inline]] inline std::optional<Refusal> Checks::malformed(const OrderRequest& request) const noexcept {
    if (const char* broken = domain::broken_rule(request)) [[unlikely]]
        return Refusal{.reason = Reason::order_malformed, .detail = std::string_view(broken)};
    if (request.instrument.value() >= rules_.size()) [[unlikely]]
        return Refusal{.reason = Reason::order_malformed, .detail = "ORDER_INSTRUMENT: the instrument is not known"};
    const auto& slot = parts_.exposure.slots_[request.instrument.value()];
    if (slot.plain && request.qty <= domain::order_qty_always_fits) [[likely]]
        return std::nullopt;
    const auto& instrument = parts_.instruments[request.instrument];
    if (auto sound = domain::validate_value(instrument, request, slot.price, slot.rate); !sound)
        return Refusal{.reason = Reason::order_malformed, .detail = sound.error().message()};
    return std::nullopt;
}

std::expected<Approved, Refusal> Checks::check(const OrderRequest& request, const AccountView& account,
                                               Time now) noexcept {
    if (auto wrong = malformed(request)) [[unlikely]]
        return std::unexpected(*wrong);
    const Case c = examine(request, account, now);
    First sink;
    if (!run(c, sink)) [[unlikely]]
        return std::unexpected(*sink.refusal);
    rate_.take(now);
    const auto reservation = parts_.exposure.reserve(
        request, request.qty, {.margin = c.margin, .is_entry = !c.reduces, .day = parts_.monitor.day_of(now)});
    return Approved(request, reservation);
}

std::vector<Refusal> Checks::check_all(const OrderRequest& request, const AccountView& account, Time now) {
    if (const auto wrong = malformed(request)) return {*wrong};
    All sink;
    (void)run(examine(request, account, now), sink);
    return std::move(sink.refusals);
}

void Checks::discard(Approved&& approved) noexcept { parts_.exposure.release(approved.take()); }

void Checks::block_entries(InlineString<96> cause) noexcept {
    blocked_cause_ = cause;
    blocked_ = true;
}

void Checks::select(const std::optional<std::vector<InstrumentId>>& instruments) {
    has_selection_ = instruments.has_value();
    selected_.assign(parts_.instruments.size(), 0);
    for (const auto id : instruments.value_or(std::vector<InstrumentId>{})) selected_[id.value()] = 1;
}

}  // namespace argosy::risk
