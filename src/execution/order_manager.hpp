#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "domain/command.hpp"
#include "domain/event.hpp"
#include "execution/detail/fill_log.hpp"
#include "execution/detail/id_map.hpp"
#include "risk/checks.hpp"

/// The order state machine: what became of every order, whatever order the venue's answers come in.
///
/// Invariants: an order never fills beyond its quantity; a final order never changes (late fills are counted apart);
///             `unknown` ends only by an event or a proof from the venue; every open order holds a risk reservation
///             and no final one does.
/// Thread safety: none; the deterministic core owns it. Nothing is allocated once the tables have grown.
/// Known limits: whether a fill is part of an inferred one is told by its time, so a venue's clock that is off by more
///               than the messages' delay can mislead it; fills of orders that ended more than `finals_kept` orders ago
///               are reported as foreign.
namespace argosy::execution {

/// Commands to the venue, in the order in which they must leave.
using Outbox = std::vector<domain::VenueCommand>;

/// What an event did.
enum class Applied : std::uint8_t {
    nothing,         ///< already known, or no order event
    status,          ///< the status or the terms of the order changed
    fill,            ///< a fill was counted
    late_fill,       ///< a fill of an order that was final: counted apart, and real money all the same
    duplicate_fill,  ///< this fill was counted before; the books must ignore it too
    foreign,         ///< not an order of this table: a fill of it is real, its owner is not known
};

/// Why the venue should be asked for its view.
enum class Doubt : std::uint8_t {
    none,
    outcome_unknown,       ///< no answer, or none that can be told
    fills_missing,         ///< the venue counts more filled than we saw; the order stays unknown until they come
    fill_beyond_quantity,  ///< more filled than was ever asked for
    contradiction,         ///< an answer that cannot follow what came before
    foreign_order,         ///< an event for an order that we do not know
};
[[nodiscard]] std::string_view to_string(Applied applied) noexcept;
[[nodiscard]] std::string_view to_string(Doubt doubt) noexcept;

/// A fill that reconciliation inferred because the venue counts it but does not list it. When the real one arrives
/// after all, it takes the place of the inferred one instead of being counted again.
[[nodiscard]] constexpr bool is_inferred(FillId id) noexcept { return (id.value() >> 63) != 0 && !id.is_none(); }

/// Quantity that was counted without its executions: those up to `until` that arrive later are part of it.
struct Inferred {
    Qty qty;
    Time until{};
    /// The part of an execution that is counted already.
    [[nodiscard]] Qty covers(const domain::Fill& fill) const noexcept {
        return fill.time <= until ? std::min(qty, fill.qty) : Qty{};
    }
};

/// What changed. The pointers are valid until the next call of the manager, `fill` also only as long as the event.
struct Change {
    Applied applied = Applied::nothing;
    Doubt doubt = Doubt::none;
    domain::OrderStatus before = domain::OrderStatus::created;
    domain::OrderStatus after = domain::OrderStatus::created;
    const domain::Order* order = nullptr;  ///< null for late fills and foreign events
    /// When applied is fill, late_fill, duplicate_fill or foreign: what is to be booked of it.
    const domain::Fill* fill = nullptr;
    /// The order became final by this change.
    [[nodiscard]] bool ended() const noexcept {
        return applied != Applied::nothing && order && !domain::is_final(before) && domain::is_final(after);
    }
    /// The books must take the fill.
    [[nodiscard]] bool has_new_fill() const noexcept { return fill != nullptr && applied != Applied::duplicate_fill; }
};

/// The venue knows the order: asked for by client order id, or found in its lists.
struct FoundAtVenue {
    domain::OrderStatus status = domain::OrderStatus::accepted;  ///< accepted, partially_filled or a final one
    Qty filled;
    Price average_price;  ///< of what is filled, for orders that are adopted; zero: not known
    InlineString<64> venue_order_id;
    InlineString<96> reason;
};
/// The venue does not know the order, and everything that must hold before this means that it never arrived.
struct AbsentAtVenue {
    Time asked_at{};  ///< when the later of the two lists was asked for
    bool not_in_open_orders = false;
    bool not_in_history = false;
    bool position_agrees = false;  ///< our position without this order is the venue's
};
using Proof = std::variant<FoundAtVenue, AbsentAtVenue>;

/// The new terms of a working order; zero leaves a price unchanged.
struct Replacement {
    Qty qty;  ///< total, not what is left
    Price limit_price;
    Price trigger_price;
};

/// What came of the wish to cancel.
enum class CancelAnswer : std::uint8_t { sent, already_asked, already_final, not_found };

struct OrderManagerSettings {
    OrderId first = OrderId(1);        ///< id of the first order: one more than the journal's last
    std::uint32_t finals_kept = 1024;  ///< ended orders that late and duplicate fills are still matched with
    /// An order that the venue does not know may have been lost only after this long: its receive window + margin.
    Duration settle_after = 65s;
};

class OrderManager {
public:
    OrderManager(const OrderManagerSettings& settings, risk::Exposure& exposure);

    // Not to be copied: reservations have one owner.
    OrderManager(const OrderManager&) = delete;
    OrderManager& operator=(const OrderManager&) = delete;

    /// Puts the order into the outbox and in flight. The approval is used up.
    OrderId submit(risk::Approved&& approved, Time now, Outbox& out);
    /// The order never left this process (emergency stop, full disk): it ends as rejected, which is proven.
    /// Requires: the order is open and in flight (asserted).
    Change not_sent(OrderId id, InlineString<96> why, Time now);
    /// An order placed elsewhere that the venue reports: tracked, reserved and cancelable, never sent again.
    /// Requires: found.status is not final (asserted).
    OrderId adopt(const domain::OrderRequest& request, const FoundAtVenue& found, Time now);

    CancelAnswer cancel(OrderId id, Time now, Outbox& out);
    /// Cancels every open order, oldest first; orders whose cancel is under way are asked again. Returns how many.
    std::size_t cancel_all(Time now, Outbox& out);
    /// Changes a working reduce-only order; others must be canceled and approved anew.
    /// Errors: not_found; invalid_argument when it is not reduce-only, not working, being canceled or replaced, or
    /// the new quantity is not above what is filled.
    [[nodiscard]] Result<> replace(OrderId id, const Replacement& terms, Time now, Outbox& out);

    /// Applies what the venue says. Commands that follow from it (a cancel that must be repeated) go to `out`.
    Change on_event(const domain::VenueEvent& event, Outbox& out);
    /// Ends doubt about an order by proof (reliability invariant I-02). A cancel that was under way when the doubt
    /// began is asked for again.
    /// Errors: not_found; invalid_argument when an absence is not proven, naming what is missing.
    [[nodiscard]] Result<Change> resolve(OrderId id, const Proof& proof, Time now, Outbox& out);

    /// An open order, or null. Final orders are gone from here.
    [[nodiscard]] const domain::Order* find(OrderId id) const noexcept;
    /// The ids of all open orders, oldest first.
    [[nodiscard]] std::vector<OrderId> open_orders() const;
    /// The fill was counted for an open or lately ended order.
    [[nodiscard]] bool knows_fill(OrderId order, FillId fill) const noexcept;
    /// What an open or lately ended order has counted by inference.
    [[nodiscard]] Inferred inferred(OrderId id) const noexcept;
    /// When a lately ended order ended; empty for open and forgotten ones.
    [[nodiscard]] std::optional<Time> ended_at(OrderId id) const noexcept;
    /// The venue has shown that it knows the order. False when it is not open.
    [[nodiscard]] bool is_acknowledged(OrderId id) const noexcept;
    [[nodiscard]] std::size_t open_count() const noexcept { return slots_.size() - free_.size(); }
    /// Orders without an answer to a submit or cancel for longer than `limit`, oldest first: tell on_event() that
    /// they are unknown, and reconcile.
    [[nodiscard]] std::vector<OrderId> overdue(Time now, Duration limit) const;
    [[nodiscard]] OrderId next_id() const noexcept { return next_; }

    struct Counters {
        std::uint64_t submitted = 0, filled = 0, canceled = 0, rejected = 0, expired = 0;
        std::uint64_t fills = 0, late_fills = 0, duplicate_fills = 0, foreign_events = 0, doubts = 0;
    };
    [[nodiscard]] const Counters& counters() const noexcept { return counters_; }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.next_, self.slots_, self.free_, self.open_, self.ended_, self.ended_next_, self.fills_,
                self.counters_);
    }

private:
    /// Which fills an order has counted.
    struct Counted {
        detail::FillLog::List fills;
        Inferred inferred;
    };
    /// An open order and what is under way with it.
    struct Slot {
        domain::Order order;
        risk::ReservationId reservation;
        Counted counted;
        Time asked_at{};  ///< of the last submit, cancel or replace
        bool is_open = false;
        bool is_acknowledged = false;
        bool cancel_wanted = false;
        bool cancel_refused = false;  ///< before the venue had acknowledged the order: must be repeated
        bool replace_asked = false;
        Replacement replacement;
        domain::OrderStatus claimed = domain::OrderStatus::created;  ///< final status that waits for missing fills
        Qty claimed_filled;
        [[nodiscard]] bool has_claim() const noexcept { return domain::is_final(claimed); }
    };
    /// What is kept of an order that ended.
    struct Ended {
        OrderId id;
        domain::OrderStatus status = domain::OrderStatus::created;
        Time at{};
        Counted counted;
    };

    [[nodiscard]] Slot* slot(OrderId id) noexcept;
    template <class Condition>
    [[nodiscard]] std::vector<OrderId> ids_where(Condition condition) const;
    [[nodiscard]] Slot& open_slot(const domain::OrderRequest& request, Time now);

    // What an event does to the order that it names; the caller has found that the order is open.
    Change apply(Slot& s, const domain::OrderAccepted& e, Outbox& out);
    Change apply(Slot& s, const domain::OrderRejected& e, Outbox& out);
    Change apply(Slot& s, const domain::OrderCanceled& e, Outbox& out);
    Change apply(Slot& s, const domain::OrderExpired& e, Outbox& out);
    Change apply(Slot& s, const domain::CancelRejected& e, Outbox& out);
    Change apply(Slot& s, const domain::OrderReplaced& e, Outbox& out);
    Change apply(Slot& s, const domain::ReplaceRejected& e, Outbox& out);
    Change apply(Slot& s, const domain::OrderTriggered& e, Outbox& out);
    Change apply(Slot& s, const domain::OrderUnknown& e, Outbox& out);
    Change apply(Slot& s, const domain::OrderFilled& e, Outbox& out);

    /// What is new in a fill: all of it, a part in part_, or nothing (null).
    const domain::Fill* count(Counted& counted, const domain::Fill& fill);
    Change not_open(OrderId id);
    Change not_open(const domain::Fill& fill);
    /// The venue has shown that it knows the order.
    Change acknowledge(Slot& s, Time time, Outbox& out);
    Change move_to(Slot& s, domain::OrderStatus status, Time time, Doubt doubt = Doubt::none);
    /// Ends the order once our count of fills is the venue's; until then it stays unknown.
    Change claim_end(Slot& s, domain::OrderStatus status, Qty filled, Time time);
    Change end(Slot& s, domain::OrderStatus status, Time time);
    void retire(Slot& s);
    void keep(const Ended& ended);
    /// A lately ended order, or null. Looks through all of them, newest first: every order ends, but hardly one is
    /// asked for after that.
    [[nodiscard]] const Ended* find_ended(OrderId id) const noexcept;
    /// Books a fill in the exposure ledger: against the reservation as far as that goes.
    void book(const Slot& s, const domain::Fill& fill);
    void reserve_again(const Slot& s);
    [[nodiscard]] domain::OrderStatus working_status(const Slot& s) const noexcept;
    [[nodiscard]] Result<Change> resolve(Slot& s, const FoundAtVenue& proof, Time now, Outbox& out);
    [[nodiscard]] Result<Change> resolve(Slot& s, const AbsentAtVenue& proof, Time now, Outbox& out);

    OrderManagerSettings settings_;
    risk::Exposure& exposure_;
    OrderId next_;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_;
    detail::IdMap open_;
    std::vector<Ended> ended_;  ///< ring
    std::size_t ended_next_ = 0;
    detail::FillLog fills_;
    domain::Fill part_;  ///< what Change::fill points to when only a part of a fill is new
    Counters counters_;
};

}  // namespace argosy::execution
