#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/id.hpp"

namespace argosy::execution::detail {

/// The fill ids that each order has counted. The highest of an order lies in its list, which is all that most orders
/// need; the others are in one pool, so that nothing is allocated once it has grown.
///
/// Venues number fills upward, so a fill above the highest one seen is new without a search; only one that comes out
/// of turn walks the list of its order.
class FillLog {
public:
    static constexpr std::uint32_t end = ~std::uint32_t{0};
    /// The fills of one order.
    struct List {
        std::uint32_t head = end;  ///< of those below the highest
        bool has_any = false;
        FillId highest = FillId(0);
    };

    /// True when the fill is new to the list; it is there from now on.
    bool add(List& list, FillId id) {
        if (!list.has_any) [[likely]] {
            list = {.has_any = true, .highest = id};
            return true;
        }
        if (id <= list.highest && contains(list, id)) return false;
        push(list, std::min(id, list.highest));
        list.highest = std::max(id, list.highest);
        return true;
    }
    [[nodiscard]] bool contains(const List& list, FillId id) const noexcept {
        if (list.has_any && list.highest == id) return true;
        for (auto i = list.head; i != end; i = nodes_[i].next)
            if (nodes_[i].id == id) return true;
        return false;
    }
    /// Gives the list back to the pool.
    void clear(List& list) noexcept {
        if (list.head != end) [[unlikely]] {
            auto last = list.head;
            while (nodes_[last].next != end) last = nodes_[last].next;
            nodes_[last].next = free_;
            free_ = list.head;
        }
        list = {};
    }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.nodes_, self.free_); }

private:
    void push(List& list, FillId id) {
        std::uint32_t node = free_;
        if (node == end) {
            node = static_cast<std::uint32_t>(nodes_.size());
            nodes_.emplace_back();
        } else {
            free_ = nodes_[node].next;
        }
        nodes_[node] = {id, list.head};
        list.head = node;
    }

    struct Node {
        FillId id;
        std::uint32_t next = end;
    };
    std::vector<Node> nodes_;
    std::uint32_t free_ = end;
};

}  // namespace argosy::execution::detail
