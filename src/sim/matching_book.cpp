#include "sim/matching_book.hpp"

#include <algorithm>

namespace argosy::sim {

MatchingBook::Handle MatchingBook::rest(Owner owner, Side side, Tick price, Lots qty) {
    Slot slot = free_;
    if (slot == none) {
        slot = static_cast<Slot>(nodes_.size());
        nodes_.emplace_back();
    } else {
        free_ = nodes_[slot].next;
        --free_count_;
    }
    Level& level = ladder(side).occupy(key_of(side, price));
    Node& node = nodes_[slot];
    node.order = {.owner = owner, .side = side, .price = price, .left = qty};
    node.previous = level.last;
    node.next = none;
    if (level.last == none)
        level.first = slot;
    else
        nodes_[level.last].next = slot;
    level.last = slot;
    level.qty += qty;
    return handle_of(slot);
}

MatchingBook::Lots MatchingBook::cancel(Handle handle) noexcept {
    const Slot slot = slot_of(handle);
    if (slot == none) return 0;
    const Lots left = nodes_[slot].order.left;
    nodes_[slot].order.left = 0;
    unlink(nodes_[slot], left);
    release(slot);
    return left;
}

void MatchingBook::unlink(const Node& node, Lots left) noexcept {
    Ladder& side = ladder(node.order.side);
    const Tick key = key_of(node.order.side, node.order.price);
    if (node.previous == none && node.next == none) return side.vacate(key);
    Level& level = *side.find(key);
    level.qty -= left;
    if (node.previous == none)
        level.first = node.next;
    else
        nodes_[node.previous].next = node.next;
    if (node.next == none)
        level.last = node.previous;
    else
        nodes_[node.next].previous = node.previous;
}

bool MatchingBook::reduce(Handle handle, Lots left) noexcept {
    const Slot slot = slot_of(handle);
    if (slot == none || left <= 0 || left >= nodes_[slot].order.left) return false;
    Order& order = nodes_[slot].order;
    ladder(order.side).find(key_of(order.side, order.price))->qty -= order.left - left;
    order.left = left;
    return true;
}

const MatchingBook::Order* MatchingBook::find(Handle handle) const noexcept {
    const Slot slot = slot_of(handle);
    return slot == none ? nullptr : &nodes_[slot].order;
}

MatchingBook::Lots MatchingBook::qty_at(Side side, Tick price) const noexcept {
    const Level* level = ladder(side).find(key_of(side, price));
    return level ? level->qty : 0;
}

MatchingBook::Lots MatchingBook::available(Side taker, Tick worst, Lots most) const noexcept {
    Lots found = 0;
    walk(opposite(taker), [&](Tick price, Lots qty) {
        if (taker == Side::buy ? price > worst : price < worst) return false;
        found += qty;
        return found < most;
    });
    return std::min(found, most);
}

}  // namespace argosy::sim
