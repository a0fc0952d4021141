#include "execution/brackets.hpp"

#include <algorithm>
#include <utility>

namespace argosy::execution {
namespace {

using domain::OrderPurpose;
using domain::OrderRequest;
using domain::OrderStatus;
using domain::OrderType;

constexpr std::uint8_t failures_max = 3;
constexpr std::size_t ended_kept = 64;

bool asks_for_anything(const ExitRules& r) {
    return is_on(r.stop) || is_on(r.take_profit) || r.take_profit_risk.is_positive() || is_on(r.trail) ||
           is_on(r.break_even) || r.bars_max != 0 || r.time_max != Duration{};
}

/// The price that is better for the position.
Price better(bool is_long, Price a, Price b) { return is_long ? std::max(a, b) : std::min(a, b); }

}  // namespace

Brackets::Brackets(const domain::InstrumentTable& instruments, const ExitRules& rules)
    : instruments_(instruments),
      rules_(rules),
      asks_always_(asks_for_anything(rules)),
      follows_market_((is_on(rules.trail) && rules.trail_mode == TrailMode::by_replace) || is_on(rules.break_even) ||
                      rules.bars_max != 0 || rules.time_max != Duration{}),
      lanes_(instruments.size()) {
    ARGOSY_ASSERT(validate(rules).has_value(), "the exit rules break their own rules");
    ended_.reserve(ended_kept);
}

void Brackets::attach(OrderId entry, const EntryPlan& plan) {
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(brackets_.size()));
        brackets_.emplace_back();
    }
    const auto index = free_.back();
    free_.pop_back();
    brackets_[index] = {.entry = entry, .plan = plan};
    wake(plan.instrument);
    indices(plan.instrument).push_back(index);
}

// --- what happened ---

void Brackets::on_change(const Change& change, Qty position, Time now, BracketActions& out) {
    if (change.applied == Applied::nothing || change.applied == Applied::duplicate_fill) return;
    InstrumentId instrument;
    if (change.order != nullptr) {
        const auto& r = change.order->request;
        instrument = r.instrument;
        if (!has_any(instrument)) return;
        wake(instrument);
        if (auto* b = find(instrument, r.parent.is_none() ? change.order->id : r.parent)) {
            if (r.parent.is_none())
                take_entry(*b, change, now);
            else if (auto& leg = b->leg(kind_of(r)); leg.order == change.order->id)
                take_leg(*b, leg, kind_of(r), change);
        }
    } else if (change.fill != nullptr) {
        instrument = change.fill->instrument;
        wake(instrument);
        if (change.applied == Applied::late_fill) take_late_entry(*change.fill, now);
    }
    if (!instrument.is_none()) on_position(instrument, position, out);
}

void Brackets::on_position(InstrumentId instrument, Qty position, BracketActions& out) {
    if (!has_any(instrument)) return;
    wake(instrument);
    trim(instrument, position);
    sync(instrument, out);
    forget_done(instrument);
    rest(instrument);
}

void Brackets::take_entry(Bracket& b, const Change& change, Time now) {
    if (change.applied == Applied::fill) {
        if (!b.is_open) open(b, change.fill->price, now);
        b.qty += change.fill->qty;
    }
    b.entry_ended |= change.ended();
}

/// An entry that was believed to be over: its plan protects what it still brought.
void Brackets::take_late_entry(const domain::Fill& fill, Time now) {
    auto* b = find(fill.instrument, fill.order);
    if (b == nullptr) {
        const auto it = std::ranges::find(ended_, fill.order, &std::pair<OrderId, EntryPlan>::first);
        if (it == ended_.end()) return;
        attach(fill.order, EntryPlan(it->second));
        b = find(fill.instrument, fill.order);
        b->entry_ended = true;
    }
    if (!b->is_open) open(*b, fill.price, now);
    b->qty += fill.qty;
}

void Brackets::open(Bracket& b, Price price, Time now) {
    b.is_open = true;
    b.opened_at = now;
    b.best = b.last = price;
    const ExitInputs inputs{.side = b.plan.side, .entry = price, .atr = b.plan.atr, .signal_stop = b.plan.signal_stop};
    if (auto levels = exit_levels(rules_, inputs, instruments_[b.plan.instrument])) {
        b.levels = *levels;
        b.stop_now = b.levels.stop;
        follow(b, price);
    } else {
        b.stop_failed = true;  // the fill is already beyond its own stop: out
    }
}

void Brackets::take_leg(Bracket& b, Leg& leg, LegKind kind, const Change& change) {
    const auto& order = *change.order;
    leg.filled = order.filled;
    if (change.applied == Applied::fill) {
        b.qty = std::max(b.qty - change.fill->qty, Qty{});
        leg.failures = 0;
        b.entry_unwanted = true;
    }
    if (change.ended()) return leg_ended(b, leg, kind, change.after);
    if (change.after == OrderStatus::unknown || change.after == OrderStatus::cancel_in_flight) {
        leg.state = LegState::changing;
        return;
    }
    if (change.applied == Applied::fill && leg.state == LegState::changing) return;
    // Working, and whatever was asked for has been answered. A replace that changed nothing was refused.
    const Qty qty = order.request.qty;
    const Price price = kind == LegKind::take_profit ? order.request.limit_price : order.request.trigger_price;
    const bool refused = leg.state == LegState::changing && (leg.qty != qty || leg.price != price);
    leg.failures = refused ? std::min<std::uint8_t>(static_cast<std::uint8_t>(leg.failures + 1), failures_max) : 0;
    leg.state = LegState::working;
    leg.cancel_asked = false;
    leg.qty = qty;
    leg.price = price;
}

void Brackets::leg_ended(Bracket& b, Leg& leg, LegKind kind, OrderStatus status) {
    const bool expected = leg.cancel_asked || status == OrderStatus::filled;
    leg = {.failures = expected ? std::uint8_t{0} : static_cast<std::uint8_t>(leg.failures + 1)};
    // What somebody cancelled is placed again; what the venue does not take is not asked for twice.
    if (status == OrderStatus::rejected || leg.failures >= failures_max) give_up(b, leg, kind);
}

/// A stop that cannot be placed is no reason to stay in unprotected: the position is closed instead.
void Brackets::give_up(Bracket& b, Leg& leg, LegKind kind) {
    leg = {.state = LegState::given_up};
    b.stop_failed |= kind == LegKind::stop || kind == LegKind::trail;
}

void Brackets::take_bar(InstrumentId instrument, const domain::Bar& bar, Time now, BracketActions& out) {
    for (const auto index : indices(instrument)) {
        auto& b = brackets_[index];
        if (!b.is_open) continue;
        ++b.bars;
        for (auto& leg : b.legs)
            if (leg.state == LegState::given_up) leg = {};
        b.last = bar.close;
        // The extremes of the bar that holds the entry may lie before it.
        const bool whole_bar = b.opened_at <= bar.open_time;
        follow(b, !whole_bar ? bar.close : b.is_long() ? bar.high : bar.low);
        check_time(b, now);
    }
    sync(instrument, out);
    rest(instrument);
}

void Brackets::take_price(InstrumentId instrument, Price price, Time now, BracketActions& out) {
    for (const auto index : indices(instrument)) {
        auto& b = brackets_[index];
        if (!b.is_open) continue;
        b.last = price;
        follow(b, price);
        check_time(b, now);
    }
    sync(instrument, out);
}

void Brackets::check_time(Bracket& b, Time now) {
    b.time_is_up |= rules_.bars_max != 0 && b.bars >= rules_.bars_max;
    b.time_is_up |= rules_.time_max != Duration{} && now - b.opened_at >= rules_.time_max;
}

void Brackets::wake(InstrumentId id) noexcept {
    Lane& lane = lanes_[id.value()];
    if (!std::exchange(lane.is_still, false) || lane.last.is_zero()) return;
    for (const auto index : lane.indices)
        if (brackets_[index].is_open) brackets_[index].last = lane.last;
}

void Brackets::rest(InstrumentId id) noexcept {
    Lane& lane = lanes_[id.value()];
    const auto is_retried = [](const Leg& leg) { return leg.state == LegState::given_up; };
    const auto is_retrying = [&](std::uint32_t index) {
        return std::ranges::any_of(brackets_[index].legs, is_retried);
    };
    lane.last = {};  // brackets know where the market is
    lane.is_still = lane.indices.empty() || (!follows_market_ && std::ranges::none_of(lane.indices, is_retrying));
}

/// Moves the stop after the most favourable price: break-even first, then the trail; never back.
void Brackets::follow(Bracket& b, Price best) {
    const bool up = b.is_long();
    b.best = better(up, b.best, best);
    const auto reached = [&](Price level) { return up ? b.best >= level : b.best <= level; };
    const auto improve = [&](Price stop, Price step) {
        if (!stop.is_positive()) return;
        if (b.stop_now.is_positive() && (up ? stop - b.stop_now : b.stop_now - stop) < step) return;
        b.stop_now = stop;
    };
    const Price tick = instruments_[b.plan.instrument].tick_size;
    if (b.levels.break_even_trigger.is_positive() && reached(b.levels.break_even_trigger))
        improve(b.levels.break_even_stop, tick);
    const bool trails = b.levels.trail_distance.is_positive() && rules_.trail_mode == TrailMode::by_replace;
    if (!trails || (b.levels.trail_activation.is_positive() && !reached(b.levels.trail_activation))) return;
    const Price behind = up ? b.best - b.levels.trail_distance : b.best + b.levels.trail_distance;
    improve(round_to_step(behind, tick, up ? Rounding::ceiling : Rounding::floor), std::max(b.levels.trail_step, tick));
}

/// Brackets never protect more than there is: the oldest gives first, brackets of the other side all.
void Brackets::trim(InstrumentId instrument, Qty position) noexcept {
    Qty excess = -position.abs();
    for (const auto index : indices(instrument)) {
        auto& b = brackets_[index];
        if (position.is_zero() || b.is_long() != position.is_positive()) b.qty = {};
        excess += b.qty;
    }
    for (const auto index : indices(instrument)) {
        if (!excess.is_positive()) return;
        auto& b = brackets_[index];
        const Qty less = std::min(excess, b.qty);
        b.qty -= less;
        excess -= less;
    }
}

Result<> Brackets::check_move(const Bracket& b, Price stop, Price take_profit) const {
    const auto refuse = [&](std::string_view what, Price level) {
        return fail(Errc::invalid_argument,
                    "move stops: the " + std::string(what) + " " + to_string(level) +
                        " is on the wrong side of the last price " + to_string(b.last),
                    b.is_long() ? "a long position has its stop below the price and its profit above"
                                : "a short position has its stop above the price and its profit below");
    };
    if (b.closes()) return fail(Errc::invalid_argument, "move stops: the position is being closed already");
    if (stop.is_positive() && (b.is_long() ? stop >= b.last : stop <= b.last)) return refuse("stop", stop);
    if (take_profit.is_positive() && (b.is_long() ? take_profit <= b.last : take_profit >= b.last))
        return refuse("take profit", take_profit);
    return {};
}

Result<> Brackets::move(InstrumentId instrument, OrderId entry, Price stop, Price take_profit, BracketActions& out) {
    const auto& rules = instruments_[instrument];
    wake(instrument);
    std::vector<Bracket*> meant;
    for (const auto index : indices(instrument))
        if (auto& b = brackets_[index]; b.is_open && b.qty.is_positive() && (entry.is_none() || b.entry == entry))
            meant.push_back(&b);
    if (meant.empty())
        return fail(Errc::not_found, "move stops: nothing protects a position in " + rules.symbol,
                    "place a reduce-only stop order instead");
    for (const auto* b : meant) ARGOSY_TRY(check_move(*b, stop, take_profit), "");
    for (auto* b : meant) {
        const auto inward = [&](bool up) { return up ? Rounding::ceiling : Rounding::floor; };
        if (stop.is_positive())
            b->levels.stop = b->stop_now = round_to_step(stop, rules.tick_size, inward(b->is_long()));
        if (take_profit.is_positive())
            b->levels.take_profit = round_to_step(take_profit, rules.tick_size, inward(!b->is_long()));
    }
    sync(instrument, out);
    return {};
}

// --- what is wanted ---

bool Brackets::is_wanted(const Bracket& b, LegKind kind) const noexcept {
    switch (kind) {
        case LegKind::stop: return b.stop_now.is_positive() && !b.stop_failed;
        case LegKind::take_profit: return b.levels.take_profit.is_positive();
        case LegKind::trail:
            return b.levels.trail_distance.is_positive() && rules_.trail_mode == TrailMode::at_venue && !b.stop_failed;
        case LegKind::close: return b.closes();
    }
    std::unreachable();
}

Qty Brackets::wanted_qty(const Bracket& b, LegKind kind) const noexcept {
    if (!b.is_open || !is_wanted(b, kind)) return {};
    const auto& instrument = instruments_[b.plan.instrument];
    const Qty qty = round_to_step(b.qty, instrument.lot_size, Rounding::floor);
    return qty < instrument.qty_min ? Qty{} : qty;
}

Price Brackets::wanted_price(const Bracket& b, LegKind kind) const noexcept {
    switch (kind) {
        case LegKind::stop: return b.stop_now;
        case LegKind::take_profit: return b.levels.take_profit;
        case LegKind::trail:
        case LegKind::close: return {};
    }
    std::unreachable();
}

OrderRequest Brackets::request(const Bracket& b, LegKind kind) const {
    OrderRequest r{.instrument = b.plan.instrument,
                   .side = opposite(b.plan.side),
                   .qty = wanted_qty(b, kind),
                   .trigger_source = rules_.trigger_source,
                   .reduce_only = true,
                   .strategy = b.plan.strategy,
                   .decision = b.plan.decision,
                   .parent = b.entry,
                   .decision_price = wanted_price(b, kind)};
    switch (kind) {
        case LegKind::stop:
            r.type = OrderType::stop_market;
            r.purpose = b.levels.stop.is_positive() ? OrderPurpose::stop_loss : OrderPurpose::trailing_stop;
            r.trigger_price = b.stop_now;
            break;
        case LegKind::take_profit:
            r.type = OrderType::limit;
            r.purpose = OrderPurpose::take_profit;
            r.limit_price = b.levels.take_profit;
            break;
        case LegKind::trail:
            r.type = OrderType::trailing_stop;
            r.purpose = OrderPurpose::trailing_stop;
            r.trail_offset = b.levels.trail_distance;
            r.decision_price = b.last;
            break;
        case LegKind::close:
            r.purpose = b.time_is_up ? OrderPurpose::time_stop : OrderPurpose::stop_loss;
            r.decision_price = b.last;
            break;
    }
    return r;
}

// --- from what is to what is wanted ---

void Brackets::sync(InstrumentId instrument, BracketActions& out) {
    for (const auto index : indices(instrument)) {
        auto& b = brackets_[index];
        for (const auto kind : kinds) sync(b, kind, out);
        if (b.entry_ended || !(b.entry_unwanted || b.closes())) continue;
        if (!std::exchange(b.entry_cancel_asked, true)) out.emplace_back(CancelLeg{b.entry});
    }
}

void Brackets::sync(Bracket& b, LegKind kind, BracketActions& out) {
    auto& leg = b.leg(kind);
    const Qty wanted = wanted_qty(b, kind);
    switch (leg.state) {
        case LegState::none:
            if (wanted.is_zero()) return;
            leg.state = LegState::asked;
            leg.qty = wanted;
            leg.price = wanted_price(b, kind);
            out.emplace_back(PlaceLeg{request(b, kind)});
            return;
        case LegState::sent:
            if (!wanted.is_zero()) return;
            [[fallthrough]];
        case LegState::working: return adjust(b, leg, kind, out);
        case LegState::asked:
        case LegState::changing:
        case LegState::given_up: return;
    }
}

void Brackets::adjust(const Bracket& b, Leg& leg, LegKind kind, BracketActions& out) {
    const Qty wanted = wanted_qty(b, kind);
    const Price price = wanted_price(b, kind);
    const bool fits = wanted == leg.qty - leg.filled && price == leg.price;
    if (fits || (kind == LegKind::close && !wanted.is_zero())) return;
    leg.state = LegState::changing;
    // A venue that keeps refusing to replace gets a new order instead.
    if (wanted.is_zero() || leg.failures >= failures_max) {
        leg.cancel_asked = true;
        out.emplace_back(CancelLeg{leg.order});
        return;
    }
    leg.qty = leg.filled + wanted;
    leg.price = price;
    const bool is_limit = kind == LegKind::take_profit;
    out.emplace_back(ReplaceLeg{
        .order = leg.order,
        .terms = {
            .qty = leg.qty, .limit_price = is_limit ? price : Price{}, .trigger_price = is_limit ? Price{} : price}});
}

void Brackets::on_placed(const OrderRequest& request, OrderId id) noexcept {
    auto* b = find(request.instrument, request.parent);
    ARGOSY_ASSERT(b != nullptr, "a leg was placed for a bracket that is not there");
    wake(request.instrument);
    auto& leg = b->leg(kind_of(request));
    leg.state = LegState::sent;
    leg.order = id;
}

void Brackets::on_refused(const OrderRequest& request, BracketActions& out) {
    auto* b = find(request.instrument, request.parent);
    ARGOSY_ASSERT(b != nullptr, "a leg was refused for a bracket that is not there");
    wake(request.instrument);
    auto& leg = b->leg(kind_of(request));
    give_up(*b, leg, kind_of(request));
    sync(request.instrument, out);
}

void Brackets::on_blocked(const OrderRequest& request) noexcept {
    auto* b = find(request.instrument, request.parent);
    ARGOSY_ASSERT(b != nullptr, "a leg was refused for a bracket that is not there");
    wake(request.instrument);
    b->leg(kind_of(request)) = {.state = LegState::given_up};
}

// --- tables ---

Brackets::Bracket* Brackets::find(InstrumentId instrument, OrderId entry) noexcept {
    for (const auto index : indices(instrument))
        if (brackets_[index].entry == entry) return &brackets_[index];
    return nullptr;
}

Brackets::LegKind Brackets::kind_of(const OrderRequest& leg) noexcept {
    switch (leg.type) {
        case OrderType::market: return LegKind::close;
        case OrderType::limit: return LegKind::take_profit;
        case OrderType::trailing_stop: return LegKind::trail;
        default: return LegKind::stop;
    }
}

void Brackets::forget_done(InstrumentId instrument) {
    std::erase_if(indices(instrument), [&](std::uint32_t index) {
        const auto& b = brackets_[index];
        const bool idle = std::ranges::all_of(
            b.legs, [](const Leg& l) { return l.state == LegState::none || l.state == LegState::given_up; });
        if (!b.entry_ended || !idle || !b.qty.is_zero()) return false;
        if (ended_.size() < ended_kept)
            ended_.emplace_back(b.entry, b.plan);
        else
            ended_[ended_next_++ % ended_kept] = {b.entry, b.plan};
        free_.push_back(index);
        return true;
    });
}

std::vector<BracketView> Brackets::views() const {
    std::vector<BracketView> out;
    for (const auto& lane : lanes_)
        for (const auto index : lane.indices) {
            const auto& b = brackets_[index];
            const bool lost = std::ranges::any_of(kinds, [&](LegKind kind) {
                return kind != LegKind::take_profit && is_wanted(b, kind) && b.leg(kind).state == LegState::given_up;
            });
            out.push_back({.entry = b.entry,
                           .instrument = b.plan.instrument,
                           .strategy = b.plan.strategy,
                           .side = b.plan.side,
                           .qty = b.qty,
                           .levels = b.levels,
                           .stop_now = b.stop_now,
                           .is_naked = b.qty.is_positive() && lost});
        }
    return out;
}

}  // namespace argosy::execution
