#include "execution/order_manager.hpp"

#include <algorithm>
#include <ranges>
#include <span>
#include <utility>

#include "base/prefetch.hpp"

namespace argosy::execution {

using domain::Fill;
using domain::is_final;
using domain::OrderStatus;

OrderManager::OrderManager(const OrderManagerSettings& settings, risk::Exposure& exposure)
    : settings_(settings), exposure_(exposure), next_(settings.first) {
    ended_.reserve(settings.finals_kept);
}

// --- commands ---

OrderId OrderManager::submit(risk::Approved&& approved, Time now, Outbox& out) {
    auto& s = open_slot(approved.request(), now);
    s.reservation = approved.take();
    s.order.status = OrderStatus::in_flight;
    ++counters_.submitted;
    auto& submitted = std::get<domain::SubmitOrder>(out.emplace_back(std::in_place_type<domain::SubmitOrder>));
    submitted.order = s.order.id;
    submitted.request = s.order.request;
    return s.order.id;
}

Change OrderManager::not_sent(OrderId id, InlineString<96> why, Time now) {
    auto* s = slot(id);
    ARGOSY_ASSERT(s && s->order.status == OrderStatus::in_flight, "an unsent order must be in flight");
    s->order.reason = why;
    return end(*s, OrderStatus::rejected, now);
}

OrderId OrderManager::adopt(const domain::OrderRequest& request, const FoundAtVenue& found, Time now) {
    ARGOSY_ASSERT(!is_final(found.status) && found.filled < request.qty, "only an open order can be adopted");
    auto& s = open_slot(request, now);
    s.is_acknowledged = true;
    s.order.filled = found.filled;
    s.counted.inferred = {found.filled, now};
    s.order.cost = found.average_price * found.filled;
    s.order.venue_order_id = found.venue_order_id;
    s.order.status = working_status(s);
    s.reservation = exposure_.reserve_external(request, s.order.open_qty());
    return s.order.id;
}

CancelAnswer OrderManager::cancel(OrderId id, Time now, Outbox& out) {
    auto* s = slot(id);
    if (s == nullptr) return find_ended(id) ? CancelAnswer::already_final : CancelAnswer::not_found;
    if (s->order.status == OrderStatus::cancel_in_flight) return CancelAnswer::already_asked;
    s->cancel_wanted = true;
    s->cancel_refused = false;
    s->asked_at = now;
    // A cancel proves nothing about an order whose outcome is unknown; it only cannot hurt.
    if (s->order.status != OrderStatus::unknown) s->order.status = OrderStatus::cancel_in_flight;
    out.emplace_back(domain::CancelOrder{.order = id});
    return CancelAnswer::sent;
}

std::size_t OrderManager::cancel_all(Time now, Outbox& out) {
    const auto ids = open_orders();
    for (const auto id : ids)
        if (cancel(id, now, out) == CancelAnswer::already_asked) out.emplace_back(domain::CancelOrder{.order = id});
    return ids.size();
}

Result<> OrderManager::replace(OrderId id, const Replacement& terms, Time now, Outbox& out) {
    auto* s = slot(id);
    const auto refuse = [](const char* why) { return fail(Errc::invalid_argument, std::string("replace: ") + why); };
    if (s == nullptr) return fail(Errc::not_found, "replace: the order is not open");
    const auto& o = s->order;
    if (!o.request.reduce_only) return refuse("only reduce-only orders are replaced, others are approved anew");
    if (o.status != OrderStatus::accepted && o.status != OrderStatus::partially_filled)
        return refuse("the order is not working");
    if (s->replace_asked) return refuse("another replace is under way");
    if (terms.qty <= o.filled) return refuse("the new quantity is not above what is filled");
    s->replace_asked = true;
    s->replacement = terms;
    s->asked_at = now;
    reserve_again(*s);
    out.emplace_back(domain::ReplaceOrder{
        .order = id, .qty = terms.qty, .limit_price = terms.limit_price, .trigger_price = terms.trigger_price});
    return {};
}

// --- events ---

Change OrderManager::on_event(const domain::VenueEvent& event, Outbox& out) {
    return std::visit(
        [&]<class Event>(const Event& e) -> Change {
            if constexpr (std::is_same_v<Event, domain::OrderFilled>) {
                auto* s = slot(e.fill.order);
                return s ? apply(*s, e, out) : not_open(e.fill);
            } else if constexpr (requires { e.order; }) {
                auto* s = slot(e.order);
                return s ? apply(*s, e, out) : not_open(e.order);
            } else {
                return {};  // funding and liquidation concern positions, their fills come apart
            }
        },
        event);
}

Change OrderManager::apply(Slot& s, const domain::OrderAccepted& e, Outbox& out) {
    s.order.venue_order_id = e.venue_order_id;
    return acknowledge(s, e.time, out);
}

Change OrderManager::apply(Slot& s, const domain::OrderRejected& e, Outbox&) {
    s.order.reason = e.reason;
    // An order that traded was not rejected: one of the two is wrong, and only the venue can say which.
    if (s.order.filled.is_positive()) return move_to(s, OrderStatus::unknown, e.time, Doubt::contradiction);
    return end(s, OrderStatus::rejected, e.time);
}

Change OrderManager::apply(Slot& s, const domain::OrderCanceled& e, Outbox&) {
    s.order.reason = e.reason;
    return claim_end(s, OrderStatus::canceled, e.filled, e.time);
}

Change OrderManager::apply(Slot& s, const domain::OrderExpired& e, Outbox&) {
    return claim_end(s, OrderStatus::expired, e.filled, e.time);
}

Change OrderManager::apply(Slot& s, const domain::CancelRejected& e, Outbox&) {
    if (s.order.status != OrderStatus::cancel_in_flight) return {};
    // Refused because the submit has not arrived yet: the wish stands and is repeated when it has.
    s.cancel_refused = !s.is_acknowledged;
    s.cancel_wanted = s.cancel_refused;
    s.order.reason = e.reason;
    return move_to(s, working_status(s), e.time);
}

Change OrderManager::apply(Slot& s, const domain::OrderReplaced& e, Outbox& out) {
    s.replace_asked = false;
    if (s.has_claim()) return {};  // it ended since
    auto& r = s.order.request;
    // What filled while the answer was on its way stays filled.
    r.qty = std::max(e.qty, s.order.filled);
    if (e.limit_price.is_positive()) r.limit_price = e.limit_price;
    if (e.trigger_price.is_positive()) r.trigger_price = e.trigger_price;
    reserve_again(s);
    if (s.order.open_qty().is_zero()) return end(s, OrderStatus::filled, e.time);
    auto change = acknowledge(s, e.time, out);
    if (change.applied == Applied::nothing) change = move_to(s, s.order.status, e.time);
    return change;
}

Change OrderManager::apply(Slot& s, const domain::ReplaceRejected& e, Outbox&) {
    if (!std::exchange(s.replace_asked, false) || s.has_claim()) return {};
    s.order.reason = e.reason;
    reserve_again(s);
    if (s.order.open_qty().is_zero()) return end(s, OrderStatus::filled, e.time);
    return move_to(s, s.order.status, e.time);
}

Change OrderManager::apply(Slot& s, const domain::OrderTriggered& e, Outbox& out) {
    return acknowledge(s, e.time, out);
}

Change OrderManager::apply(Slot& s, const domain::OrderUnknown& e, Outbox&) {
    if (s.order.status == OrderStatus::unknown) return {};
    s.order.reason = e.reason;
    return move_to(s, OrderStatus::unknown, e.time, Doubt::outcome_unknown);
}

Change OrderManager::apply(Slot& s, const domain::OrderFilled& e, Outbox& out) {
    auto& o = s.order;
    const auto* news = count(s.counted, e.fill);
    if (news == nullptr)
        return {
            .applied = Applied::duplicate_fill, .before = o.status, .after = o.status, .order = &o, .fill = &e.fill};
    const Fill& fill = *news;
    ++counters_.fills;
    const OrderStatus before = o.status;
    // More than the old quantity can fill once a larger one was asked for.
    if (o.filled + fill.qty > o.request.qty && s.replace_asked)
        o.request.qty = std::max(o.request.qty, s.replacement.qty);
    const Qty counted = std::min(fill.qty, o.open_qty());
    book(s, fill);
    o.filled += counted;
    o.cost += fill.price * counted;

    const bool may_grow = s.replace_asked && s.replacement.qty > o.filled;
    Change change;
    if (o.open_qty().is_zero() && !may_grow)
        change = end(s, OrderStatus::filled, fill.time);
    else if (s.has_claim() && o.filled >= s.claimed_filled)
        change = end(s, s.claimed, fill.time);
    else if (s.has_claim())
        change = move_to(s, OrderStatus::unknown, fill.time);
    else {
        (void)acknowledge(s, fill.time, out);
        change = move_to(s, o.status, fill.time);
    }
    change.applied = Applied::fill;
    change.before = before;
    change.fill = &fill;
    if (counted != fill.qty) change.doubt = Doubt::fill_beyond_quantity;
    counters_.doubts += counted != fill.qty;
    return change;
}

Change OrderManager::not_open(OrderId id) {
    if (const auto* ended = find_ended(id)) return {.before = ended->status, .after = ended->status};
    ++counters_.foreign_events;
    return {.applied = Applied::foreign, .doubt = Doubt::foreign_order};
}

Change OrderManager::not_open(const Fill& fill) {
    const auto* found = find_ended(fill.order);
    if (found == nullptr) {
        ++counters_.foreign_events;
        exposure_.commit_unreserved(fill);
        // A liquidation and what reconciliation adopts are nobody's order; other fills have an owner to be found.
        const bool known = fill.purpose == domain::OrderPurpose::liquidation || is_inferred(fill.id);
        return {.applied = Applied::foreign, .doubt = known ? Doubt::none : Doubt::foreign_order, .fill = &fill};
    }
    auto& ended = ended_[static_cast<std::size_t>(found - ended_.data())];
    Change change{.applied = Applied::duplicate_fill, .before = ended.status, .after = ended.status, .fill = &fill};
    if (const auto* news = count(ended.counted, fill)) {
        change.applied = Applied::late_fill;
        change.fill = news;
        ++counters_.late_fills;
        exposure_.commit_unreserved(*news);
    }
    return change;
}

const Fill* OrderManager::count(Counted& counted, const Fill& fill) {
    if (!fills_.add(counted.fills, fill.id)) return ++counters_.duplicate_fills, nullptr;
    if (is_inferred(fill.id)) {
        counted.inferred = {counted.inferred.qty + fill.qty, fill.time};
        return &fill;
    }
    const Qty known = counted.inferred.covers(fill);
    if (known.is_zero()) [[likely]]
        return &fill;
    counted.inferred.qty -= known;
    if (known == fill.qty) return ++counters_.duplicate_fills, nullptr;
    part_ = fill;
    part_.qty -= known;
    return &part_;
}

// --- transitions ---

Change OrderManager::acknowledge(Slot& s, Time time, Outbox& out) {
    s.is_acknowledged = true;
    // An answer from before its end says nothing new about an order that the venue has ended.
    if (s.has_claim()) return {};
    if (s.cancel_refused) {
        s.cancel_refused = false;
        s.asked_at = time;
        out.emplace_back(domain::CancelOrder{.order = s.order.id});
    }
    const auto status = s.cancel_wanted ? OrderStatus::cancel_in_flight : working_status(s);
    if (status == s.order.status) return {};
    return move_to(s, status, time);
}

Change OrderManager::move_to(Slot& s, OrderStatus status, Time time, Doubt doubt) {
    const auto before = std::exchange(s.order.status, status);
    s.order.updated_at = time;
    counters_.doubts += doubt != Doubt::none;
    return {.applied = Applied::status, .doubt = doubt, .before = before, .after = status, .order = &s.order};
}

Change OrderManager::claim_end(Slot& s, OrderStatus status, Qty filled, Time time) {
    if (filled > s.order.filled) {
        s.claimed = status;
        s.claimed_filled = filled;
        exposure_.resize(s.reservation, filled - s.order.filled);  // no more than that can still come
        return move_to(s, OrderStatus::unknown, time, Doubt::fills_missing);
    }
    const bool fewer = filled < s.order.filled;
    auto change = end(s, status, time);
    if (fewer) change.doubt = Doubt::contradiction;
    counters_.doubts += fewer;
    return change;
}

Change OrderManager::end(Slot& s, OrderStatus status, Time time) {
    auto change = move_to(s, status, time);
    counters_.filled += status == OrderStatus::filled;
    counters_.canceled += status == OrderStatus::canceled;
    counters_.rejected += status == OrderStatus::rejected;
    counters_.expired += status == OrderStatus::expired;
    exposure_.release(s.reservation);
    retire(s);
    return change;
}

OrderStatus OrderManager::working_status(const Slot& s) const noexcept {
    if (s.order.filled.is_positive()) return OrderStatus::partially_filled;
    return s.is_acknowledged ? OrderStatus::accepted : OrderStatus::in_flight;
}

void OrderManager::book(const Slot& s, const Fill& fill) {
    const Qty reserved = exposure_.reserved(s.reservation);
    if (fill.qty <= reserved) return exposure_.commit(s.reservation, fill);
    Fill rest = fill;
    if (reserved.is_positive()) {
        Fill part = fill;
        part.qty = reserved;
        part.fee = {};
        exposure_.commit(s.reservation, part);
        rest.qty -= reserved;
    }
    exposure_.commit_unreserved(rest);
}

void OrderManager::reserve_again(const Slot& s) {
    const Qty qty = s.replace_asked ? std::max(s.order.request.qty, s.replacement.qty) : s.order.request.qty;
    exposure_.resize(s.reservation, qty - s.order.filled);
}

// --- proof ---

Result<Change> OrderManager::resolve(OrderId id, const Proof& proof, Time now, Outbox& out) {
    auto* s = slot(id);
    if (s == nullptr) return fail(Errc::not_found, "resolve: the order is not open");
    return std::visit([&](const auto& p) { return resolve(*s, p, now, out); }, proof);
}

Result<Change> OrderManager::resolve(Slot& s, const FoundAtVenue& p, Time now, Outbox& out) {
    const bool is_working = p.status == OrderStatus::accepted || p.status == OrderStatus::partially_filled;
    if (!is_working && !is_final(p.status))
        return fail(Errc::invalid_argument,
                    "resolve: a venue reports working and final orders, not " + std::string(to_string(p.status)));
    if (!p.venue_order_id.empty()) s.order.venue_order_id = p.venue_order_id;
    if (!p.reason.empty()) s.order.reason = p.reason;
    if (is_final(p.status)) return claim_end(s, p.status, p.filled, now);
    s.claimed = OrderStatus::created;
    s.replace_asked = false;
    s.cancel_refused = s.cancel_wanted;  // repeated by acknowledge()
    reserve_again(s);
    const auto before = s.order.status;
    (void)acknowledge(s, now, out);
    auto change = move_to(s, s.order.status, now, p.filled > s.order.filled ? Doubt::fills_missing : Doubt::none);
    change.before = before;
    return change;
}

Result<Change> OrderManager::resolve(Slot& s, const AbsentAtVenue& p, Time now, Outbox&) {
    std::string missing;
    const auto need = [&](bool holds, const char* what) {
        if (!holds) missing += (missing.empty() ? "" : "; ") + std::string(what);
    };
    need(p.not_in_open_orders, "the open orders were not searched");
    need(p.not_in_history, "the order history was not searched");
    need(p.position_agrees, "the venue's position does not agree with ours");
    need(p.asked_at >= s.order.created_at + settings_.settle_after, "it was asked too soon after the submit");
    need(!s.is_acknowledged && s.order.filled.is_zero(), "the venue has acknowledged the order before");
    if (!missing.empty())
        return fail(Errc::invalid_argument, "resolve: the absence of the order is not proven: " + missing);
    s.order.reason = "NEVER_ARRIVED: the venue knows it neither as open nor in its history";
    return end(s, OrderStatus::rejected, now);
}

// --- tables ---

OrderManager::Slot* OrderManager::slot(OrderId id) noexcept {
    const auto index = open_.find(id);
    return index == detail::IdMap::none ? nullptr : &slots_[index];
}

OrderManager::Slot& OrderManager::open_slot(const domain::OrderRequest& request, Time now) {
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(slots_.size()));
        slots_.emplace_back();
    }
    const auto index = free_.back();
    free_.pop_back();
    const OrderId id = std::exchange(next_, OrderId(next_.value() + 1));
    open_.set(id, index);
    // Field by field where it stands: an order is large, and a copy of what was just written stalls the processor.
    auto& s = slots_[index];
    s.order.id = id;
    s.order.request = request;
    s.order.status = s.claimed = OrderStatus::created;
    s.order.filled = s.claimed_filled = {};
    s.order.cost = {};
    s.order.created_at = s.order.updated_at = s.asked_at = now;
    s.order.venue_order_id = {};
    s.order.reason = {};
    s.reservation = {};
    s.counted = {};
    s.is_open = true;
    s.is_acknowledged = s.cancel_wanted = s.cancel_refused = s.replace_asked = false;
    s.replacement = {};
    return s;
}

/// The slot keeps its content until it is used again: a Change points into it.
void OrderManager::retire(Slot& s) {
    s.is_open = false;
    open_.erase(s.order.id);
    free_.push_back(static_cast<std::uint32_t>(&s - slots_.data()));
    if (settings_.finals_kept == 0) return fills_.clear(s.counted.fills);
    keep({.id = s.order.id, .status = s.order.status, .at = s.order.updated_at, .counted = s.counted});
}

void OrderManager::keep(const Ended& ended) {
    if (ended_.size() < settings_.finals_kept) return ended_.push_back(ended);
    fills_.clear(ended_[ended_next_].counted.fills);
    ended_[ended_next_] = ended;
    ended_next_ = ended_next_ + 1 == ended_.size() ? 0 : ended_next_ + 1;
    will_read(&ended_[ended_next_], 0);  // when the next order ends
}

const OrderManager::Ended* OrderManager::find_ended(OrderId id) const noexcept {
    const auto newer = std::span(ended_).first(ended_next_), older = std::span(ended_).subspan(ended_next_);
    for (const auto part : {newer, older})
        for (const auto& ended : part | std::views::reverse)
            if (ended.id == id) return &ended;
    return nullptr;
}

const domain::Order* OrderManager::find(OrderId id) const noexcept {
    const auto index = open_.find(id);
    return index == detail::IdMap::none ? nullptr : &slots_[index].order;
}

bool OrderManager::is_acknowledged(OrderId id) const noexcept {
    const auto index = open_.find(id);
    return index != detail::IdMap::none && slots_[index].is_acknowledged;
}

Inferred OrderManager::inferred(OrderId id) const noexcept {
    if (const auto index = open_.find(id); index != detail::IdMap::none) return slots_[index].counted.inferred;
    const auto* ended = find_ended(id);
    return ended ? ended->counted.inferred : Inferred{};
}

std::optional<Time> OrderManager::ended_at(OrderId id) const noexcept {
    const auto* ended = find_ended(id);
    return ended ? std::optional(ended->at) : std::nullopt;
}

bool OrderManager::knows_fill(OrderId order, FillId fill) const noexcept {
    if (const auto index = open_.find(order); index != detail::IdMap::none)
        return fills_.contains(slots_[index].counted.fills, fill);
    const auto* ended = find_ended(order);
    return ended && fills_.contains(ended->counted.fills, fill);
}

template <class Condition>
std::vector<OrderId> OrderManager::ids_where(Condition condition) const {
    std::vector<OrderId> ids;
    for (const auto& s : slots_)
        if (s.is_open && condition(s)) ids.push_back(s.order.id);
    std::ranges::sort(ids);
    return ids;
}

std::vector<OrderId> OrderManager::open_orders() const {
    return ids_where([](const Slot&) { return true; });
}

std::vector<OrderId> OrderManager::overdue(Time now, Duration limit) const {
    return ids_where([&](const Slot& s) {
        const bool waits = s.order.status == OrderStatus::in_flight ||
                           s.order.status == OrderStatus::cancel_in_flight || s.replace_asked;
        return waits && s.order.status != OrderStatus::unknown && now - s.asked_at > limit;
    });
}

std::string_view to_string(Applied applied) noexcept {
    switch (applied) {
        case Applied::nothing: return "nothing";
        case Applied::status: return "status";
        case Applied::fill: return "fill";
        case Applied::late_fill: return "late_fill";
        case Applied::duplicate_fill: return "duplicate_fill";
        case Applied::foreign: return "foreign";
    }
    std::unreachable();
}

std::string_view to_string(Doubt doubt) noexcept {
    switch (doubt) {
        case Doubt::none: return "none";
        case Doubt::outcome_unknown: return "outcome_unknown";
        case Doubt::fills_missing: return "fills_missing";
        case Doubt::fill_beyond_quantity: return "fill_beyond_quantity";
        case Doubt::contradiction: return "contradiction";
        case Doubt::foreign_order: return "foreign_order";
    }
    std::unreachable();
}

}  // namespace argosy::execution
