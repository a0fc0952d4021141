#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "base/assert.hpp"
#include "base/id.hpp"
#include "domain/order.hpp"
#include "market/tick_ladder.hpp"

namespace argosy::sim {

/// A central limit order book for many participants: price-time priority, executions at the maker's price. What a
/// wire emulator's venue is made of; prices count ticks and quantities count lots (market::Grid converts).
///
/// Thread safety: one owner thread.
/// Invariants: the book is never crossed; the quantity of a level is the sum of its orders; nothing is allocated once
///             the book has been as full as it gets.
/// Known limits: no self-trade prevention; order types beyond limit and market are the caller's (a stop is an order
///               not yet sent).
class MatchingBook {
public:
    using Side = domain::Side;
    using Tick = std::int64_t;
    using Lots = std::int64_t;
    /// Whom an order belongs to; the book hands it back and knows nothing more of it.
    using Owner = std::uint64_t;
    /// Names one resting order; never given out twice.
    using Handle = Id<struct RestingOrderTag, std::uint64_t>;

    struct Execution {
        Owner maker = 0, taker = 0;
        Handle maker_order;
        Side taker_side = Side::buy;
        Tick price = 0;
        Lots qty = 0;
        Lots maker_left = 0;  ///< zero: the maker's order is done
    };
    struct Order {
        Owner owner = 0;
        Side side = Side::buy;
        Tick price = 0;
        Lots left = 0;
    };

    /// A limit order: executes what crosses, then rests. publish(const Execution&) is called for each execution, after
    /// the book has changed. None when nothing is left to rest. Requires: qty > 0, price > 0.
    template <class Publish>
    Handle limit(Owner owner, Side side, Tick price, Lots qty, Publish&& publish) {
        ARGOSY_ASSERT(qty > 0 && price > 0, "an order has a positive price and quantity");
        const Lots left = take(owner, side, price, qty, publish);
        return left > 0 ? rest(owner, side, price, left) : Handle{};
    }
    /// Executes against the book at `worst` or better and never rests: a market order without a worst price, an
    /// immediate-or-cancel order with one. Returns what is left.
    template <class Publish>
    Lots take(Owner owner, Side side, Tick worst, Lots qty, Publish&& publish) {
        Ladder& makers = ladder(domain::opposite(side));
        const Tick limit = key_of(domain::opposite(side), worst);
        while (qty > 0 && !makers.empty() && makers.best() >= limit)
            qty = execute_best(makers, owner, side, qty, publish);
        return qty;
    }
    template <class Publish>
    Lots market(Owner owner, Side side, Lots qty, Publish&& publish) {
        return take(owner, side, side == Side::buy ? std::numeric_limits<Tick>::max() : 0, qty, publish);
    }
    /// What was left of the order; zero when it is not resting any more.
    Lots cancel(Handle handle) noexcept;
    /// Lowers the rest of an order and keeps its place in the queue. False: it is not resting, or `left` is not
    /// below its rest (that takes a cancel and a new order).
    [[nodiscard]] bool reduce(Handle handle, Lots left) noexcept;

    /// Null when it is not resting. Valid until the next change.
    [[nodiscard]] const Order* find(Handle handle) const noexcept;
    /// Zero when the side is empty.
    [[nodiscard]] Tick best(Side side) const noexcept {
        const Ladder& l = ladder(side);
        return l.empty() ? 0 : price_of(side, l.best());
    }
    [[nodiscard]] Lots qty_at(Side side, Tick price) const noexcept;
    /// How much a taker of this side finds at `worst` or better, counted up to `most`: for fill-or-kill.
    [[nodiscard]] Lots available(Side taker, Tick worst, Lots most) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return nodes_.size() - free_count_; }
    /// Calls visit(Tick price, Lots qty) from the best price on while it returns true.
    template <class Visit>
    void walk(Side side, Visit visit) const {
        ladder(side).descend([&](Tick key, const Level& level) { return visit(price_of(side, key), level.qty); });
    }

private:
    using Slot = std::uint32_t;
    static constexpr Slot none = ~Slot{0};

    struct Node {
        Order order;
        Slot previous = none, next = none;  // in the queue of the level; next also chains the free ones
        std::uint32_t generation = 0;
    };
    struct Level {
        Slot first = none, last = none;
        Lots qty = 0;
    };
    using Ladder = market::TickLadder<Level>;  // asks by negated tick

    // No branches: which side comes next cannot be foretold.
    [[nodiscard]] Ladder& ladder(Side side) noexcept { return ladders_[static_cast<std::size_t>(side)]; }
    [[nodiscard]] const Ladder& ladder(Side side) const noexcept { return ladders_[static_cast<std::size_t>(side)]; }
    /// A ladder's key for a price, and back: the price, negated for a sell.
    [[nodiscard]] static constexpr Tick key_of(Side side, Tick price) noexcept {
        const Tick sign = -static_cast<Tick>(side);
        return (price ^ sign) - sign;
    }
    [[nodiscard]] static constexpr Tick price_of(Side side, Tick key) noexcept { return key_of(side, key); }
    [[nodiscard]] Handle handle_of(Slot slot) const noexcept {
        return Handle((std::uint64_t{nodes_[slot].generation} << 32) | slot);
    }
    [[nodiscard]] Slot slot_of(Handle handle) const noexcept {
        const auto slot = static_cast<Slot>(handle.value());
        return slot < nodes_.size() && handle_of(slot) == handle && nodes_[slot].order.left > 0 ? slot : none;
    }

    template <class Publish>
    Lots execute_best(Ladder& makers, Owner owner, Side side, Lots qty, Publish& publish) {
        Level& level = makers.best_value();
        const Slot slot = level.first;
        Node& maker = nodes_[slot];
        const Lots done = qty < maker.order.left ? qty : maker.order.left;
        maker.order.left -= done;
        level.qty -= done;
        const Execution execution{.maker = maker.order.owner,
                                  .taker = owner,
                                  .maker_order = handle_of(slot),
                                  .taker_side = side,
                                  .price = maker.order.price,
                                  .qty = done,
                                  .maker_left = maker.order.left};
        if (maker.order.left == 0) drop_first(makers, level, slot);
        publish(execution);
        return qty - done;
    }
    void drop_first(Ladder& makers, Level& level, Slot slot) noexcept {
        level.first = nodes_[slot].next;
        if (level.first == none)
            makers.vacate_best();
        else
            nodes_[level.first].previous = none;
        release(slot);
    }
    Handle rest(Owner owner, Side side, Tick price, Lots qty);
    void unlink(const Node& node, Lots left) noexcept;
    void release(Slot slot) noexcept {
        nodes_[slot].next = free_;
        ++nodes_[slot].generation;
        free_ = slot;
        ++free_count_;
    }

    Ladder ladders_[2];  // by side
    std::vector<Node> nodes_;
    Slot free_ = none;
    std::size_t free_count_ = 0;
};

}  // namespace argosy::sim
