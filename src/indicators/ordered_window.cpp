#include "indicators/ordered_window.hpp"

#include "base/assert.hpp"

namespace argosy::indicators {

OrderedWindow::OrderedWindow(std::size_t length) : nodes_(length + 1) {
    ARGOSY_ASSERT(length >= 1 && length < UINT32_MAX, "a window needs at least one value");
    for (std::size_t i = 1; i < nodes_.size(); ++i)  // Fibonacci hashing spreads neighbouring slots
        nodes_[i].priority = static_cast<std::uint32_t>((i * 0x9E3779B97F4A7C15ULL) >> 32U);
}

void OrderedWindow::update(double x) noexcept {
    if (full_) root_ = erase(root_, next_);
    Node& fresh = nodes_[next_];
    fresh.value = x;
    fresh.left = fresh.right = 0;
    root_ = insert(root_, next_);
    if (++next_ == nodes_.size()) {
        next_ = 1;
        full_ = true;
    }
}

OrderedWindow::Part OrderedWindow::below(double limit) const noexcept {
    Part found;
    for (Link at = root_; at != 0;) {
        const Node& node = nodes_[at];
        if (node.value < limit) {
            const Part& smaller = nodes_[node.left].part;
            found.count += smaller.count + 1;
            found.sum += smaller.sum + node.value;
            at = node.right;
        } else {
            at = node.left;
        }
    }
    return found;
}

bool OrderedWindow::before(Link a, Link b) const noexcept {
    return nodes_[a].value < nodes_[b].value || (nodes_[a].value == nodes_[b].value && a < b);
}

void OrderedWindow::rebuild(Link at) noexcept {
    Node& node = nodes_[at];
    const Part &left = nodes_[node.left].part, &right = nodes_[node.right].part;
    node.part = {left.count + right.count + 1, left.sum + node.value + right.sum};
}

void OrderedWindow::split(Link at, Link key, Link& less, Link& rest) noexcept {
    if (at == 0) {
        less = rest = 0;
        return;
    }
    if (before(at, key)) {
        split(nodes_[at].right, key, nodes_[at].right, rest);
        less = at;
    } else {
        split(nodes_[at].left, key, less, nodes_[at].left);
        rest = at;
    }
    rebuild(at);
}

OrderedWindow::Link OrderedWindow::merge(Link less, Link rest) noexcept {
    if (less == 0 || rest == 0) return less != 0 ? less : rest;
    if (nodes_[less].priority > nodes_[rest].priority) {
        nodes_[less].right = merge(nodes_[less].right, rest);
        rebuild(less);
        return less;
    }
    nodes_[rest].left = merge(less, nodes_[rest].left);
    rebuild(rest);
    return rest;
}

OrderedWindow::Link OrderedWindow::insert(Link at, Link fresh) noexcept {
    if (at == 0 || nodes_[fresh].priority > nodes_[at].priority) {
        split(at, fresh, nodes_[fresh].left, nodes_[fresh].right);
        rebuild(fresh);
        return fresh;
    }
    Link& side = before(fresh, at) ? nodes_[at].left : nodes_[at].right;
    side = insert(side, fresh);
    rebuild(at);
    return at;
}

OrderedWindow::Link OrderedWindow::erase(Link at, Link gone) noexcept {
    if (at == gone) return merge(nodes_[at].left, nodes_[at].right);
    Link& side = before(gone, at) ? nodes_[at].left : nodes_[at].right;
    side = erase(side, gone);
    rebuild(at);
    return at;
}

}  // namespace argosy::indicators
