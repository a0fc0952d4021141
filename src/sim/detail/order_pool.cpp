#include "sim/detail/order_pool.hpp"

namespace argosy::sim::detail {

OrderPool::Slot OrderPool::add(OrderId id) {
    ARGOSY_ASSERT(find(id) == none, "an order id is in use already");
    if ((size_ + 1) * 2 > table_.size()) grow();
    Slot slot;
    if (free_.empty()) {
        slot = static_cast<Slot>(orders_.size());
        orders_.emplace_back();
    } else {
        slot = free_.back();
        free_.pop_back();
        orders_[slot] = WorkingOrder{};
    }
    orders_[slot].id = id;
    insert(slot);
    ++size_;
    return slot;
}

void OrderPool::remove(Slot slot) {
    std::size_t hole = home(orders_[slot].id);
    while (table_[hole] != slot) hole = (hole + 1) & mask();
    // Close the gap: whoever could have stood in the hole moves there, so that no probe ends early.
    for (std::size_t i = (hole + 1) & mask(); table_[i] != none; i = (i + 1) & mask()) {
        const std::size_t wanted = home(orders_[table_[i]].id);
        if (((i - wanted) & mask()) < ((i - hole) & mask())) continue;
        table_[hole] = table_[i];
        hole = i;
    }
    table_[hole] = none;
    orders_[slot].id = OrderId{};
    free_.push_back(slot);
    --size_;
}

void OrderPool::insert(Slot slot) noexcept {
    std::size_t i = home(orders_[slot].id);
    while (table_[i] != none) i = (i + 1) & mask();
    table_[i] = slot;
}

void OrderPool::grow() {
    std::vector<Slot> old(table_.size() * 2, none);
    old.swap(table_);
    for (const Slot slot : old)
        if (slot != none) insert(slot);
}

}  // namespace argosy::sim::detail
