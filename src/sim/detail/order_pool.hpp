#pragma once

#include <cstdint>
#include <vector>

#include "base/id.hpp"
#include "sim/detail/working_order.hpp"

namespace argosy::sim::detail {

/// The open orders, in slots that are used again, and found by id. No allocation once it has been as full as it gets.
class OrderPool {
public:
    using Slot = std::uint32_t;
    static constexpr Slot none = ~Slot{0};

    OrderPool() : table_(64, none) {}
    /// Requires: the id is not in use.
    Slot add(OrderId id);
    void remove(Slot slot);
    [[nodiscard]] Slot find(OrderId id) const noexcept {
        for (std::size_t i = home(id);; i = (i + 1) & mask()) {
            if (table_[i] == none || orders_[table_[i]].id == id) return table_[i];
        }
    }
    [[nodiscard]] WorkingOrder& operator[](Slot slot) noexcept { return orders_[slot]; }
    [[nodiscard]] const WorkingOrder& operator[](Slot slot) const noexcept { return orders_[slot]; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.orders_, self.free_, self.table_, self.size_); }

private:
    [[nodiscard]] std::size_t mask() const noexcept { return table_.size() - 1; }
    [[nodiscard]] std::size_t home(OrderId id) const noexcept {
        return static_cast<std::size_t>((id.value() * 0x9e3779b97f4a7c15ull) >> 32) & mask();
    }
    void insert(Slot slot) noexcept;
    void grow();

    std::vector<WorkingOrder> orders_;
    std::vector<Slot> free_;
    std::vector<Slot> table_;  // open addressing with linear probing, at most half full
    std::size_t size_ = 0;
};

}  // namespace argosy::sim::detail
