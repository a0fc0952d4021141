#include "execution/order_links.hpp"

#include <algorithm>

namespace argosy::execution {

void OrderLinks::one_cancels_other(std::span<const OrderId> orders) {
    ARGOSY_ASSERT(orders.size() >= 2, "a group of orders that cancel each other needs two");
    groups_.emplace_back(orders.begin(), orders.end());
}

void OrderLinks::one_triggers_other(OrderId parent, const domain::OrderRequest& child) {
    children_.push_back({parent, child});
}

void OrderLinks::follow(const Change& change, LinkActions& out) {
    follow_groups(change, out);
    if (change.ended()) follow_children(change, out);
}

void OrderLinks::follow_groups(const Change& change, LinkActions& out) {
    const OrderId id = change.order->id;
    const bool filled = change.applied == Applied::fill;
    if (!filled && !change.ended()) return;
    std::erase_if(groups_, [&](std::vector<OrderId>& group) {
        if (std::erase(group, id) == 0) return false;
        if (filled) out.cancel.insert(out.cancel.end(), group.begin(), group.end());
        return filled || group.size() < 2;
    });
}

void OrderLinks::follow_children(const Change& change, LinkActions& out) {
    std::erase_if(children_, [&](const Child& child) {
        if (child.parent != change.order->id) return false;
        if (change.after == domain::OrderStatus::filled) out.place.push_back(child.request);
        return true;
    });
}

}  // namespace argosy::execution
