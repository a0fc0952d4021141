#pragma once

#include <span>
#include <vector>

#include "execution/order_manager.hpp"

namespace argosy::execution {

/// What follows from linked orders: requests go through the risk gate like every other.
struct LinkActions {
    std::vector<domain::OrderRequest> place;
    std::vector<OrderId> cancel;
};

/// Orders that depend on each other where no position does: one cancels other (OCO) and one triggers other (OTO). What
/// protects a position is Brackets' business.
///
/// Thread safety: none. Memory: one entry for each link that waits.
/// Known limits: two orders of a group can both fill when their fills cross the cancel; both are real.
class OrderLinks {
public:
    /// The first fill of any of them cancels the others. Requires: at least two open orders (asserted).
    void one_cancels_other(std::span<const OrderId> orders);
    /// The child is placed when the parent has filled completely, and forgotten when the parent ends otherwise.
    void one_triggers_other(OrderId parent, const domain::OrderRequest& child);

    /// Every change of every order.
    void on_change(const Change& change, LinkActions& out) {
        if (change.order != nullptr && (!groups_.empty() || !children_.empty())) [[unlikely]]
            follow(change, out);
    }
    [[nodiscard]] std::size_t size() const noexcept { return groups_.size() + children_.size(); }

private:
    struct Child {
        OrderId parent;
        domain::OrderRequest request;
    };
    void follow(const Change& change, LinkActions& out);
    void follow_groups(const Change& change, LinkActions& out);
    void follow_children(const Change& change, LinkActions& out);

    std::vector<std::vector<OrderId>> groups_;
    std::vector<Child> children_;
};

}  // namespace argosy::execution
